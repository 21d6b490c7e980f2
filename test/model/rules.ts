/**
 * The decisions of requestOtp and the slots that it writes. They model `decide.ts` and `newSlot.ts` of the resolvers, with a
 * clock of few ticks. `design.test.ts` runs the real steps on every slot that the model reaches, and compares.
 */

/** Ticks of 30 seconds: the cooldown, SENDING_SECONDS (35, rounded up), LEAST_LIFE_SECONDS, REPLAY_SECONDS, and a day. */
export const COOLDOWN = 1;
export const STUCK = 2;
export const LEAST_LIFE = 2;
export const REPLAY = 2;
export const DAY = 2880;

export interface Bounds {
  /** Guesses at one token. */
  attempts: number;
  /** Short-code guesses in a window. */
  budget: number;
  /** Messages of one token. */
  sends: number;
  /** Ticks that a token lives. */
  life: number;
  /** The most operations that are under way at once. */
  parallel: number;
  /** Ticks after which an operation is over. AppSync ends an operation after 30 seconds. */
  lag: number;
  /** Whether calls of requestOtp may carry an idempotency key. */
  keys: boolean;
  /** Whether the call that used a token may be repeated with its key, by the owner or by somebody who knows the key. */
  repeats: boolean;
}

/** Stand for: no MAC yet, no guess yet, and a wrong guess of always the same code. A token's right guess and MAC are its own number. */
export const NO_MAC = 0;
export const NO_GUESS = -1;
export const WRONG = -2;
/** A wrong guess at a used token with a code that nobody has tried yet. @param n a new number, above 0 */
export const otherWrong = (n: number) => -1_000 - n;
/** The key of a guess: none yet, or the one key that callers choose. Other guesses have unique higher numbers. */
export const NO_REQUEST = 0;
export const KEY = 1;

/** The one idempotency key of requestOtp, which always comes with the same input. */
export type Key = Readonly<{ id: number; expiresAt: number; sent: boolean }>;

export type Slot = Readonly<{
  id: number;
  revision: number;
  codeMac: number;
  lastGuessMac: number;
  lastRequestKey: number;
  /** Guesses of the calls that were repeated after the token was used. */
  repeatedGuessMacs: readonly number[];
  attempts: number;
  maxAttempts: number;
  guessesUsed: number;
  guessCost: number;
  /** A number of windows. Windows have their own clock, so that one may end at any moment of a token's life. */
  windowEndsAt: number;
  expiresAt: number;
  live: boolean;
  status: "SENDING" | "SENT" | "FAILED";
  sentAt: number;
  sends: number;
  resendAfter: number;
  key: Key | null;
}>;

export interface Asked {
  /** Whether the channel, destination, length or anything else differs from the slot's. */
  other: boolean;
  keyed: boolean;
}

/** The ticks and the windows since the beginning. */
export interface Clock {
  now: number;
  window: number;
}

export type Decision = "answer" | "refuse" | "resend" | "issue";

/** Rules that can be left out, like the parts of the writes. */
export const RULES = [
  "decide: a key that is known is answered",
  "decide: a key whose message was sent is marked",
  "decide: no message while one is being sent",
  "decide: no message while cooling down",
  "decide: used attempts need a new token",
  "decide: no more than `sends` messages of a token",
  "decide: sends used up and the last one undelivered is replaced",
  "issued: guessesUsed is carried over within the window",
  "issued: maxAttempts is no more than what is left",
  "issued: nothing left gives a long code",
  "issued: only a used token's cost is given back",
  "issued: a used token's right repeats are given back",
  "issued: repeats start anew",
  "issued: every write raises revision",
  "issued: a first slot's revision is past that of any deleted one",
  "resent: every write raises revision",
  "record: the slot is updated, not put",
  "charge: a repeat at a used token is charged first",
  "repeat: a guess that was charged is judged again",
] as const;

export type Rule = (typeof RULES)[number];

/** Later than every end: the model's clocks never step back (`NOT_NEEDED` in `bounds.ts`), so no token ends too late. */
export const LATEST = Number.POSITIVE_INFINITY;

export const isUsed = (slot: Slot) => slot.lastGuessMac === slot.codeMac;
export const rightRepeats = ({ repeatedGuessMacs, codeMac }: Slot) =>
  repeatedGuessMacs.filter((guess) => guess === codeMac).length;
export const isLive = (slot: Slot, now: number) => slot.live && slot.expiresAt > now && !isUsed(slot);

/** Makes the rules of the resolvers. @param off the rule that is left out, if any */
export function createRules(bounds: Bounds, off: string | null) {
  const on = (rule: Rule) => rule !== off;
  const [
    keys,
    marked,
    sending,
    cooling,
    attempts,
    sends,
    replaced,
    carried,
    capped,
    long,
    refunded,
    rights,
    anew,
    one,
    past,
    again,
  ] = RULES.map(on);

  const isStuck = (slot: Slot, now: number) => slot.status === "SENDING" && now - slot.sentAt >= STUCK;
  const isUndelivered = (slot: Slot, now: number) =>
    slot.live && !isUsed(slot) && (slot.status === "FAILED" || isStuck(slot, now));

  function isTheSame(slot: Slot, other: boolean, now: number): boolean {
    const wornOut = replaced && isUndelivered(slot, now) && slot.sends >= bounds.sends;
    if (other || wornOut || !isLive(slot, now) || slot.expiresAt - now < LEAST_LIFE) return false;
    return !attempts || slot.attempts < slot.maxAttempts;
  }

  function decide(slot: Slot | null, { other, keyed }: Asked, now: number): Decision {
    if (!slot) return "issue";
    const known = keys && keyed && slot.key !== null && now < slot.key.expiresAt + DAY;
    if (known && (slot.key?.id !== slot.id || slot.key.sent || !isUndelivered(slot, now))) return "answer";
    if (sending && slot.status === "SENDING" && slot.live && !isUsed(slot) && !isStuck(slot, now)) return "refuse";
    if (cooling && slot.resendAfter > now) return "refuse";
    if (!isTheSame(slot, other, now)) return "issue";
    return sends && slot.sends >= bounds.sends ? "refuse" : "resend";
  }

  const withKey = (before: Key | null, { keyed }: Pick<Asked, "keyed">, id: number, expiresAt: number) =>
    keyed ? { id, expiresAt, sent: false } : before;

  const rightGuesses = (slot: Slot) => 1 + (rights ? rightRepeats(slot) : 0);

  function issued(before: Slot | null, asked: Pick<Asked, "keyed">, id: number, { now, window }: Clock): Slot {
    const same = before !== null && before.windowEndsAt > window;
    const refund = before !== null && (isUsed(before) || !refunded) ? before.guessCost * rightGuesses(before) : 0;
    const used = same && carried ? Math.max(0, before.guessesUsed - refund) : 0;
    const left = bounds.budget - used;
    const cost = long && left <= 0 ? 0 : 1;
    const expiresAt = now + bounds.life;
    return {
      id,
      revision: (before?.revision ?? (past ? now : 0)) + (one ? 1 : 0),
      codeMac: NO_MAC,
      lastGuessMac: NO_GUESS,
      lastRequestKey: NO_REQUEST,
      repeatedGuessMacs: anew || before === null ? [] : before.repeatedGuessMacs,
      attempts: 0,
      maxAttempts: cost === 0 || !capped ? bounds.attempts : Math.min(bounds.attempts, left),
      guessesUsed: used,
      guessCost: cost,
      windowEndsAt: same ? before.windowEndsAt : window + 1,
      expiresAt,
      live: true,
      status: "SENDING",
      sentAt: now,
      sends: 1,
      resendAfter: now + COOLDOWN,
      key: withKey(before?.key ?? null, asked, id, expiresAt),
    };
  }

  const noted = ({ key, id, status }: Slot): Key | null =>
    marked && key !== null && key.id === id && status === "SENT" ? { ...key, sent: true } : key;

  const resent = (before: Slot, asked: Pick<Asked, "keyed">, now: number): Slot => ({
    ...before,
    revision: before.revision + (again ? 1 : 0),
    sends: before.sends + 1,
    status: "SENDING",
    sentAt: now,
    resendAfter: now + COOLDOWN,
    key: withKey(noted(before), asked, before.id, before.expiresAt),
  });

  /** Restores the slot from before a message that was never sent. If there was no slot, the restored one holds no token. */
  const withdrawn = (mine: Slot, before: Slot | null, now: number): Slot => ({
    ...(before ?? { ...mine, id: NOBODY, live: false, status: "FAILED", resendAfter: now, key: null }),
    revision: mine.revision + 1,
  });

  return {
    decide,
    issued,
    resent,
    withdrawn,
    isPut: !on("record: the slot is updated, not put"),
    chargesRepeats: on("charge: a repeat at a used token is charged first"),
    judgesAgain: on("repeat: a guess that was charged is judged again"),
  };
}

/** The id of a slot that holds no token. */
export const NOBODY = -5;

export type Rules = ReturnType<typeof createRules>;
