import { DAY } from "./slot-plan.ts";

/**
 * Counts guesses from the answers that callers saw, and compares the counts with the item in the table. It knows nothing about the
 * implementation: only that five guesses at a token and the lane's budget in a window may be evaluated, and that a code verifies once.
 */

const ATTEMPTS = 5;
const SENDS = 3;
const LONG = 12;

/** A slot in the table. */
export interface Item {
  id: string;
  revision: number;
  codeMac: string;
  lastGuessMac: string;
  /** The MACs of calls that were repeated after the token was used. */
  repeatedGuessMacs: string[];
  attempts: number;
  maxAttempts: number;
  guessesUsed: number;
  sends: number;
  windowEndsAt: number;
  createdAt: number;
  codeLength: number;
  alphabet: string;
  status: string;
}

interface Window {
  end: number;
  /** Wrong guesses at short codes that were evaluated. */
  wrong: number;
  /** Charges at short codes whose answer was lost. */
  lost: number;
}

interface Token {
  id: string;
  short: boolean;
  window: Window;
  /** Each evaluated wrong guess: what was left after it, the key it came with, the code. */
  wrong: Set<string>;
  /** The calls that were VERIFIED: a call repeated with its key is the same. */
  verified: Set<string>;
  /** How often VERIFIED was answered. */
  told: number;
  /** Wrong guesses with a key that were EXPIRED, by call: repeats of the one that was VERIFIED among them may be charged, once each. */
  refused: Map<string, Set<string>>;
  /** The wrong repeats in the table when it was last read. */
  repeated: number;
  lost: number;
  cancelled: boolean;
}

export type IssuedToken = Pick<Item, "id" | "createdAt"> & { codeLength: number; alphabet: string };

/** What bounds the guesses in a lane. Times are epoch seconds. */
export interface Bound {
  /** Wrong guesses that may be evaluated in a window. */
  budget: number;
  /** When a window that begins at a time ends. */
  windowEnd(from: number): number;
}

export function slotModel({ budget, windowEnd }: Bound) {
  const tokens = new Map<string, Token>();
  const windows: Window[] = [];
  const problems: string[] = [];
  let revision = 0;
  let checked: Window | undefined;
  const hold = (promise: boolean, broken: () => string) => {
    if (!promise) problems.push(broken());
  };

  function windowAt(now: number): Window {
    const last = windows.at(-1);
    if (last && now < last.end) return last;
    const next = { end: windowEnd(now), wrong: 0, lost: 0 };
    windows.push(next);
    return next;
  }

  return {
    problems,
    tokens,
    windows,
    /** Whether the window's budget is used up, so that codes are long. */
    isSpent(now: number): boolean {
      const last = windows.at(-1);
      return last !== undefined && now < last.end && last.wrong >= budget;
    },
    /** Records a token from an answer or from the table. */
    issued({ id, createdAt, codeLength, alphabet }: IssuedToken): Token {
      const known = tokens.get(id);
      if (known) return known;
      const short = codeLength < LONG || alphabet !== "ALPHANUMERIC";
      const token = {
        id,
        short,
        window: windowAt(createdAt),
        wrong: new Set<string>(),
        verified: new Set<string>(),
        told: 0,
        refused: new Map(),
        repeated: 0,
        lost: 0,
        cancelled: false,
      };
      tokens.set(id, token);
      return token;
    },
    /** @param dead whether the token had been cancelled before the guess was made */
    wrong(token: Token, guess: string, dead: boolean): void {
      if (token.wrong.has(guess)) return;
      token.wrong.add(guess);
      hold(!dead, () => `${token.id}: evaluated after it was cancelled`);
      if (token.short) token.window.wrong += 1;
      hold(token.wrong.size <= ATTEMPTS, () => `${token.id}: ${[...token.wrong]} were evaluated`);
      hold(token.window.wrong <= budget, () => `${token.window.wrong} wrong guesses in one window`);
    },
    verified(token: Token, call: string, { dead, isRight }: { dead: boolean; isRight: boolean }): void {
      token.verified.add(call);
      token.told += 1;
      hold(!dead, () => `${token.id}: VERIFIED after it was cancelled`);
      hold(isRight, () => `${token.id}: VERIFIED by a guess that was not its code`);
      hold(token.verified.size === 1, () => `${token.id}: VERIFIED by ${[...token.verified]}`);
    },
    refused(token: Token, call: string, code: string): void {
      token.refused.set(call, (token.refused.get(call) ?? new Set()).add(code));
    },
    /** Records charges at a token whose answers may have been lost. */
    lost(token: Token, most: number): void {
      token.lost += most;
      if (token.short) token.window.lost += most;
    },
    /** Compares the item with the counts. */
    check(item: Item): void {
      const token = tokens.get(item.id) as Token;
      const { window } = token;
      const evaluated = token.wrong.size + token.verified.size;
      const say = (what: string) => () =>
        `${what}: ${JSON.stringify({ item: figuresOf(item), window, evaluated, lost: token.lost })}`;
      // In a new window the item may be a new one, because the old one's time to live had ended.
      hold(item.revision >= revision || window !== checked, say(`the revision went back from ${revision}`));
      revision = item.revision;
      checked = window;
      hold(item.maxAttempts <= ATTEMPTS && item.attempts <= item.maxAttempts, say("more attempts than a token has"));
      hold(evaluated <= item.attempts, say("guesses evaluated and not charged"));
      hold(item.attempts <= evaluated + token.lost, say("guesses charged and not evaluated"));
      hold(item.sends <= SENDS, say("more messages than a token has"));
      hold(Math.abs(item.windowEndsAt - window.end) < DAY / 24, say("the window was moved"));
      token.repeated = item.repeatedGuessMacs.filter((guess) => guess !== item.codeMac).length;
      hold(item.repeatedGuessMacs.length <= item.maxAttempts - item.attempts + 1, say("more repeats than a token has"));
      hold(
        item.repeatedGuessMacs.length === 0 || item.lastGuessMac === item.codeMac,
        say("repeats at a token that is not used"),
      );
      hold(new Set(item.repeatedGuessMacs).size === item.repeatedGuessMacs.length, say("one repeat charged twice"));
      hold(token.told <= 1 || item.repeatedGuessMacs.includes(item.codeMac), say("repeats compared and not charged"));
      hold(token.repeated <= possible(token) + token.lost, say("repeats charged that nobody made"));
      hold(token.wrong.size + token.repeated <= ATTEMPTS, say("more wrong guesses than a token has"));
      // The next token gives the right guess and its repeat back.
      const right =
        token.short && item.lastGuessMac === item.codeMac ? 1 + item.repeatedGuessMacs.length - token.repeated : 0;
      const others = [...tokens.values()].filter((other) => other.short && other.window === window && other !== token);
      const own = token.short ? token.repeated : 0;
      const wrong = window.wrong + sum(others.map(({ repeated }) => repeated)) + own;
      const most = window.wrong + sum(others.map(possible)) + own;
      hold(wrong <= budget, say("more wrong guesses than the budget"));
      hold(item.guessesUsed - right <= budget, say("more than the budget is spent"));
      hold(item.guessesUsed - right >= wrong, say("wrong guesses given back"));
      hold(item.guessesUsed - right <= most + window.lost, say("the budget charged for nothing"));
      const wrongs = [...token.wrong].map((guess) => guess.split("|")[0]);
      hold(new Set(wrongs).size === wrongs.length, say("two guesses on one charge"));
    },
    /** Records that the item was deleted. */
    gone(now: number): void {
      hold(now > (windows.at(-1)?.end ?? 0), () => "the item was deleted within its window");
    },
  };
}

/** The most wrong repeats at a token that may have been charged, including those whose answer was lost. */
const possible = ({ refused, verified, lost }: Token) =>
  sum([...refused].map(([call, { size }]) => (verified.has(call) || (verified.size === 0 && lost > 0) ? size : 0)));

const sum = (numbers: number[]) => numbers.reduce((total, each) => total + each, 0);

const figuresOf = ({
  id,
  revision,
  attempts,
  maxAttempts,
  guessesUsed,
  repeatedGuessMacs,
  sends,
  windowEndsAt,
  createdAt,
  codeLength,
  status,
}: Item) => ({
  ...{
    id,
    revision,
    attempts,
    maxAttempts,
    guessesUsed,
    repeats: repeatedGuessMacs.length,
    sends,
    windowEndsAt,
    createdAt,
    codeLength,
    status,
  },
});
