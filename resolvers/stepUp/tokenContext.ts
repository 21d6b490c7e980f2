import type { Context } from "@aws-appsync/utils";
import type { StepUpClaim } from "../../contract/mac-text.ts";
import type { VerifyOtpResult } from "../verifyOtp/context.ts";

/** What the step of `VerifyOtpPayload.stepUpToken` puts there: what the token claims, and the token. */
export type StepUpTokenStash = { claim?: StepUpClaim; stepUpToken?: string };

/** `VerifyOtpPayload.stepUpToken`: its source is verifyOtp's result. */
export type StepUpTokenContext = Context<unknown, StepUpTokenStash, undefined, VerifyOtpResult>;
