import type { DataContext } from "./context.ts";

/** Before and after handler of `VerifyOtpPayload.data`. On AWS a step cannot return early with null; the after handler can answer it. */
export const request = (_ctx: DataContext) => ({});
export const response = (ctx: DataContext) => (ctx.stash.data ? JSON.parse(ctx.stash.data) : null);
