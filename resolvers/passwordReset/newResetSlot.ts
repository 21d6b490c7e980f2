import { PASSWORD_RESET } from "../../contract/purposes.ts";
import { NOBODY, type ResetSlot, UNRECORDED } from "../../contract/resets.ts";
import type { Channel } from "../../contract/send-request.ts";
import { ITEM_VERSION, NO_GUESS, NO_REQUEST } from "../../contract/slot.ts";
import { newId } from "../shared/keys.ts";
import { settings } from "../shared/settings.ts";
import type { NewResetSlot } from "./context.ts";
import { holdSeconds } from "./decideReset.ts";

/** Gives the slot with a new token in it. Its code is long from the first, so that a stranger's guesses are worth nothing, and cost nothing. */
export const issuedReset = (
  before: ResetSlot | null,
  channel: Channel,
  device: string | null,
  now: number,
): NewResetSlot => ({
  sk: PASSWORD_RESET,
  version: ITEM_VERSION,
  // It does not start at 1 again after the item was deleted: a decision on the old one must not fit the new one.
  revision: (before?.revision ?? now) + 1,
  id: newId(PASSWORD_RESET, device),
  codeMac: UNRECORDED,
  lastGuessMac: NO_GUESS,
  lastRequestKey: NO_REQUEST,
  guessedAt: 0,
  repeatedGuessMacs: [],
  attempts: 0,
  maxAttempts: settings.token.maxAttempts,
  guessesUsed: 0,
  guessCost: 0,
  windowEndsAt: 0,
  createdAt: now,
  expiresAt: now + settings.token.lifeSeconds,
  live: true,
  status: "SENDING",
  sentAt: now,
  sends: 1,
  resendAfter: now + holdSeconds(),
  channel,
  destination: NOBODY,
  codeLength: settings.budget.longCodeLength,
  alphabet: "ALPHANUMERIC",
  transaction: null,
  fingerprint: null,
  subject: NOBODY,
  poolUsername: NOBODY,
});

/** Gives the slot whose code is to be sent again: code, expiry, guesses and account stay. */
export function resentReset(before: ResetSlot, now: number): NewResetSlot {
  const { pk: _, ...slot } = before;
  return {
    ...slot,
    revision: before.revision + 1,
    sends: before.sends + 1,
    sentAt: now,
    resendAfter: now + holdSeconds(),
  };
}
