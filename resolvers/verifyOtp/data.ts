import type { Context } from "@aws-appsync/utils";

/** Before and after of `VerifyOtpPayload.data`. A step cannot return early with null on AWS; this after handler can answer it. */
export const request = (_ctx: Context) => ({});
export const response = (ctx: Context) => (ctx.stash.data ? JSON.parse(ctx.stash.data) : null);
