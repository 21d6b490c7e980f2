import { util } from "@aws-appsync/utils";
import type { Alphabet } from "../../contract/codes.ts";
import { laneOf } from "../../contract/lane.ts";
import { masked } from "../../contract/masked.ts";
import type { Channel } from "../../contract/send-request.ts";
import { isLive, isUsed, type Slot } from "../../contract/slot.ts";
import { internalError } from "./errors.ts";
import { latestEnd, SENDING_SECONDS, settings } from "./settings.ts";

/** The schema's `OtpToken`. */
export interface OtpToken {
  id: string;
  subject: string;
  purpose: string;
  channel: Channel;
  destination: string;
  status: "SENDING" | "SENT" | "FAILED" | "VERIFIED" | "CANCELED";
  codeLength: number;
  alphabet: Alphabet;
  attemptsRemaining: number;
  sendsRemaining: number;
  createdAt: string;
  expiresAt: string;
  resendAfter: string;
  test: boolean;
}

/** Gives the slot that a write answered. Any other answer ends the field: two MACs that are both missing would be equal. */
export function slotOf(result: unknown): Slot {
  const slot = result as Partial<Slot> | null;
  if (!slot?.pk || !slot.id || !slot.codeMac || !slot.lastGuessMac)
    internalError("DynamoDB answered a write with no slot");
  return slot as Slot;
}

function statusOf(slot: Slot) {
  if (isUsed(slot)) return "VERIFIED";
  return slot.live ? slot.status : "CANCELED";
}

/** Whether nobody has verified or cancelled the token; it may have expired. */
export const isOpen = (slot: Slot) => slot.live && !isUsed(slot);

/** When the slot takes another request. A message that is being sent holds it longer than the cooldown. */
export const resendableAt = (slot: Slot) =>
  slot.status === "SENDING" && isOpen(slot)
    ? Math.max(slot.resendAfter, slot.sentAt + SENDING_SECONDS)
    : slot.resendAfter;

export const iso = (seconds: number) => util.time.epochMilliSecondsToISO8601(seconds * 1000);

/** Gives the token of a slot as callers see it: never the whole destination, nothing of the code. */
export function tokenOf(slot: Slot): OtpToken {
  return {
    id: slot.id,
    subject: laneOf(slot.pk).subject,
    purpose: slot.sk,
    channel: slot.channel,
    destination: masked(slot.channel, slot.destination),
    status: statusOf(slot),
    codeLength: slot.codeLength,
    alphabet: slot.alphabet,
    attemptsRemaining: isOpen(slot) ? slot.maxAttempts - slot.attempts : 0,
    sendsRemaining: isOpen(slot) ? settings.token.maxSends - slot.sends : 0,
    createdAt: iso(slot.createdAt),
    expiresAt: iso(slot.expiresAt),
    resendAfter: iso(resendableAt(slot)),
    test: slot.test === true,
  };
}

/** Gives the live tokens of one tenant among the slots that were read; a slot that is not there is null. */
export const liveTokens = (slots: (Slot | null)[], tenant: string, now: number): OtpToken[] =>
  (
    slots.filter((slot) => slot && laneOf(slot.pk).tenant === tenant && isLive(slot, now, latestEnd(now))) as Slot[]
  ).map((slot) => tokenOf(slot));
