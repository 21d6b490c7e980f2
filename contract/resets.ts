import type { Alphabet } from "./codes.ts";
import type { Lane } from "./lane.ts";
import type { Channel } from "./send-request.ts";
import type { Slot } from "./slot.ts";

/**
 * Forgotten passwords. `requestPasswordReset` writes slot and counters of the name that was typed, whoever it is, and leaves the rest to the
 * reset function, for which nobody waits: it alone finds out whether there is such an account.
 */

/** Seconds that an event may wait for the reset function. Lambda drops an older one. */
export const RESET_EVENT_AGE = 60;
/** Seconds that the function may take. */
export const RESET_TIMEOUT = 10;
/**
 * Seconds for which a slot takes no other message: its follow-up is over by then, whatever became of it. That they are the same for everybody
 * is what hides when the follow-up of an account ended, and how.
 */
export const RESET_HOLD = RESET_EVENT_AGE + RESET_TIMEOUT + 5;
/** Executions of the reset function at once, at most: so many look-ups may a flood of resets cause at the user pool. */
export const RESET_CONCURRENCY = 5;

/**
 * Stands for the MAC of a code until the follow-up has recorded one. It is not `NO_MAC`: guesses are charged, and found wrong, as at any
 * other slot.
 */
export const UNRECORDED = "?";
/** Stands for what nobody has looked up, and for what a name without an account has not. */
export const NOBODY = "-";

/** The slot of a name, in the table Resets. `Lane.subject` is the name that was typed. Its `status` says nothing. */
export interface ResetSlot extends Slot {
  /** The account that the code was sent for: the user's `sub` and `Username` in the pool. `NOBODY` until it was recorded. */
  subject: string;
  poolUsername: string;
}

/** What the reset function is asked. */
export interface ResetFollowUp {
  lane: Lane;
  /** The `sub` that the device token names; null in the common lane. An account of another one is sent nothing. */
  deviceOwner: string | null;
  /** The slot's token, and which of its messages this is. */
  id: string;
  sends: number;
  channel: Channel;
  codeLength: number;
  alphabet: Alphabet;
  /** BCP 47; null takes the account's own, or the first configured language. */
  locale: string | null;
  /** Epoch seconds. */
  requestedAt: number;
  expiresAt: number;
}
