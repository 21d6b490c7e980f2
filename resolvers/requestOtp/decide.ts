import type { LimitName } from "../../contract/errors.ts";
import type { IdempotencyKey, IdempotencyKeys } from "../../contract/idempotency-keys.ts";
import { isLive, isUsed, type Slot } from "../../contract/slot.ts";
import { type Counter, waitOf } from "../shared/counters.ts";
import { CLOCK_SKEW_SECONDS, LEAST_LIFE_SECONDS, latestEnd, SENDING_SECONDS, settings } from "../shared/settings.ts";
import { isOpen, resendableAt } from "../shared/slot.ts";
import { isForToken, isSameInput } from "./asked.ts";
import type { GuessBudget } from "./guessBudget.ts";
import { knownKey } from "./idempotencyKeys.ts";
import type { OtpRequest } from "./otpRequest.ts";

/** What is to be done about a request. */
export type Decision =
  | { what: "answer"; slot: Slot }
  | { what: "answerReplaced"; key: IdempotencyKey; resendAfter: number }
  | { what: "mismatch" }
  | { what: "overtaken" }
  | { what: "refuse"; limit: LimitName; seconds: number }
  | { what: "resend"; slot: Slot }
  | { what: "issue"; slot: Slot | null };

/** A lane's slot and idempotency keys as they were read. */
export interface ReadLane {
  slot: Slot | null;
  keys: IdempotencyKeys | null;
}

/**
 * The cases of `requestOtp`, the first that matches. Slot and idempotency keys are those of the request's own lane, but for one case: a
 * known device may have asked with its key before it was known.
 *
 * | the slot | the request | then |
 * |---|---|---|
 * | knows the idempotency key, with other input | | mismatch |
 * | knows the key, for its current token | and delivery failed, or is not over after 35 s, and no message with this key was sent | as without a key |
 * | | otherwise | answer: nothing is sent |
 * | is older than the token that the key asked for: the items were not read at one moment | | overtaken |
 * | knows the key, for a token that was replaced | | answer with the end of that token |
 * | of the common lane knows a device's key, for its current token, which is of use | with the same input | answer: nothing is sent |
 * | has a message under way | | refuse: COOLDOWN |
 * | is cooling down | | refuse: COOLDOWN |
 * | | a counter is used up | refuse: by the name of its limit |
 * | holds a live token with a minute of life and a guess left | asks for the same | resend, or refuse: TOKEN when its sends are used up |
 * | holds anything else, or nothing | | issue a new token |
 *
 * A token whose sends are used up, and whose last message was not delivered or is one of the test mode, counts as "anything else". A key is known for a day
 * after its token's end. A time in the slot that is further ahead than it can honestly be was written by a clock that was wrong and has
 * stepped back since: such a token is not live, such a key is not known, and nobody waits for such a cooldown. Of several reasons to
 * refuse, the one with the longest wait is answered.
 */
export function decide(
  { slot, keys }: ReadLane,
  common: ReadLane | null,
  otpRequest: OtpRequest,
  counters: Counter[],
  { guesses }: Pick<GuessBudget, "guesses">,
  now: number,
): Decision {
  const known = knownKey(keys, otpRequest, now);
  if (slot && known) {
    if (!isSameInput(known.asked, otpRequest)) return { what: "mismatch" };
    if (isNewer(known, slot)) return { what: "overtaken" };
    if (known.id !== slot.id) return { what: "answerReplaced", key: known, resendAfter: resendableAt(slot) };
    if (known.sent || !isUndelivered(slot, now)) return { what: "answer", slot };
  }
  if (common && !known && isAnswered(common, otpRequest, now)) return { what: "answer", slot: common.slot as Slot };
  const again = slot !== null && isTheSame(slot, otpRequest, guesses, now);
  const refusal = longestWait(slot, again, counters, now);
  if (refusal) return refusal;
  return again ? { what: "resend", slot: slot as Slot } : { what: "issue", slot };
}

/**
 * Whether the common lane answers for a known device that repeats its key: only with a token that was verified, or can be. With any other,
 * or with a mismatch, whoever has the password and guesses the key would keep the device without a code.
 */
function isAnswered({ slot, keys }: ReadLane, otpRequest: OtpRequest, now: number): boolean {
  const known = knownKey(keys, otpRequest, now);
  if (!slot || !known || known.id !== slot.id || !isSameInput(known.asked, otpRequest)) return false;
  if (isUsed(slot)) return true;
  return slot.status === "SENT" && isLive(slot, now, latestEnd(now)) && slot.attempts < slot.maxAttempts;
}

/** Whether a key's token is newer than the slot's: a batch reads its items one by one, and another call has written both in between. */
const isNewer = ({ id, endStatus, createdAt }: IdempotencyKey, slot: Slot) =>
  id !== slot.id && endStatus === undefined && createdAt >= slot.createdAt;

function isStuck({ status, sentAt }: Slot, now: number): boolean {
  const sendsSince = now - sentAt;
  return status === "SENDING" && (sendsSince >= SENDING_SECONDS || sendsSince < -CLOCK_SKEW_SECONDS);
}
/** Whether its code has reached nobody, as far as is known, and nobody ended it. It may have expired since. */
const isUndelivered = (slot: Slot, now: number) => isOpen(slot) && (slot.status === "FAILED" || isStuck(slot, now));

function isTheSame(slot: Slot, otpRequest: OtpRequest, guesses: number, now: number): boolean {
  const wornOut = (slot.test === true || isUndelivered(slot, now)) && slot.sends >= settings.token.maxSends;
  const lasts = isLive(slot, now, latestEnd(now)) && slot.expiresAt - now >= LEAST_LIFE_SECONDS;
  return isForToken(slot, otpRequest, guesses) && !wornOut && lasts && slot.attempts < slot.maxAttempts;
}

/** Gives the seconds that a cooldown can honestly last from now. */
const longestCooldown = () => Math.max(settings.token.cooldownSeconds, SENDING_SECONDS) + CLOCK_SKEW_SECONDS;

interface Wait {
  limit: LimitName;
  seconds: number;
}

function longestWait(slot: Slot | null, again: boolean, counters: Counter[], now: number): Decision | null {
  const waits = counters.map((counter): Wait => ({ limit: counter.name, seconds: waitOf(counter, now) }));
  if (slot) {
    const cooldown = resendableAt(slot) - now;
    waits.push({ limit: "COOLDOWN", seconds: cooldown <= longestCooldown() ? cooldown : 0 });
    if (again && slot.sends >= settings.token.maxSends) {
      waits.push({ limit: "TOKEN", seconds: slot.expiresAt - LEAST_LIFE_SECONDS - now + 1 });
    }
  }
  const noWait: Wait = { limit: "COOLDOWN", seconds: 0 };
  const longest = waits.reduce((most, wait) => (wait.seconds > most.seconds ? wait : most), noWait);
  return longest.seconds > 0 ? { what: "refuse", ...longest } : null;
}
