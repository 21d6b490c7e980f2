import type { Context } from "@aws-appsync/utils";
import type { Channel } from "../../contract/send-request.ts";
import type { RequestOtpStash } from "../requestOtp/context.ts";
import type { StepUpStash } from "../stepUp/context.ts";
import type { VerifyOtpResult, VerifyOtpStash } from "../verifyOtp/context.ts";

export interface RequestContactChangeInput {
  channel: Channel;
  destination: string;
  locale?: string | null;
  idempotencyKey?: string | null;
  stepUpToken?: string | null;
}
/** The steps of requestOtp follow. */
export type RequestContactChangeContext = Context<{ input: RequestContactChangeInput }, StepUpStash & RequestOtpStash>;

export interface ConfirmContactChangeInput {
  id: string;
  code: string;
  idempotencyKey?: string | null;
  stepUpToken?: string | null;
}
/** The steps of verifyOtp follow. */
export type ConfirmContactChangeContext = Context<
  { input: ConfirmContactChangeInput },
  StepUpStash & VerifyOtpStash,
  { result: VerifyOtpResult }
>;
