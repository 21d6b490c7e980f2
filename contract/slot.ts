import type { Alphabet } from "./codes.ts";
import type { Channel } from "./send-request.ts";
import type { Transaction } from "./transaction.ts";

/** The version that every item of the table Tokens carries: a later release tells by it which attributes to expect. */
export const ITEM_VERSION = 2;

/**
 * The one item of a lane and purpose: the current token and the guess budget. Times are epoch seconds. It stays below 1 KB, the
 * size up to which a write costs one unit (test/service/capacity.test.ts), so nothing stands in it twice.
 */
export interface Slot {
  /** The lane: `<tenant>|s|<subject>`, or `<tenant>|l|<device>|<subject>` (`resolvers/shared/keys.ts`). */
  pk: string;
  /** The purpose. */
  sk: string;
  version: typeof ITEM_VERSION;
  /** Partition key of the index of active tokens. A cancelled token has none. */
  activeShard?: string;
  /** Grows with every write, so that a decision holds only for the slot that it was made on. */
  revision: number;
  /** The token's id. */
  id: string;
  /** MAC of the code; `NO_MAC` until the send function has answered one. */
  codeMac: string;
  /** MAC of the last guess; `NO_GUESS` until there is one. */
  lastGuessMac: string;
  /** Names the call that made the last guess, by session and idempotency key if it had one; `NO_REQUEST` until there is one. */
  lastRequestKey: string;
  /** When the last guess was charged; 0 until there is one. Repeats leave it, so that what is made of a success is dated the same. */
  guessedAt: number;
  /** MACs of the guesses that came with the key of the call that used the token, after it was used. */
  repeatedGuessMacs: string[];
  /** Guesses charged to this token. */
  attempts: number;
  maxAttempts: number;
  /** Short-code guesses spent in the window. */
  guessesUsed: number;
  /** What a guess at this token costs the budget: 1, and 0 for long codes. */
  guessCost: number;
  /** When the window of the guess budget ends. */
  windowEndsAt: number;
  createdAt: number;
  expiresAt: number;
  /** False once the token is cancelled. */
  live: boolean;
  /** How the last message stands. */
  status: "SENDING" | "SENT" | "FAILED";
  /** When the last message was requested. */
  sentAt: number;
  /** Messages of this token so far, so that the last one is known by its number. */
  sends: number;
  /** Before this time no other message is sent. */
  resendAfter: number;
  channel: Channel;
  destination: string;
  codeLength: number;
  alphabet: Alphabet;
  transaction: Transaction | null;
  /** Stands for the request's `data` and `message`: `<key version>:<MAC>`; null when it had neither. */
  fingerprint: string | null;
  /** Whether it has the fixed code of a test destination, which proves nothing. Slots of before the test mode have none. */
  test?: boolean;
  /** The operator who cancelled the token, by their `sub`. Events say it. The next token has none, so that no charge pays for it. */
  canceledBy?: string;
}

/** Stands for the MAC of a code that the send function has not answered. */
export const NO_MAC = "-";
/** Stands for the MAC of the last guess until there is one. Never equal to `NO_MAC`: such a token would count as used. */
export const NO_GUESS = "+";
/** Stands for the call of the last guess until there is one. */
export const NO_REQUEST = "-";

/** Characters of an HMAC-SHA-256 in base64. */
const MAC_LENGTH = 44;
export const isMac = (value: unknown): value is string => typeof value === "string" && value.length === MAC_LENGTH;

/** Whether the token was verified: its last guess was right. */
export const isUsed = ({ lastGuessMac, codeMac }: Pick<Slot, "lastGuessMac" | "codeMac">) => lastGuessMac === codeMac;

/**
 * Whether the token can still be verified or cancelled. `LIVE` is the same for the table; attempts are counted beside it.
 *
 * @param latest the latest end that a token can honestly have by now: one that ends later was made by a clock that was wrong, and
 *   would live longer than any token may
 */
export const isLive = (
  slot: Pick<Slot, "live" | "expiresAt" | "lastGuessMac" | "codeMac">,
  now: number,
  latest: number,
) => slot.live && slot.expiresAt > now && slot.expiresAt <= latest && !isUsed(slot);

/** `isLive` as a condition of a write, with the names of its attributes; `:true`, `:now` and `:latest` are the write's to give. */
export const LIVE = {
  condition: "#live = :true AND #expiresAt > :now AND #expiresAt <= :latest AND #lastGuessMac <> #codeMac",
  names: {
    "#live": "live",
    "#expiresAt": "expiresAt",
    "#lastGuessMac": "lastGuessMac",
    "#codeMac": "codeMac",
  },
} as const;
