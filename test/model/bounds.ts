import { type Bounds, RULES } from "./rules.ts";
import { PARTS } from "./writes.ts";

/** What is searched, and how far. A tick is 30 seconds, so a life of 10 is the default 300. */

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
/** Searched apart from the others, as every guess left may be a repeat, right or wrong. */
const REPEATS: Bounds = { ...RACES, sends: 1, life: 4, lag: 1, repeats: true };

/** Everything that the model knows but for idempotency keys, one call at a time. */
const ONE_AT_ONCE: Bounds = { ...RACES, budget: 2, parallel: 1, lag: 1, repeats: true };

/** About 85 seconds of one processor. */
export const RUNS: Run[] = [
  { name: "two at once", bounds: RACES },
  { name: "idempotency keys", bounds: { ...RACES, budget: 2, parallel: 1, keys: true } },
  {
    name: "the default settings, one at once",
    bounds: { ...RACES, attempts: 5, budget: 20, sends: 3, life: 10, parallel: 1, lag: 1 },
  },
  { name: "repeats among all else, one at once", bounds: ONE_AT_ONCE },
  { name: "repeats, two at once", bounds: REPEATS },
  { name: "repeats of five attempts", bounds: { ...REPEATS, attempts: 5, budget: 7, parallel: 1 } },
];

/** Another two minutes. */
export const DEEP_RUNS: Run[] = [
  { name: "three at once", bounds: { ...RACES, attempts: 1, budget: 2, life: 5, parallel: 3, lag: 1 } },
  {
    name: "idempotency keys, two at once",
    bounds: { ...RACES, attempts: 1, budget: 1, lag: 1, keys: true },
  },
  { name: "repeats among all else, two at once", bounds: { ...RACES, repeats: true } },
];

/** A second or two: what `npm test` searches. Each is a part of one of `RUNS`. */
export const SMALL_RUNS: Run[] = [
  { name: "small", bounds: { ...ONE_AT_ONCE, sends: 1, life: 4 } },
  { name: "small, two at once", bounds: { ...REPEATS, attempts: 1, budget: 1, life: 3, repeats: false } },
];

/** Parts of the design that no promise needs, and why they are there. */
export const NOT_NEEDED: Record<string, string> = {
  "repeat: #lastRequestKey = :request":
    "charge has seen, on this very token, that the call's key used it, which nothing can undo; the write does not lean on what was read before it",
  "repeat: #lastGuessMac = #codeMac": "the same: a used token stays used",
  "sent: #codeMac IN (:none, :codeMac)":
    "the model's tokens have one MAC each, as nobody asks for something else with the same fingerprint there",
  "failed: #codeMac IN (:none, :codeMac)": "the same; `test/service/fingerprints.test.ts` does so on the real service",
  "charge: #expiresAt <= :latest":
    "the model's clocks are late by a tick at most; `test/service/clocks.test.ts` steps them back by more on the real service",
  "cancel: #expiresAt <= :latest": "the same",
  "died: #revision = #revision + :one":
    "it has no MAC, so a message that was decided on before overwrites nothing but the status, which it sets itself; that every write raises the revision is the simpler rule",
};

/** Every part of the design that can be left out. */
export const ALL_PARTS: string[] = [...PARTS, ...RULES];

/** Bounds as small as they can be for what a part is there for to happen. */
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
