import type { Context } from "@aws-appsync/utils";
import type { IdempotencyKeys } from "../../contract/idempotency-keys.ts";
import type { Lane } from "../../contract/lane.ts";
import type { SendOutcome } from "../../contract/send-request.ts";
import type { Slot } from "../../contract/slot.ts";
import type { DeviceStash } from "../devices/claimContext.ts";
import type { Caller } from "../shared/caller.ts";
import type { OtpToken } from "../shared/slot.ts";
import type { Decision, ReadLane } from "./decide.ts";
import type { GuessBudget } from "./guessBudget.ts";
import type { MessageCounter } from "./messageCounters.ts";
import type { NewSlot } from "./newSlot.ts";
import type { OtpRequest, RequestOtpInput } from "./otpRequest.ts";
import type { Visitor } from "./visitor.ts";
import type { VisitorPart } from "./visitorCounters.ts";

/** What the handlers and steps of requestOtp hand on, in the order in which it is put there. */
export type RequestOtpStash = DeviceStash & {
  /** The before handler; macFingerprint and readSlot add to the request. */
  kind: Caller["kind"];
  otpRequest: OtpRequest;
  /** The countries (ISO 3166) that the tenant may send to; null: all. */
  tenantCountries: string[] | null;
  /** The tenant's messages in a day; null: no limit. */
  dailySends: number | null;
  /** When the caller signed in, in epoch seconds; null for backends. */
  authTime: number | null;
  /** Whether a hold would keep nobody out for good: there is another verified claim, or it is not known. */
  hasOtherClaim: boolean;
  /** macFingerprint: the countries that the number may belong to. */
  countries: string[];
  /** macFingerprint. */
  visitor: Visitor;
  /** macVisitorAddress and macVisitorDevice; the before handler makes it empty. */
  visitorParts: VisitorPart[];
  /** readSlot. `isTestDestination`: whether it is to one of the test mode, and for what a fixed code may stand for. */
  now: number;
  isTestDestination: boolean;
  lane: Lane;
  budget: GuessBudget;
  /** The lane as it was read, and the common one beside that of a known device. */
  slotRead: Slot | null;
  keys: IdempotencyKeys | null;
  common: ReadLane | null;
  counters: MessageCounter[];
  /** decideRequest. */
  decision: Decision;
  /** reserve, where it writes: the slot as it was read, and as it was written; whether the idempotency keys were written, too. */
  before: Slot | null;
  slot: NewSlot;
  keysWritten: boolean;
  /** send. `unreached`: the function could not be called, or its answer was lost. */
  outcome: SendOutcome | { status: "NEVER_INVOKED" };
  unreached: boolean;
  /** reserve where it writes nothing, else record. */
  token: OtpToken;
};

export type RequestOtpContext = Context<{ input: RequestOtpInput }, RequestOtpStash>;
