import { POOL_TENANT } from "./tenants.ts";

/**
 * Items that say which notices were sent. They have partitions of their own, so that the function that writes them needs no right on
 * anything else in the table.
 */
export const NOTICES_PREFIX = `${POOL_TENANT}|n|`;

/** What a pool user is told by e-mail. */
export type Occasion =
  /** The last guess that a token of the common lane allows was wrong. The guess budget of a window ends by such a guess, too. */
  | "GUESSES_USED"
  /** The common lane has no message left for the day. */
  | "MESSAGES_USED"
  /** A right code has made a device. */
  | "NEW_DEVICE"
  /** An operator has handed over a device for an hour. Nobody has read a code for it. */
  | "UNLOCKED"
  /** The password was reset. */
  | "PASSWORD_CHANGED"
  /** The address was changed. This one is sent to the old one. */
  | "EMAIL_CHANGED"
  /** The number was changed. */
  | "PHONE_CHANGED";
