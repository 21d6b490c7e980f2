import type { Context } from "@aws-appsync/utils";
import type { SendOutcome } from "../../contract/send-request.ts";
import type { Slot } from "../../contract/slot.ts";
import type { Limit } from "../shared/counters.ts";
import type { OtpToken } from "../shared/slot.ts";
import type { Decision } from "./decide.ts";
import type { NewSlot } from "./newSlot.ts";
import type { OtpRequest, RequestOtpInput } from "./otpRequest.ts";

/** What the handlers and steps of requestOtp hand on, in the order in which it is put there. */
export type RequestOtpStash = {
  /** The before handler. */
  otpRequest: OtpRequest;
  countries: string[];
  /** readSlot. Where the decision ends the pipeline, `token` is the answer; what follows is there for `resend` and `issue` alone. */
  now: number;
  decision: Decision;
  limits: Limit[];
  /** reserve: the slot as it was read, and as it was written. */
  before: Slot | null;
  slot: NewSlot;
  /** send. `unreached`: the function could not be called, or its answer was lost. */
  outcome: SendOutcome | { status: "NEVER_INVOKED" };
  unreached: boolean;
  /** readSlot or record. */
  token: OtpToken;
};

export type RequestOtpContext = Context<{ input: RequestOtpInput }, RequestOtpStash>;
