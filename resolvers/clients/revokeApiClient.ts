import { beginChange } from "./begin.ts";
import { clientPayload } from "./clientView.ts";
import type { RevokeContext } from "./context.ts";

/** Before handler of revokeApiClient. */
export function request(ctx: RevokeContext) {
  beginChange(ctx, ctx.args.input);
  return {};
}

/** After handler. */
export const response = (ctx: RevokeContext) => clientPayload(ctx.stash);
