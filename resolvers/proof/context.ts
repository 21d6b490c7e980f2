import type { Context } from "@aws-appsync/utils";
import type { VerifyOtpResult } from "../verifyOtp/context.ts";

/** What the step of `VerifyOtpPayload.proof` puts there: header and claims, which are signed, and the proof. */
export type ProofStash = { signed?: string; proof?: string };

/** `VerifyOtpPayload.proof`: its source is verifyOtp's result. */
export type ProofContext = Context<unknown, ProofStash, undefined, VerifyOtpResult>;
