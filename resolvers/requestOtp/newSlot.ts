import { util } from "@aws-appsync/utils";
import { newId, SHARDS, shardKey } from "../shared/keys.ts";
import { DAY, LONG_CODE, settings } from "../shared/settings.ts";
import { type IdempotencyKey, isUsed, NO_MAC, type Slot } from "../shared/slot.ts";
import { requestFingerprint, tokenFingerprint } from "./fingerprint.ts";
import type { OtpRequest } from "./otpRequest.ts";

/** A slot as it is to be written; its partition key follows from tenant and subject. */
export type NewSlot = Omit<Slot, "pk">;

const KEYS_KEPT = 4;

/**
 * The slot with a new token in it. The guesses spent stay spent: only a new window, and a token that was verified (whose
 * right guess was charged too), give some back. When none is left nobody is locked out: codes are long then, and cost nothing.
 */
export function issued(before: Slot | null, asked: OtpRequest, now: number): NewSlot {
  const { token, budget } = settings;
  const sameWindow = before !== null && before.winEnd > now;
  const refund = before !== null && isUsed(before) ? before.cost * rightGuesses(before) : 0;
  const used = sameWindow ? Math.max(0, (before as Slot).used - refund) : 0;
  const left = budget.guesses - used;
  const long = left <= 0;
  const length = long ? Math.max(asked.codeLength, budget.longCodeLength) : asked.codeLength;
  const alphabet = long ? "ALPHANUMERIC" : asked.alphabet;
  const cost = length >= LONG_CODE && alphabet === "ALPHANUMERIC" ? 0 : 1;
  const id = newId(asked.purpose);
  const expAt = now + token.lifeSeconds;
  return {
    sk: asked.purpose,
    tenant: asked.tenant,
    subject: asked.subject,
    gpk: shardKey(asked.tenant, Math.floor(util.math.randomDouble() * SHARDS)),
    // Not from 1 again when the item was deleted meanwhile: a decision on the old one must not fit the new one.
    rev: (before?.rev ?? now) + 1,
    id,
    seq: 1,
    mac: NO_MAC,
    lastMac: "+",
    lastReq: "-",
    repeats: [],
    att: 0,
    max: cost === 0 ? token.maxAttempts : Math.min(token.maxAttempts, left),
    used,
    cost,
    winEnd: sameWindow ? (before as Slot).winEnd : now + budget.windowDays * DAY,
    createdAt: now,
    expAt,
    live: true,
    status: "SENDING",
    sentAt: now,
    sends: 1,
    nextSend: now + token.cooldownSeconds,
    channel: asked.channel,
    dest: asked.destination,
    length,
    alphabet,
    bind: tokenFingerprint(asked),
    keys: withKey(before ? ended(before) : [], asked, { id, createdAt: now, expAt, length, alphabet }),
  };
}

/** Of a used token: the one that used it, and its repeats. */
const rightGuesses = ({ mac, repeats }: Slot) => 1 + (repeats ?? []).filter((guess) => guess === mac).length;

/** The slot whose token is sent again: the same code, expiry and guesses. */
export function resent(before: Slot, asked: OtpRequest, now: number): NewSlot {
  const { pk: _, ...slot } = before;
  return {
    ...slot,
    rev: before.rev + 1,
    seq: before.seq + 1,
    sends: before.sends + 1,
    status: "SENDING",
    sentAt: now,
    nextSend: now + settings.token.cooldownSeconds,
    keys: withKey(before.keys, asked, before),
  };
}

/** A slot's keys when its token is about to be replaced. */
const ended = (before: Slot): IdempotencyKey[] =>
  before.keys.map((key) => (key.id === before.id ? { ...key, end: isUsed(before) ? "VERIFIED" : "CANCELED" } : key));

/** The last four keys of a slot are kept. */
function withKey(
  keys: IdempotencyKey[],
  asked: OtpRequest,
  { id, createdAt, expAt, length, alphabet }: Pick<Slot, "id" | "createdAt" | "expAt" | "length" | "alphabet">,
): IdempotencyKey[] {
  const { idempotencyKey } = asked;
  if (idempotencyKey === null) return keys;
  const others = keys.filter(({ key }) => key !== idempotencyKey);
  return [
    ...others,
    { key: idempotencyKey, print: requestFingerprint(asked), id, createdAt, expAt, length, alphabet },
  ].slice(-KEYS_KEPT);
}
