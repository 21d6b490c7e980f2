import type { Context } from "@aws-appsync/utils";
import type { StepUpPurpose } from "../../contract/step-up.ts";

/** Whose second factor a call needs, and the token that was sent as its proof. */
export interface StepUpNeed {
  purpose: StepUpPurpose;
  tenant: string;
  subject: string;
  /** `origin_jti`; empty for backends. */
  session: string;
  /** When the user signed in; null for backends, which have no session. */
  authTime: number | null;
  token: string | null;
}

/** What the before handler of a field that may need a second factor hands to the two steps that check it. */
export type StepUpStash = {
  /** Null where none is needed. */
  stepUp: StepUpNeed | null;
  /** Whether the field may finish a contact change. */
  finishes?: boolean;
  /** verifyStepUp: when the code was verified, in epoch seconds. */
  steppedUpAt?: number;
  /** checkStepUp: the moment up to which sessions and tokens are void, in epoch seconds. */
  signedOut?: number;
};

export type StepUpContext = Context<unknown, StepUpStash>;
