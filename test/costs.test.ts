import { expect, test } from "vitest";
import { rowsOf } from "./support/page-tables.ts";

/** `docs/costs.md` multiplies counted units by prices. Both have to be what they say. */

const costs = rowsOf("costs.md");
const units = new Map(
  rowsOf("costs-in-units.md").map(([operation = "", ...counts]) => [operation, counts.map(Number)]),
);

const ASKED = units.get("`requestOtp`, the first of a subject") as number[];
const CHECKED = units.get("`verifyOtp`, right") as number[];
const both = (column: number) => (ASKED[column] as number) + (CHECKED[column] as number);

const PARTS = costs.filter(([, count = "", price = ""]) => /^[\d.]+$/.test(count) && price.endsWith("a million"));
const thousand = ([, count, price]: string[]) => (Number(count) * Number.parseFloat(price as string)) / 1_000;
const totalOf = (name: string) => Number(costs.find(([part]) => part === `**${name}**`)?.[3]?.replaceAll("*", ""));

test.each([
  ["AppSync, operations", 2],
  ["DynamoDB, read units", both(1)],
  ["DynamoDB, write units", both(2)],
  // Of six data-source calls three are the table's and one the function, which calls KMS twice.
  ["KMS, requests", both(0) - 4 - 1 + 2],
  ["Lambda, invocations", 1],
])("%s: %d a verification", (part, count) => {
  expect(costs.find(([name]) => name === part)?.[1]).toBe(String(count));
});

test.each(PARTS)("%s: %s at %s come to %s", (...row) => {
  expect(Number(row[3])).toBeCloseTo(thousand(row), 4);
});

test("the sums are those of the lines above them", () => {
  const message = PARTS.filter(([part]) => part?.startsWith("SES"));
  const sum = (rows: string[][]) => rows.reduce((total, row) => total + thousand(row), 0);
  expect(totalOf("by e-mail")).toBeCloseTo(sum(PARTS), 3);
  expect(totalOf("without the message")).toBeCloseTo(sum(PARTS) - sum(message), 3);
});
