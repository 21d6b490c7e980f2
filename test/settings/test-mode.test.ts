import { expect, test } from "vitest";
import { type SettingsError, settingsFrom } from "../../settings/read.ts";
import { DEFAULTS, type TestMode } from "../../settings/schema.ts";

/** Fixed codes as the settings take them, read on the first of December 2026. */

const NOW = Date.UTC(2026, 11, 1, 12);
const RIGHT = { destination: "review@example.com", code: "847291", expires: "2027-01-31" };

function problemsOf(overrides: object): string[] {
  try {
    settingsFrom(overrides, NOW);
    return [];
  } catch (error) {
    return (error as SettingsError).problems;
  }
}
const locally = (...destinations: object[]) => problemsOf({ testMode: { destinations } });
const at = (stage: string, testMode: object) => problemsOf({ stages: { [stage]: { testMode } } });

test("test mode is off by default, on one machine and at each stage", () => {
  const off: TestMode = { destinations: [] };
  expect(DEFAULTS.testMode).toEqual(off);
  expect(Object.values(DEFAULTS.stages).map(({ testMode }) => testMode)).toEqual([off, off, off]);
});

test("addresses and numbers are named one by one, each with its code and its last day, which may be over", () => {
  expect(locally(RIGHT, { destination: "+12025550147", code: "7K2M9QXW", expires: "2026-11-30" })).toEqual([]);
});

test.each([
  ["destination", "*@example.com", "an e-mail address in lower case, or a number in E.164 such as +12025550123"],
  ["destination", "example.com", "an e-mail address in lower case, or a number in E.164 such as +12025550123"],
  ["destination", "Review@example.com", "an e-mail address in lower case, or a number in E.164 such as +12025550123"],
  ["destination", "+1202555*", "an e-mail address in lower case, or a number in E.164 such as +12025550123"],
  ["destination", "+12425550123", "a number to which destinations allows SMS"],
  ["destination", "+4915112345678", "a number to which destinations allows SMS"],
  ["code", "12345", "6 to 16 digits, or digits and capital letters without I, L, O and U"],
  ["code", "12345O", "6 to 16 digits, or digits and capital letters without I, L, O and U"],
  ["expires", "31.1.2027", "a day such as 2027-01-31"],
  ["expires", "2027-02-29", "a day that the calendar has"],
  ["expires", "2027-03-02", "at most 90 days from now, by 2027-03-01"],
  ["expires", undefined, "a day such as 2027-01-31"],
])("a destination is refused by its key: %s %s", (key, value, right) => {
  const shown = value === undefined ? "missing" : JSON.stringify(value);
  expect(locally({ ...RIGHT, [key]: value })).toEqual([
    `testMode.destinations[0].${key} must be ${right}, but is ${shown}`,
  ]);
});

test("a destination is named once, and no more than 20 are", () => {
  expect(locally(RIGHT, { ...RIGHT, code: "738291" })).toEqual([
    'testMode.destinations[1].destination must be a destination that is named once, but is "review@example.com"',
  ]);
  const many = Array.from({ length: 21 }, (_, n) => ({ ...RIGHT, destination: `review${n}@example.com` }));
  expect(locally(...many)[0]).toMatch(/^testMode\.destinations must be a list of at most 20 destinations, but is /);
});

test.each(["123456", "987654", "890123", "000000", "424242", "112233"])(
  "a stage takes no code that people guess first, and one machine does: %s",
  (code) => {
    expect(locally({ ...RIGHT, code })).toEqual([]);
    expect(at("dev", { destinations: [{ ...RIGHT, code }] })).toEqual([
      `stages.dev.testMode.destinations[0].code must be one that nobody guesses first, unlike 123456 and 424242, but is "${code}"`,
    ]);
  },
);

test("prod has to say why it takes fixed codes, and the other stages need not", () => {
  const testMode = { destinations: [RIGHT] };
  expect(at("dev", testMode)).toEqual([]);
  expect(at("staging", testMode)).toEqual([]);
  expect(at("prod", testMode)).toEqual([
    "stages.prod.testMode.reason must be a sentence that says why prod takes fixed codes, but is missing",
  ]);
  expect(at("prod", { ...testMode, reason: "test" })).toEqual([
    'stages.prod.testMode.reason must be a sentence of 10 to 200 characters, but is "test"',
  ]);
  expect(at("prod", { ...testMode, reason: "Apple reviews version 3.2 of the app." })).toEqual([]);
});

test("what one machine has does not reach a stage, nor one stage another", () => {
  const settings = settingsFrom({ testMode: { destinations: [RIGHT] } }, NOW);
  expect(settings.stages.prod.testMode.destinations).toEqual([]);
});
