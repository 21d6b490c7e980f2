import { expect, test } from "vitest";
import { explore, type Model } from "./explore.ts";

/** A model of two counters that wrap around, and a broken promise where they meet. */
const counters = (size: number, forbidden: string | null, brokenStep = false): Model<[number, number]> => ({
  initial: [0, 0],
  key: ([a, b]) => `${a},${b}`,
  steps: ([a, b]) => [
    { label: "a", to: [(a + 1) % size, b] },
    { label: "b", to: [a, (b + 1) % size], breaks: brokenStep && a === 2 && b === 3 ? "never b at 2,3" : undefined },
  ],
  judge: ([a, b]) => (`${a},${b}` === forbidden ? `never ${forbidden}` : undefined),
});

test("every reachable state is visited once, and every step is counted", () => {
  const states: string[] = [];
  const found = explore(counters(10, null), { onState: ([a, b]) => states.push(`${a},${b}`) });
  expect(found).toEqual({ states: 100, transitions: 200, depth: 18, complete: true });
  expect(new Set(states).size).toBe(100);
});

test("a broken state is reached by the shortest trace, which can be walked", () => {
  const { counterexample } = explore(counters(10, "2,3"));
  expect(counterexample?.promise).toBe("never 2,3");
  expect(counterexample?.trace.map(({ label }) => label).sort()).toEqual(["", "a", "a", "b", "b", "b"]);
  expect(counterexample?.trace.at(-1)?.state).toEqual([2, 3]);
});

test("a broken step is found although it leads to a state that was seen before", () => {
  const { counterexample } = explore(counters(4, null, true));
  expect(counterexample?.promise).toBe("never b at 2,3");
  expect(counterexample?.trace.at(-2)?.state).toEqual([2, 3]);
});

test("a broken initial state gives a trace without steps", () => {
  expect(explore(counters(2, "0,0")).counterexample?.trace).toEqual([{ label: "", state: [0, 0] }]);
});

test("a limit ends the search, and the result says so", () => {
  expect(explore(counters(100, null), { limit: 50 })).toMatchObject({ states: 50, complete: false });
});
