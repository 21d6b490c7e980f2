import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { type RanFile, rowsOf, unproven } from "./requirements.ts";

/** `docs/requirements.md` names the tests that prove each requirement; `requirements-reporter.ts` holds it against every run. */

const rows = rowsOf(readFileSync(new URL("../docs/requirements.md", import.meta.url), "utf8"));

const numbered = (letter: string, count: number) =>
  Array.from({ length: count }, (_, index) => `${letter}${String(index + 1).padStart(2, "0")}`);

test("docs/requirements.md has a row for each of S01 to S50 and F01 to F30, in order", () => {
  expect(rows.map(({ id }) => id)).toEqual([...numbered("S", 50), ...numbered("F", 30)]);
});

test("every row of docs/requirements.md names a test file, or says what it waits for", () => {
  const silent = rows.filter(({ files, proof }) => files.length === 0 && !/waits? for /.test(proof));
  expect(silent).toEqual([]);
});

describe("a row of docs/requirements.md", () => {
  const file = "test/a.test.ts";
  const page =
    "| S01 | a promise | `test/a.test.ts`; the rest waits for the page |\n| S02 | another | waits for the page |\n";
  const judged = (ran: RanFile[], text = page) => unproven(rowsOf(text), new Set([file]), ran);
  const NO_PROOF = ["S01: no test whose name contains S01 passed in test/a.test.ts"];

  test("is proven by a passed test whose name, or whose suite's name, contains its id", () => {
    expect(judged([{ file, passed: ["something else", "S01 S02 codes > are long"] }])).toEqual([]);
    expect(judged([{ file, passed: ["codes are long (S01)"] }])).toEqual([]);
  });

  test("is not proven when no test of that name passed", () => {
    expect(judged([{ file, passed: [] }])).toEqual(NO_PROOF);
    expect(judged([{ file, passed: ["S02 codes are long"] }])).toEqual(NO_PROOF);
  });

  test("is not proven by a longer word that contains its id", () => {
    expect(judged([{ file, passed: ["AS012 codes are long", "S011", "xS01"] }])).toEqual(NO_PROOF);
  });

  test("is not proven by a test of another file", () => {
    const other = { file: "test/b.test.ts", passed: ["S01 codes are long"] };
    expect(judged([{ file, passed: [] }, other])).toEqual(NO_PROOF);
  });

  test("is not judged in a run that leaves its file out", () => {
    expect(judged([{ file: "test/b.test.ts", passed: [] }])).toEqual([]);
  });

  test("is never proven by a file that holds no tests", () => {
    const named = page.replace(file, "test/journeys.ts");
    expect(judged([], named)).toEqual(["S01: test/journeys.ts is not a test file"]);
  });
});
