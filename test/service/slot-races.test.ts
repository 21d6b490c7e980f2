import { afterAll, beforeAll, expect, test } from "vitest";
import { times } from "../support/thorough.ts";
import { type Course, openCourse } from "./slot-course.ts";

/** The guess bound under races and faults; `node test/service/races.ts` plays more slots, for a given time. */

const SLOTS = times(6, 12);
const ROUNDS = 20;
const SEED = 4;

let course: Course;
beforeAll(async () => {
  course = await openCourse();
});
afterAll(() => course.close());

test(`S03 S04 S05 S06 S07 S40 the bounds hold for ${SLOTS} slots, half with a known device's beside, of up to ${ROUNDS} rounds of parallel calls and faults`, {
  timeout: 120_000,
}, async () => {
  const { failure, outcomes } = await course.run({ slots: SLOTS, rounds: ROUNDS, seed: SEED });
  expect(failure, JSON.stringify(failure)).toBeNull();
  // A course that never comes near the bound would prove nothing.
  expect(Math.max(...outcomes.map(({ fullest: [common = 0] }) => common))).toBeGreaterThanOrEqual(15);
  expect(outcomes.some(({ fullest: [, own = 0] }) => own === 3)).toBe(true);
  expect(outcomes.some(({ verified }) => verified > 1)).toBe(true);
});
