import type { Context } from "@aws-appsync/utils";

/** Before and after of the pipeline. */
export const request = (_ctx: Context) => ({});
export const response = (ctx: Context) => ({ items: ctx.prev?.result, nextToken: ctx.stash.nextToken ?? null });
