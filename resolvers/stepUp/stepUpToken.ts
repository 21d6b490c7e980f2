import type { StepUpTokenContext } from "./tokenContext.ts";

/** Before and after handler of `VerifyOtpPayload.stepUpToken`. */
export const request = (_ctx: StepUpTokenContext) => ({});
export const response = (ctx: StepUpTokenContext) => ctx.stash.stepUpToken ?? null;
