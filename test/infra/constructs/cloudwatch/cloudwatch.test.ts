import { describe, expect, test } from "vitest";
import { type Evaluation, type State, stateOf } from "./alarm-state.ts";
import { evaluate, type Series } from "./metric-math.ts";

/** The evaluator of alarms, held against the examples of CloudWatch's user guide. */

/** Reads the guide's notation, in which `-` is a missing value. */
const series = (text: string): Series => text.split(" ").map((part) => (part === "-" ? undefined : Number(part)));

describe("metric math gives what the user guide says", () => {
  test.each([
    ["a < b", "0 0 1 0"],
    ["a >= 30", "1 0 0 0"],
    ["a > 15 AND b > 15", "1 0 0 0"],
    // What is missing is not below 1: an alarm on this would not notice that b is gone.
    ["a > 0 AND b < 1", "0 0 0 0"],
    ["a + b", "50 20 20 0"],
    ["a / b", "1.5 - 0 -"],
    ["2 * b", "40 - 40 -"],
    ["b < 30", "1 - 1 -"],
    ["a - 10 - 5 * 2", "10 0 -20 -20"],
    ["a > 100 OR (a > 25 AND 2 * a > b)", "1 0 0 0"],
    ["EPOCH(b) > 5 - 2", "0 0 1 1"],
  ])("%s: %s", (expression, expected) => {
    const values = { a: series("30 20 0 0"), b: series("20 - 20 -") };
    expect(evaluate(expression, values, [2, 3, 4, 5])).toEqual(series(expected));
  });

  test.each([
    ["IF(a, b, c)", "30 0 20 - -"],
    ["IF(a, 5, c)", "5 5 20 - -"],
    ["IF(a, b, 5)", "30 0 5 5 -"],
  ])("%s: %s", (expression, expected) => {
    const values = { a: series("1 1 0 0 -"), b: series("30 - 0 0 30"), c: series("0 0 20 - 20") };
    expect(evaluate(expression, values, [])).toEqual(series(expected));
  });

  test.each(["a +", "SUM(a)", "a b", "(a", "nobody", "5", "IF(a, 1)", "a % 2"])(
    "%s is not understood",
    (expression) => {
      expect(() => evaluate(expression, { a: [1] }, [1])).toThrow();
    },
  );
});

/** What the guide answers for each way to treat missing data; `before` stands for "retain current state". */
type Row = [points: string, ignore: State | "before", notBreaching: State];

const stateFor = (most: number, treat: string, points: string, before: State) => {
  const alarm: Evaluation = {
    Threshold: 0,
    ComparisonOperator: "GreaterThanThreshold",
    EvaluationPeriods: 3,
    DatapointsToAlarm: most,
    TreatMissingData: treat,
  };
  return stateOf(alarm, series(points.replaceAll("X", "1")), before);
};

describe.each<[number, Row[]]>([
  [
    3,
    [
      ["0 - X - X", "OK", "OK"],
      ["0 - - - -", "OK", "OK"],
      ["- - - - -", "before", "OK"],
      ["0 X X - X", "ALARM", "ALARM"],
      ["- - - - X", "before", "OK"],
      ["X - - - -", "before", "OK"],
    ],
  ],
  [
    2,
    [
      ["0 - X - X", "ALARM", "ALARM"],
      ["0 0 X 0 X", "ALARM", "ALARM"],
      ["0 - X - -", "OK", "OK"],
      ["- - - - 0", "OK", "OK"],
      ["- - - - X", "before", "OK"],
    ],
  ],
])("an alarm of %d out of 3 has the state of the user guide", (most, rows) => {
  test.each(rows)("%s", (points, ignore, notBreaching) => {
    for (const before of ["OK", "ALARM"] as const) {
      expect(stateFor(most, "ignore", points, before)).toBe(ignore === "before" ? before : ignore);
      expect(stateFor(most, "notBreaching", points, before)).toBe(notBreaching);
    }
  });
});
