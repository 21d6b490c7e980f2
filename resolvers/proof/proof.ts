import type { ProofContext } from "./context.ts";

/** Before and after handler of `VerifyOtpPayload.proof`. */
export const request = (_ctx: ProofContext) => ({});
export const response = (ctx: ProofContext) => ctx.stash.proof ?? null;
