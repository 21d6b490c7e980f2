import { util } from "@aws-appsync/utils";
import { LONG_CODE_LENGTH } from "../../contract/codes.ts";
import {
  type IdempotencyKey,
  ITEM_VERSION,
  isUsed,
  NO_GUESS,
  NO_MAC,
  NO_REQUEST,
  type Slot,
} from "../../contract/slot.ts";
import { newId, SHARDS, shardKey } from "../shared/keys.ts";
import { DAY, settings } from "../shared/settings.ts";
import { requestFingerprint, tokenFingerprint } from "./fingerprint.ts";
import type { OtpRequest } from "./otpRequest.ts";

/** A slot as it is to be written; its partition key is made of the request's tenant and subject. */
export type NewSlot = Omit<Slot, "pk">;

const KEYS_KEPT = 4;

/**
 * Gives the slot with a new token in it. Guesses that were spent stay spent: only a new window gives them back, and a token that
 * was verified its right guess, which was charged too. When no guess is left codes are long, and guesses at them cost nothing, so
 * the slot goes on issuing tokens.
 */
export function issued(before: Slot | null, otpRequest: OtpRequest, now: number): NewSlot {
  const { token, budget } = settings;
  const sameWindow = before !== null && before.windowEndsAt > now;
  const newWindowEnd = now + budget.windowDays * DAY;
  const refund = before !== null && isUsed(before) ? before.guessCost * rightGuesses(before) : 0;
  const guessesUsed = sameWindow ? Math.max(0, (before as Slot).guessesUsed - refund) : 0;
  const left = budget.guesses - guessesUsed;
  const long = left <= 0;
  const codeLength = long ? Math.max(otpRequest.codeLength, budget.longCodeLength) : otpRequest.codeLength;
  const alphabet = long ? "ALPHANUMERIC" : otpRequest.alphabet;
  const guessCost = codeLength >= LONG_CODE_LENGTH && alphabet === "ALPHANUMERIC" ? 0 : 1;
  const id = newId(otpRequest.purpose);
  const expiresAt = now + token.lifeSeconds;
  return {
    sk: otpRequest.purpose,
    version: ITEM_VERSION,
    activeShard: shardKey(otpRequest.tenant, Math.floor(util.math.randomDouble() * SHARDS)),
    // It does not start at 1 again after the item was deleted: a decision on the old one must not fit the new one.
    revision: (before?.revision ?? now) + 1,
    id,
    codeMac: NO_MAC,
    lastGuessMac: NO_GUESS,
    lastRequestKey: NO_REQUEST,
    repeatedGuessMacs: [],
    attempts: 0,
    maxAttempts: guessCost === 0 ? token.maxAttempts : Math.min(token.maxAttempts, left),
    guessesUsed,
    guessCost,
    // A window that a clock ahead of time has opened ends no later than one that opens now.
    windowEndsAt: sameWindow ? Math.min((before as Slot).windowEndsAt, newWindowEnd) : newWindowEnd,
    createdAt: now,
    expiresAt,
    live: true,
    status: "SENDING",
    sentAt: now,
    sends: 1,
    resendAfter: now + token.cooldownSeconds,
    channel: otpRequest.channel,
    destination: otpRequest.destination,
    codeLength,
    alphabet,
    fingerprint: tokenFingerprint(otpRequest),
    idempotencyKeys: withKey(before ? keysAtEnd(before) : [], otpRequest, {
      id,
      createdAt: now,
      expiresAt,
      codeLength,
      alphabet,
    }),
  };
}

/** Counts the right guesses at a used token: the one that used it, and its repeats. */
const rightGuesses = ({ codeMac, repeatedGuessMacs }: Slot) =>
  1 + repeatedGuessMacs.filter((guess) => guess === codeMac).length;

/** Gives the slot whose token is sent again: the code, its expiry and the guesses stay. */
export function resent(before: Slot, otpRequest: OtpRequest, now: number): NewSlot {
  const { pk: _, ...slot } = before;
  return {
    ...slot,
    revision: before.revision + 1,
    sends: before.sends + 1,
    status: "SENDING",
    sentAt: now,
    resendAfter: now + settings.token.cooldownSeconds,
    idempotencyKeys: withKey(before.idempotencyKeys, otpRequest, before),
  };
}

/** Gives a slot's keys with the end of its token, which is about to be replaced. */
const keysAtEnd = (before: Slot): IdempotencyKey[] =>
  before.idempotencyKeys.map((key) =>
    key.id === before.id ? { ...key, endStatus: isUsed(before) ? "VERIFIED" : "CANCELED" } : key,
  );

/** The last four keys of a slot are kept. */
function withKey(
  keys: IdempotencyKey[],
  otpRequest: OtpRequest,
  token: Pick<Slot, "id" | "createdAt" | "expiresAt" | "codeLength" | "alphabet">,
): IdempotencyKey[] {
  const { idempotencyKey: key } = otpRequest;
  if (key === null) return keys;
  const { id, createdAt, expiresAt, codeLength, alphabet } = token;
  const others = keys.filter((known) => known.key !== key);
  const fingerprint = requestFingerprint(otpRequest);
  return [...others, { key, fingerprint, id, createdAt, expiresAt, codeLength, alphabet }].slice(-KEYS_KEPT);
}
