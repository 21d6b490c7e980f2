import type { VerifyOtpContext, VerifyOtpResult } from "./context.ts";

/** Before and after handler: the last step's judgement is the answer. */
export const request = (_ctx: VerifyOtpContext) => ({});
export const response = (ctx: VerifyOtpContext): VerifyOtpResult => ctx.prev?.result;
