import { laneOf } from "../../contract/lane.ts";
import { isUsed, type Slot } from "../../contract/slot.ts";
import { tokenOf } from "../shared/slot.ts";
import type { VerifyOtpResult } from "./context.ts";

/** The answer to whatever cannot be verified, for whatever reason: nobody learns which. */
export const EXPIRED: VerifyOtpResult = { status: "EXPIRED", attemptsRemaining: 0 };

/** Judges a guess by the slot as it stands right after the guess was written into it. */
export function judged(slot: Slot): VerifyOtpResult {
  if (!isUsed(slot)) return { status: "WRONG_CODE", attemptsRemaining: slot.maxAttempts - slot.attempts };
  const { id, sk: purpose, channel, destination, transaction, guessedAt } = slot;
  const test = slot.test === true;
  // An item of version 1 has no such attribute.
  const at = guessedAt ?? 0;
  const verified = { lane: laneOf(slot.pk), id, purpose, channel, destination, transaction, test, at };
  return { status: "VERIFIED", attemptsRemaining: 0, token: tokenOf(slot), verified };
}
