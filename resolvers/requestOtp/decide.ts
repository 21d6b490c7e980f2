import { type Counter, waitOf } from "../shared/counters.ts";
import type { LimitName } from "../shared/errors.ts";
import { DAY, LEAST_LIFE_SECONDS, SENDING_SECONDS, settings } from "../shared/settings.ts";
import { askableAt, type IdempotencyKey, isLive, isUsed, type Slot } from "../shared/slot.ts";
import { requestFingerprint, tokenFingerprint } from "./fingerprint.ts";
import type { OtpRequest } from "./otpRequest.ts";

/** What is to be done about a request. */
export type Decision =
  | { what: "answer"; slot: Slot }
  | { what: "answerPast"; key: IdempotencyKey; nextSend: number }
  | { what: "mismatch" }
  | { what: "refuse"; limit: LimitName; seconds: number }
  | { what: "resend"; slot: Slot }
  | { what: "issue"; slot: Slot | null };

/**
 * The cases of `requestOtp`, first match first:
 *
 * | the slot | asked | then |
 * |---|---|---|
 * | knows the idempotency key, with other input | | mismatch |
 * | knows it, for the token it holds | delivery failed, or still sending after 35 s, and none was sent before | as without a key |
 * | | otherwise | answer: nothing is sent |
 * | knows it, for a token since replaced | | answer with that token's end |
 * | is sending | | refuse: COOLDOWN |
 * | is cooling down | | refuse: COOLDOWN |
 * | | a counter is used up | refuse: SUBJECT, DESTINATION |
 * | holds a live token, a minute of life and a guess left | the same | resend; refuse TOKEN when its sends are used up, unless the last was not delivered |
 * | holds anything else, or nothing | | issue a new token |
 *
 * A key is known for a day after its token's end. Of several reasons to refuse, the one with the longest wait is told.
 */
export function decide(slot: Slot | null, asked: OtpRequest, counters: Counter[], now: number): Decision {
  const known = slot?.keys.find(({ key, expAt }) => key === asked.idempotencyKey && now < expAt + DAY);
  if (slot && known) {
    if (known.print !== requestFingerprint(asked)) return { what: "mismatch" };
    if (known.id !== slot.id) return { what: "answerPast", key: known, nextSend: askableAt(slot) };
    if (known.sent || !isUndelivered(slot, now)) return { what: "answer", slot };
  }
  const again = slot !== null && isTheSame(slot, asked, now);
  const refusal = longestWait(slot, again, counters, now);
  if (refusal) return refusal;
  return again ? { what: "resend", slot: sentNoted(slot as Slot) } : { what: "issue", slot };
}

/** The next message of the token may fail: the keys that had theirs are to know it. */
const sentNoted = (slot: Slot): Slot =>
  slot.status === "SENT"
    ? { ...slot, keys: slot.keys.map((key) => (key.id === slot.id ? { ...key, sent: true } : key)) }
    : slot;

const isStuck = (slot: Slot, now: number) => slot.status === "SENDING" && now - slot.sentAt >= SENDING_SECONDS;
/** Its code has reached nobody, so far as is known, and nobody ended it. It may have expired since. */
const isUndelivered = (slot: Slot, now: number) =>
  slot.live && !isUsed(slot) && (slot.status === "FAILED" || isStuck(slot, now));

function isTheSame(slot: Slot, asked: OtpRequest, now: number): boolean {
  const same =
    slot.channel === asked.channel && slot.dest === asked.destination && slot.bind === tokenFingerprint(asked);
  const wornOut = isUndelivered(slot, now) && slot.sends >= settings.token.maxSends;
  return same && !wornOut && isLive(slot, now) && slot.expAt - now >= LEAST_LIFE_SECONDS && slot.att < slot.max;
}

interface Wait {
  limit: LimitName;
  seconds: number;
}

function longestWait(slot: Slot | null, again: boolean, counters: Counter[], now: number): Decision | null {
  const waits = counters.map(
    (counter): Wait => ({
      limit: counter.name,
      seconds: waitOf(counter, now),
    }),
  );
  if (slot) {
    waits.push({ limit: "COOLDOWN", seconds: askableAt(slot) - now });
    if (again && slot.sends >= settings.token.maxSends) {
      waits.push({ limit: "TOKEN", seconds: slot.expAt - LEAST_LIFE_SECONDS - now + 1 });
    }
  }
  const none: Wait = { limit: "COOLDOWN", seconds: 0 };
  const longest = waits.reduce((most, wait) => (wait.seconds > most.seconds ? wait : most), none);
  return longest.seconds > 0 ? { what: "refuse", ...longest } : null;
}
