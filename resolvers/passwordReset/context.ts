import type { Context } from "@aws-appsync/utils";
import type { Lane } from "../../contract/lane.ts";
import type { ResetSlot } from "../../contract/resets.ts";
import type { Channel } from "../../contract/send-request.ts";
import type { SentDevice } from "../devices/claimContext.ts";
import type { VerifyOtpResult, VerifyOtpStash } from "../verifyOtp/context.ts";
import type { ResetDecision } from "./decideReset.ts";

/** The schema's `RequestPasswordResetInput`. */
export interface RequestPasswordResetInput {
  username: string;
  channel: Channel;
  locale?: string | null;
  deviceToken?: string | null;
}

/** A slot as it is to be written; its partition key is made of the request's lane. */
export type NewResetSlot = Omit<ResetSlot, "pk">;

/** What the handlers and steps of requestPasswordReset hand on, in the order in which it is put there. */
export type RequestPasswordResetStash = {
  /** The before handler: the name in small letters, and the device token with the subject that it names. */
  username: string;
  sentDevice: SentDevice | null;
  /** verifyDevice: the device of a genuine token. readKnown takes it away if the person does not list it. */
  device?: string;
  /** readReset. */
  now: number;
  lane: Lane;
  decision: ResetDecision;
  /** reserveReset: what is answered. */
  slot: NewResetSlot;
};

export type RequestPasswordResetContext = Context<{ input: RequestPasswordResetInput }, RequestPasswordResetStash>;

/** The schema's `ResetPasswordInput`. */
export interface ResetPasswordInput {
  id: string;
  username: string;
  code: string;
  newPassword: string;
  idempotencyKey?: string | null;
}

/** The account that a code was sent for, as its slot says. */
export interface ResetAccount {
  subject: string;
  username: string;
}

/** What the steps of resetPassword hand on: what those of verifyOtp do, and the account. */
export type ResetPasswordStash = VerifyOtpStash & {
  /** judgeGuess and judgeRepeat, where they see a slot. */
  account?: ResetAccount;
};

export type ResetPasswordContext = Context<
  { input: ResetPasswordInput },
  ResetPasswordStash,
  { result: VerifyOtpResult }
>;
