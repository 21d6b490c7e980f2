import type { ActiveTokensContext } from "./context.ts";

/** Before and after handler. */
export const request = (_ctx: ActiveTokensContext) => ({});
export const response = (ctx: ActiveTokensContext) => ({
  items: ctx.prev?.result,
  nextToken: ctx.stash.nextToken ?? null,
});
