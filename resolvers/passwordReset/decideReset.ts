import type { LimitName } from "../../contract/errors.ts";
import { RESET_HOLD, type ResetSlot } from "../../contract/resets.ts";
import type { Channel } from "../../contract/send-request.ts";
import { isLive } from "../../contract/slot.ts";
import { type Counter, waitOf } from "../shared/counters.ts";
import { CLOCK_SKEW_SECONDS, LEAST_LIFE_SECONDS, latestEnd, settings } from "../shared/settings.ts";

/** What is to be done about a request for a reset. */
export type ResetDecision =
  | { what: "answer"; slot: ResetSlot }
  | { what: "refuse"; limit: LimitName; seconds: number }
  | { what: "resend"; slot: ResetSlot }
  | { what: "issue"; slot: ResetSlot | null };

/** Seconds for which a slot takes no other message: until the follow-up of the last one is over for sure. */
export const holdSeconds = () => Math.max(settings.token.cooldownSeconds, RESET_HOLD);

/**
 * The cases of `requestPasswordReset`, the first that matches. All of them hang on what was asked before, and none on whether there is such an
 * account (S12).
 *
 * | the slot | the request | then |
 * |---|---|---|
 * | was asked for a moment ago, and has a guess left | asks by the same channel | answer: nothing is sent |
 * | was asked for a moment ago | | refuse: COOLDOWN |
 * | | the lane's messages are used up | refuse: SUBJECT |
 * | holds a live token with a minute of life and a guess left | asks by the same channel | resend, or refuse: TOKEN when its sends are used up |
 * | holds anything else, or nothing | | issue a new token |
 *
 * A hold that ends later than it honestly can was written by a clock that was wrong, and holds nobody up.
 */
export function decideReset(slot: ResetSlot | null, channel: Channel, counter: Counter, now: number): ResetDecision {
  const again = slot !== null && slot.channel === channel && isOfUse(slot, now);
  const held = slot === null ? 0 : slot.resendAfter - now;
  if (held > 0 && held <= holdSeconds() + CLOCK_SKEW_SECONDS) {
    return again ? { what: "answer", slot: slot as ResetSlot } : { what: "refuse", limit: "COOLDOWN", seconds: held };
  }
  const wait = waitOf(counter, now);
  if (wait > 0) return { what: "refuse", limit: "SUBJECT", seconds: wait };
  if (slot === null || !again || slot.expiresAt - now < LEAST_LIFE_SECONDS) return { what: "issue", slot };
  if (slot.sends < settings.token.maxSends) return { what: "resend", slot };
  return { what: "refuse", limit: "TOKEN", seconds: slot.expiresAt - LEAST_LIFE_SECONDS - now + 1 };
}

/** Whether the slot's token can still be verified. */
const isOfUse = (slot: ResetSlot, now: number) => isLive(slot, now, latestEnd(now)) && slot.attempts < slot.maxAttempts;
