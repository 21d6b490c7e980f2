import type { Context } from "@aws-appsync/utils";
import type { Lane } from "../../contract/lane.ts";
import type { OtpToken } from "../shared/slot.ts";
import type { StepUpStash } from "../stepUp/context.ts";

export interface CancelOtpInput {
  id: string;
  subject?: string | null;
  tenant?: string | null;
  stepUpToken?: string | null;
}

/** What the before handler of cancelOtp puts there: where the token is. */
export type CancelOtpStash = StepUpStash & { lane: Lane; purpose: string };

export type CancelOtpContext = Context<{ input: CancelOtpInput }, CancelOtpStash, { result: { token: OtpToken } }>;
