import { expect, test } from "vitest";
import { MAX_DEVICES } from "../../contract/person.ts";
import { shortCodePurposes } from "../../settings/purposes.ts";
import { DEFAULTS } from "../../settings/schema.ts";
import {
  budgetsOf,
  hitRateOfAll,
  interval,
  messagesOfSubject,
  messagesToDestination,
  mostWindows,
  overWindows,
  type Reach,
} from "../bench/odds-figures.ts";
import { rowsOf, textOf } from "../support/page-tables.ts";

/** The figures of docs/odds.md, and of the messages in docs/send-limits.md, are those of the formulas at the default settings. */

const { token, budget, sends } = DEFAULTS;
const purposes = shortCodePurposes(DEFAULTS.purposes).length;
const page = textOf("odds.md");
const rows = rowsOf("odds.md");

const shown = (rate: number) => rate.toExponential(1);
const percent = (rate: number) => `${(100 * rate).toFixed(2)} %`;
const sum = (budgets: number[]) => budgets.reduce((all, guesses) => all + guesses, 0);
const figuresOf = (name: string) => rows.find(([first]) => first === name)?.slice(1);

/** In a window, in any days as long as a window, in a year at the average, and in the worst year. */
const oddsOf = (rate: number, windowDays = budget.windowDays) =>
  [1, mostWindows(windowDays, windowDays), 365 / windowDays, mostWindows(365, windowDays)].map((windows) =>
    shown(overWindows(rate, windows)),
  );

test.each<[string, Reach]>([
  ["whoever has the first factor, at one purpose", { purposes: 1, devices: 0 }],
  ["whoever has the token of one known device, too, at one purpose", { purposes: 1, devices: 1 }],
  ["whoever has the tokens of all four devices, at all three purposes", { purposes, devices: MAX_DEVICES }],
])("docs/odds.md says what the formula gives for %s", (name, reach) => {
  const budgets = budgetsOf(reach, budget);
  const guesses = [`${sum(budgets)}`, `${2 * sum(budgets)}`];
  expect(figuresOf(name)).toEqual([...guesses, ...oddsOf(hitRateOfAll(1e6, token.maxAttempts, budgets))]);
});

test("docs/odds.md says what the formula gives for the two who guess at all three purposes", () => {
  const found = rows.filter(([first]) => first === "the same, at all three purposes").map(([, ...figures]) => figures);
  const expected = [0, 1].map((devices) => {
    const budgets = budgetsOf({ purposes, devices }, budget);
    const guesses = [`${sum(budgets)}`, `${2 * sum(budgets)}`];
    return [...guesses, ...oddsOf(hitRateOfAll(1e6, token.maxAttempts, budgets))];
  });
  expect(found).toEqual(expected);
});

test.each([6, 7, 8])("docs/odds.md says what the formula gives for codes of %i digits", (digits) => {
  expect(figuresOf(`${digits} digits`)).toEqual(
    oddsOf(hitRateOfAll(10 ** digits, token.maxAttempts, [budget.guesses])),
  );
});

test.each([
  ["20 guesses, 30 days (default)", 20, 30],
  ["20 guesses, 90 days", 20, 90],
  ["5 guesses, 30 days (least)", 5, 30],
  ["100 guesses, 30 days (NIST SP 800-63B-4's most)", 100, 30],
  ["100 guesses, 1 day (the settings' extreme)", 100, 1],
])("docs/odds.md says what the formula gives for a budget of %s", (name, guesses, days) => {
  const [inOne, , , worst] = oddsOf(hitRateOfAll(1e6, token.maxAttempts, [guesses]), days);
  expect(figuresOf(name)).toEqual([inOne, worst]);
});

test.each([
  ["attacked alone", 0],
  ["the owner logs in between", 0],
  ["with the tokens of four devices", MAX_DEVICES],
])("docs/odds.md compares what was measured %s with the formula", (name, devices) => {
  const budgets = budgetsOf({ purposes: 1, devices }, budget);
  const expected = hitRateOfAll(100, token.maxAttempts, budgets);
  const [hit = "", ...figures] = figuresOf(name) ?? [];
  const counted = { hits: Number.parseInt(hit, 10), windows: 1_000 };
  const { low, high } = interval(counted, 1.96);
  expect(hit).toBe(`${counted.hits} of 1,000: ${percent(counted.hits / counted.windows)}`);
  expect(figures).toEqual([`${percent(low)} to ${percent(high)}`, percent(expected), `${sum(budgets)}`]);
  const wide = interval(counted, 4);
  expect(wide.low < expected && expected < wide.high).toBe(true);
});

test("S04 all lanes and purposes of the defaults together have fewer guesses in a window than NIST allows, and docs/odds.md says how many", () => {
  const all = sum(budgetsOf({ purposes, devices: MAX_DEVICES }, budget));
  expect(all).toBeLessThanOrEqual(100);
  expect(page.replaceAll("\n", " ")).toContain(`**${all} guesses in a window, and ${2 * all} in any 30 days**`);
});

test("docs/send-limits.md says how many messages all lanes of a subject have, and how many a destination gets", () => {
  const text = textOf("send-limits.md").replaceAll(/\s+/g, " ");
  const said = (pattern: RegExp) => pattern.exec(text)?.slice(1).map(Number);
  const subject = messagesOfSubject(sends);
  const ofSubject = said(/\*\*(\d+) messages in a UTC day, and (\d+) in any 24 hours\*\*/);
  expect(ofSubject).toEqual([subject.day, subject.any24Hours]);
  const { quarterHour, day, any24Hours } = messagesToDestination(sends);
  const toDestination = said(/at most (\d+) in a quarter of an hour, (\d+) in a UTC day, and (\d+) in any 24 hours/);
  expect(toDestination).toEqual([quarterHour, day, any24Hours]);
  expect(said(/min\((\d+) N, (\d+) M\)/)).toEqual([subject.day, day]);
});
