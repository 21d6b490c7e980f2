import { type Bounds, RULES } from "./rules.ts";
import { PARTS } from "./writes.ts";

/** The searches and their bounds. A tick is 30 seconds, so a life of 10 ticks is the default of 300 seconds. */

export interface Run {
  name: string;
  bounds: Bounds;
}

const RACES: Bounds = {
  attempts: 2,
  budget: 3,
  sends: 2,
  life: 6,
  parallel: 2,
  lag: 2,
  keys: false,
  repeats: false,
};
/** A search of its own, because each remaining guess may be a repeat, right or wrong. */
const REPEATS: Bounds = { ...RACES, sends: 1, life: 4, lag: 1, repeats: true };

/** Everything in the model except idempotency keys of requestOtp, one call at a time. */
const ONE_AT_ONCE: Bounds = { ...RACES, budget: 2, parallel: 1, lag: 1, repeats: true };

/** These take about 85 seconds of one processor. */
export const RUNS: Run[] = [
  { name: "two at once", bounds: RACES },
  { name: "idempotency keys", bounds: { ...RACES, budget: 2, parallel: 1, keys: true } },
  {
    name: "the default settings, one at once",
    bounds: { ...RACES, attempts: 5, budget: 20, sends: 3, life: 10, parallel: 1, lag: 1 },
  },
  { name: "repeats with everything else, one at once", bounds: ONE_AT_ONCE },
  { name: "repeats, two at once", bounds: REPEATS },
  { name: "a device's lane that has to wait", bounds: { ...ONE_AT_ONCE, budget: 0 } },
  { name: "repeats of five attempts", bounds: { ...REPEATS, attempts: 5, budget: 7, parallel: 1 } },
];

/** These take another two minutes. */
export const DEEP_RUNS: Run[] = [
  { name: "three at once", bounds: { ...RACES, attempts: 1, budget: 2, life: 5, parallel: 3, lag: 1 } },
  {
    name: "idempotency keys, two at once",
    bounds: { ...RACES, attempts: 1, budget: 1, lag: 1, keys: true },
  },
  { name: "repeats with everything else, two at once", bounds: { ...RACES, repeats: true } },
];

/** `npm test` searches these, in a second or two. Each is a part of one of `RUNS`. */
export const SMALL_RUNS: Run[] = [
  { name: "small, a device's lane that has to wait", bounds: { ...ONE_AT_ONCE, budget: 0, sends: 1, life: 4 } },
  { name: "small", bounds: { ...ONE_AT_ONCE, sends: 1, life: 4 } },
  { name: "small, two at once", bounds: { ...REPEATS, attempts: 1, budget: 1, life: 3, repeats: false } },
];

/** Parts of the design that no promise needs, and why they are there. */
export const NOT_NEEDED: Record<string, string> = {
  "repeat: #lastRequestKey = :request":
    "charge has seen that the call's key used this token, which nothing can undo; the term keeps the write independent of that earlier read",
  "repeat: #lastGuessMac = #codeMac": "for the same reason: a used token stays used",
  "sent: #codeMac IN (:none, :codeMac)":
    "in the model each token has one MAC; the term keeps it so where a key is replaced between two messages of a token",
  "failed: #codeMac IN (:none, :codeMac)": "for the same reason",
  "charge: #guessedAt = :now":
    "no promise of the slot hangs on it; what is dated by it is tested on the real service (`test/service/devices.test.ts`)",
  "charge: #expiresAt <= :latest":
    "the model's clocks are late by a tick at most; `test/service/clocks.test.ts` steps them back by more on the real service",
  "cancel: #expiresAt <= :latest": "for the same reason",
  "died: #revision = #revision + :one":
    "the write has no MAC, so an earlier decision to send overwrites only the status, which it sets anyway; but one rule for every write is simpler",
};

/** All parts of the design that can be left out. */
export const ALL_PARTS: string[] = [...PARTS, ...RULES];

/** The smallest bounds within which leaving the part out breaks a promise. */
export function boundsWithout(part: string): Bounds {
  const small = ONE_AT_ONCE;
  if (part.startsWith("decide: a key")) return { ...small, keys: true };
  if (part === "repeat: #id = :id") return { ...small, attempts: 1, budget: 1, parallel: 2 };
  if (part.startsWith("issued: a first slot's revision"))
    return { ...small, attempts: 1, budget: 1, sends: 1, parallel: 2 };
  const recording = /^(sent|failed|died): #(id|sends|revision) /.exec(part);
  if (!recording) return small;
  return { ...small, attempts: 1, budget: 1, parallel: 2, lag: recording[2] === "revision" ? 2 : 1 };
}
