import { util } from "@aws-appsync/utils";
import type { Alphabet, Channel } from "../../contract/order.ts";
import { internalError } from "./errors.ts";
import { SENDING_SECONDS, settings } from "./settings.ts";

/** The one item of a subject and purpose: the live token and the guess budget. Times are epoch seconds. */
export interface Slot {
  pk: string;
  sk: string;
  tenant: string;
  subject: string;
  /** Of the index of active tokens; away when the token is cancelled. */
  gpk?: string;
  /** Bumped by every write, so that a decision holds only for the slot it was made on. */
  rev: number;
  id: string;
  /** Which message of the token is the last. */
  seq: number;
  /** Of the code; `NO_MAC` until the send function has told it. */
  mac: string;
  /** Of the last guess; `+` before the first. */
  lastMac: string;
  /** The idempotency key of the last guess; `-` before the first. */
  lastReq: string;
  /** Macs of the calls repeated with their key after the token was used. Slots of an earlier version have none. */
  repeats?: string[];
  att: number;
  max: number;
  /** Short-code guesses spent in the window. */
  used: number;
  /** What a guess at this token costs the budget: 1, and 0 for long codes. */
  cost: number;
  winEnd: number;
  createdAt: number;
  expAt: number;
  live: boolean;
  status: "SENDING" | "SENT" | "FAILED";
  sentAt: number;
  sends: number;
  nextSend: number;
  channel: Channel;
  dest: string;
  length: number;
  alphabet: Alphabet;
  /** What makes it this token and no other: asking for anything else replaces it. */
  bind: string;
  keys: IdempotencyKey[];
}

export interface IdempotencyKey {
  key: string;
  /** Of the input that the key came with. */
  print: string;
  /** The token that it gave, and what is told of it when another has replaced it. */
  id: string;
  createdAt: number;
  expAt: number;
  length: number;
  alphabet: Alphabet;
  /** Its message was sent, whatever became of later ones of the token. */
  sent?: boolean;
  /** How it had ended when it was replaced. */
  end?: "VERIFIED" | "CANCELED";
}

/** Stands for the mac of a code that the send function has not told. */
export const NO_MAC = "-";
/** HMAC-SHA-256 in base64. */
const MAC_LENGTH = 44;
export const isMac = (value: unknown) => typeof value === "string" && value.length === MAC_LENGTH;

/** The slot that a write of it answered. An answer that is none ends the field: macs that are both missing would be equal. */
export function slotOf(result: unknown): Slot {
  const slot = result as Partial<Slot> | null;
  if (!slot?.id || !slot.mac || !slot.lastMac) internalError("DynamoDB answered a write with no slot");
  return slot as Slot;
}

export const isUsed = (slot: Slot) => slot.lastMac === slot.mac;
export const isLive = (slot: Slot, now: number) => slot.live && slot.expAt > now && !isUsed(slot);

function statusOf(slot: Slot) {
  if (isUsed(slot)) return "VERIFIED";
  return slot.live ? slot.status : "CANCELED";
}

/** When the slot may be asked again. A message under way holds it longer than the cooldown. */
export const askableAt = (slot: Slot) =>
  slot.status === "SENDING" && slot.live && !isUsed(slot)
    ? Math.max(slot.nextSend, slot.sentAt + SENDING_SECONDS)
    : slot.nextSend;

export const iso = (seconds: number) => util.time.epochMilliSecondsToISO8601(seconds * 1000);

/** The token of a slot as callers see it: never the destination in full, nothing of the code. */
export function tokenOf(slot: Slot) {
  return {
    id: slot.id,
    subject: slot.subject,
    purpose: slot.sk,
    channel: slot.channel,
    destination: masked(slot.channel, slot.dest),
    status: statusOf(slot),
    codeLength: slot.length,
    alphabet: slot.alphabet,
    attemptsRemaining: slot.live && !isUsed(slot) ? slot.max - slot.att : 0,
    sendsRemaining: slot.live && !isUsed(slot) ? settings.token.maxSends - slot.sends : 0,
    createdAt: iso(slot.createdAt),
    expiresAt: iso(slot.expAt),
    resendAfter: iso(askableAt(slot)),
  };
}

const DOTS = "••••••••••••••••";

/** `+1••••••••23`, `u•••@example.com`: of a number the first and the last two digits, of an address its domain. */
export function masked(channel: Channel, destination: string): string {
  if (channel === "SMS")
    return `${destination.slice(0, 2)}${DOTS.slice(0, destination.length - 4)}${destination.slice(-2)}`;
  const at = destination.lastIndexOf("@");
  return `${destination.slice(0, 1)}•••${destination.slice(at)}`;
}
