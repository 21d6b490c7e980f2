import { expect, test } from "vitest";
import { DEFAULTS } from "../../../settings/schema.ts";
import { templateOf, theOne } from "./synth.ts";

/** Which records of the table's stream reach the function: those that it counts, and those that owners have to hear of. */

const prod = await templateOf("prod");
const { Filters } = theOne(prod, "MeterCountStream").Properties.FilterCriteria as { Filters: { Pattern: string }[] };

type Rule = string | { exists: boolean } | { prefix: string };
type Pattern = Rule[] | { [key: string]: Pattern };

/** Lambda's rules for filters, as far as these use them: every key has to match, by one of its rules. */
function matches(pattern: Pattern, value: unknown): boolean {
  if (!Array.isArray(pattern)) {
    return Object.entries(pattern).every(([key, below]) => matches(below, (value as Record<string, unknown>)?.[key]));
  }
  return pattern.some((rule) => {
    if (typeof rule === "string") return value === rule;
    return "exists" in rule ? (value !== undefined) === rule.exists : String(value ?? "").startsWith(rule.prefix);
  });
}

const reachesFunction = (pk: string, sk: string, NewImage?: object) =>
  Filters.some(({ Pattern }) =>
    matches(JSON.parse(Pattern), { dynamodb: { Keys: { pk: { S: pk }, sk: { S: sk } }, NewImage } }),
  );

const version = { N: "1" };
const { day } = DEFAULTS.sends.subject;
const counter = (total: number) => ({ version, total: { N: `${total}` } });

test("S39 S40 the function gets the counter that reaches the day's limit of a pool user, and the users' devices", () => {
  expect(reachesFunction("pool|s|sub", "#sends#20778", counter(day))).toBe(true);
  expect(reachesFunction("pool|p|sub", "-", { version, devices: { M: {} } })).toBe(true);
});

test("the function gets no record that it has no use for", () => {
  for (const total of [1, day - 1, day + 1, day * 10]) {
    expect(reachesFunction("pool|s|sub", "#sends#20778", counter(total))).toBe(false);
  }
  expect(reachesFunction("role:shop|s|sub", "#sends#20778", counter(day))).toBe(false);
  expect(reachesFunction("pool|d|user@example.com", "#sends#20778", counter(day))).toBe(false);
  expect(reachesFunction("role:shop|p|sub", "-", { version })).toBe(false);
  expect(reachesFunction("pool|p|sub", "-")).toBe(false);
  expect(reachesFunction("pool|s|sub", "login_0#data", { version })).toBe(false);
  expect(reachesFunction("pool|n|user@example.com", "#lane#20778", { version })).toBe(false);
});
