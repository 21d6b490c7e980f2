import { util } from "@aws-appsync/utils";
import { LONG_CODE_LENGTH } from "../../contract/codes.ts";
import { ITEM_VERSION, isUsed, NO_GUESS, NO_MAC, NO_REQUEST, type Slot } from "../../contract/slot.ts";
import { newId, SHARDS, shardKey } from "../shared/keys.ts";
import { settings } from "../shared/settings.ts";
import { codeForm } from "./codeForm.ts";
import type { GuessBudget } from "./guessBudget.ts";
import type { OtpRequest } from "./otpRequest.ts";

/** A slot as it is to be written; its partition key is made of the request's lane. */
export type NewSlot = Omit<Slot, "pk">;

/**
 * Gives the slot with a new token in it. Guesses that were spent stay spent: only a new window gives them back, and a token that
 * was verified its right guess, which was charged too. When no guess is left codes are long, and guesses at them cost nothing, so
 * the slot goes on issuing tokens. Codes that step up are long from the first.
 *
 * @param device the known device that asks; null in the common lane
 */
export function issued(
  before: Slot | null,
  otpRequest: OtpRequest,
  device: string | null,
  budget: GuessBudget,
  now: number,
): NewSlot {
  const { token } = settings;
  const sameWindow = before !== null && before.windowEndsAt > now;
  const guessesUsed = guessesUsedNow(before, budget, now);
  const left = budget.guesses - guessesUsed;
  const { codeLength, alphabet } = codeForm(otpRequest, left <= 0);
  const guessCost = codeLength >= LONG_CODE_LENGTH && alphabet === "ALPHANUMERIC" ? 0 : 1;
  const id = newId(otpRequest.purpose, device);
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
    guessedAt: 0,
    repeatedGuessMacs: [],
    attempts: 0,
    maxAttempts: guessCost === 0 ? token.maxAttempts : Math.min(token.maxAttempts, left),
    guessesUsed,
    guessCost,
    // A window that a clock ahead of time has opened ends no later than one that opens now.
    windowEndsAt: sameWindow ? Math.min((before as Slot).windowEndsAt, budget.latestWindowEnd) : budget.windowEndsAt,
    createdAt: now,
    expiresAt,
    live: true,
    status: "SENDING",
    sentAt: now,
    sends: 1,
    resendAfter: now + cooldownOf(otpRequest),
    channel: otpRequest.channel,
    destination: otpRequest.destination,
    codeLength,
    alphabet,
    transaction: otpRequest.transaction,
    fingerprint: otpRequest.fingerprint,
    test: otpRequest.test,
  };
}

/** A suite asks again at once: nobody waits for a message of the test mode. */
const cooldownOf = ({ test }: Pick<Slot, "test">) => (test === true ? 0 : settings.token.cooldownSeconds);

/** Gives the guesses at short codes that are spent when the next token is issued: without the right ones at the token before. */
export function guessesUsedNow(before: Slot | null, { usedFromTheFirst }: GuessBudget, now: number): number {
  if (before === null || before.windowEndsAt <= now) return usedFromTheFirst;
  const refund = isUsed(before) ? before.guessCost * rightGuesses(before) : 0;
  return Math.max(0, before.guessesUsed - refund);
}

/** Counts the right guesses at a used token: the one that used it, and its repeats. */
const rightGuesses = ({ codeMac, repeatedGuessMacs }: Slot) =>
  1 + repeatedGuessMacs.filter((guess) => guess === codeMac).length;

/** Gives the slot whose token is sent again: the code, its expiry and the guesses stay. */
export function resent(before: Slot, now: number): NewSlot {
  const { pk: _, ...slot } = before;
  return {
    ...slot,
    revision: before.revision + 1,
    sends: before.sends + 1,
    status: "SENDING",
    sentAt: now,
    resendAfter: now + cooldownOf(before),
  };
}
