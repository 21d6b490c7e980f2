import type { Context } from "@aws-appsync/utils";
import type { Lane } from "../../contract/lane.ts";
import type { Channel } from "../../contract/send-request.ts";
import type { Transaction } from "../../contract/transaction.ts";
import type { OtpToken } from "../shared/slot.ts";

export interface VerifyOtpInput {
  id: string;
  code: string;
  subject?: string | null;
  transaction?: Transaction | null;
  idempotencyKey?: string | null;
}

/** One call of verifyOtp, without the code. */
export interface Guess {
  lane: Lane;
  purpose: string;
  id: string;
  /** Names the call: by its caller's session and idempotency key, or at random. */
  requestKey: string;
}

/** What the steps of verifyOtp hand on, in the order in which it is put there. */
export type VerifyOtpStash = {
  /** The before handler of confirmContactChange, whose codes are verified there and nowhere else. */
  finishes?: boolean;
  /** macGuess: the call, and the MAC of its code. */
  guess: Guess;
  mac: string;
  /** readAccount, or checkStepUp: the moment up to which sessions and tokens are void, in epoch seconds. */
  signedOut?: number;
  /** readAccount: the mailbox or number that is held; null for none. */
  held?: string | null;
  /** charge, when the call repeats the one that used the token: how many repeats of it may be charged. */
  maxRepeats?: number;
};

export type VerifyOtpContext = Context<{ input: VerifyOtpInput }, VerifyOtpStash>;

/** The token that a call has just verified: what the payload hands to its nested fields, which check nothing again. */
export interface VerifiedToken {
  lane: Lane;
  id: string;
  purpose: string;
  channel: Channel;
  /** The whole address or number, which no field shows. */
  destination: string;
  transaction: Transaction | null;
  /** Whether its code was the fixed one of a test destination. */
  test: boolean;
  /** When it was verified, in epoch seconds. A repeat of the call gives the same. */
  at: number;
}

/** What verifyOtp answers: the schema's `VerifyOtpPayload` without its nested fields, and what they are made of. */
export type VerifyOtpResult =
  | { status: "VERIFIED"; attemptsRemaining: 0; token: OtpToken; verified: VerifiedToken }
  | { status: "WRONG_CODE" | "EXPIRED" | "ATTEMPTS_EXHAUSTED"; attemptsRemaining: number; verified?: undefined };

/** `VerifyOtpPayload.data`: its source is verifyOtp's result, and its step leaves the data as JSON text. */
export type DataContext = Context<unknown, { data: string | null }, undefined, VerifyOtpResult>;
