import { DAY } from "../contract/counter.ts";
import { allowedAt } from "./numbers.ts";
import type { Settings, TestMode } from "./schema.ts";
import { endOfTestDay } from "./test-days.ts";

/** What is wrong with a value, with the path to it. */
interface Problem {
  path: (string | number)[];
  message: string;
  input: unknown;
}

/** The most days for which a code can be fixed from now on. */
const MOST_DAYS = 90;
const MOST_RUNS = ["0123456789", "9876543210"];

/**
 * Says which destinations of the test mode are named twice, not allowed, or have a code for too long; which codes of stages are among those that
 * people guess first; and whether `prod` says why it has any.
 *
 * @param now milliseconds since the epoch
 */
export function testModeProblems(settings: Settings, now: number): Problem[] {
  const { testMode, stages } = settings;
  const { prod } = stages;
  const unsaid = prod.testMode.destinations.length > 0 && prod.testMode.reason === undefined;
  const message = "a sentence that says why prod takes fixed codes";
  return [
    ...problemsIn(["testMode"], testMode, false, settings, now),
    ...Object.entries(stages).flatMap(([name, stage]) =>
      problemsIn(["stages", name, "testMode"], stage.testMode, true, settings, now),
    ),
    ...(unsaid ? [{ path: ["stages", "prod", "testMode", "reason"], message, input: undefined }] : []),
  ];
}

function problemsIn(
  path: string[],
  { destinations }: TestMode,
  isStage: boolean,
  settings: Settings,
  now: number,
): Problem[] {
  const named = destinations.map(({ destination }) => destination);
  return destinations.flatMap((entry, index) => {
    const { destination, code, expires } = entry;
    const at = (key: keyof typeof entry, message: string): Problem => ({
      path: [...path, "destinations", index, key],
      message,
      input: entry[key],
    });
    return [
      ...(named.indexOf(destination) < index ? [at("destination", "a destination that is named once")] : []),
      ...(isAllowed(destination, settings) ? [] : [at("destination", "a number to which destinations allows SMS")]),
      ...(isStage && isObvious(code) ? [at("code", "one that nobody guesses first, unlike 123456 and 424242")] : []),
      ...(isDay(expires) ? [] : [at("expires", "a day that the calendar has")]),
      ...(isTooLate(expires, now) ? [at("expires", `at most ${MOST_DAYS} days from now, by ${lastDay(now)}`)] : []),
    ];
  });
}

function isAllowed(destination: string, { destinations: { allow, deny } }: Settings): boolean {
  if (!destination.startsWith("+") || destination.includes("@")) return true;
  return allowedAt(destination, allow).length > 0 && !deny.some((prefix) => destination.startsWith(prefix));
}

/** Codes of few characters, and runs of digits: whoever has a few guesses makes these. */
const isObvious = (code: string) => new Set(code).size < 4 || MOST_RUNS.some((run) => `${run}${run}`.includes(code));

const dayOf = (milliseconds: number) => new Date(milliseconds).toISOString().slice(0, 10);
const isDay = (day: string) => {
  const end = endOfTestDay(day);
  return Number.isFinite(end) && dayOf(end * 1000 - 1) === day;
};
const lastDay = (now: number) => dayOf(now + MOST_DAYS * DAY * 1000);
const isTooLate = (day: string, now: number) => isDay(day) && day > lastDay(now);
