import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Json } from "../../src/contracts.ts";
import { startEngine, type TestEngine, type TestTable } from "../support/tables.ts";

let engine: TestEngine;
let table: TestTable;
let other: TestTable;
beforeAll(async () => {
  engine = await startEngine();
  [table, other] = await Promise.all([engine.table(["pk", "sk"]), engine.table(["pk", "sk"])]);
  for (const { invoke } of [table, other]) {
    for (const [sk, color] of Object.entries({ a: "red", b: "blue", c: "red", d: "red" })) {
      const key = { pk: { S: "1" }, sk: { S: sk } };
      await invoke({ operation: "PutItem", key, attributeValues: { color: { S: color }, size: { N: 1 } } });
    }
  }
});
afterAll(() => engine.stop());

const QUERY = {
  operation: "Query",
  query: { expression: "pk = :pk", expressionValues: { ":pk": { S: "1" } } },
};
type Page = { items: { sk: string }[]; nextToken: string | null; scannedCount: number };
const page = async (request: { [key: string]: Json }, from = table) => {
  const { result, error } = await from.invoke(request);
  expect(error).toBeUndefined();
  return result as unknown as Page;
};
const letters = ({ items }: Page) => items.map(({ sk }) => sk).join("");

describe("Query", () => {
  test("answers items, nextToken and scannedCount", async () => {
    const { result, capacityUnits } = await table.invoke({ ...QUERY, limit: 1 });
    expect(result).toEqual({
      items: [{ pk: "1", sk: "a", color: "red", size: 1 }],
      nextToken: expect.any(String),
      scannedCount: 1,
    });
    expect(capacityUnits).toBe(0.5);
  });

  test("a filter shortens the items, not scannedCount; the last page has no token", async () => {
    const filter = { expression: "color = :red", expressionValues: { ":red": { S: "red" } } };
    const found = await page({ ...QUERY, filter });
    expect([letters(found), found.scannedCount, found.nextToken]).toEqual(["acd", 4, null]);
  });

  test("pages follow each other by token, backwards too", async () => {
    let nextToken: string | null = null;
    let seen = "";
    do {
      const found: Page = await page({ ...QUERY, limit: 3, scanIndexForward: false, nextToken });
      seen += letters(found);
      nextToken = found.nextToken;
    } while (nextToken !== null);
    expect(seen).toBe("dcba");
  });

  test("an index answers what is projected into it", async () => {
    const query = { expression: "color = :blue", expressionValues: { ":blue": { S: "blue" } } };
    const found = await page({ operation: "Query", index: "byColor", query, select: "ALL_PROJECTED_ATTRIBUTES" });
    expect(found.items).toEqual([{ pk: "1", sk: "b", color: "blue" }]);
  });

  test("a projection names attributes through placeholders", async () => {
    const projection = { expression: "#s", expressionNames: { "#s": "size" } };
    expect((await page({ ...QUERY, projection, limit: 1 })).items).toEqual([{ size: 1 }]);
  });

  test("consistentRead costs twice as much", async () => {
    expect((await table.invoke({ ...QUERY, consistentRead: true })).capacityUnits).toBe(1);
  });

  test("a placeholder that query and filter both define is refused", async () => {
    const filter = { expression: "color = :pk", expressionValues: { ":pk": { S: "red" } } };
    expect((await table.invoke({ ...QUERY, filter })).error).toMatchObject({ type: "MappingTemplate" });
  });
});

describe("Scan", () => {
  test("answers items, nextToken and scannedCount, with a filter and a projection", async () => {
    const filter = { expression: "color = :blue", expressionValues: { ":blue": { S: "blue" } } };
    const { result } = await table.invoke({ operation: "Scan", filter, projection: { expression: "sk" } });
    expect(result).toEqual({ items: [{ sk: "b" }], nextToken: null, scannedCount: 4 });
  });

  test("segments together answer everything once", async () => {
    const segments = [0, 1].map((segment) => page({ operation: "Scan", totalSegments: 2, segment }));
    expect((await Promise.all(segments)).map(letters).join("").split("").sort().join("")).toBe("abcd");
  });

  test("what only a query can do is refused by name", async () => {
    const { error } = await table.invoke({ operation: "Scan", scanIndexForward: false });
    expect(error).toEqual({ type: "MappingTemplate", message: "Unsupported element '$[scanIndexForward]'." });
  });
});

describe("nextToken", () => {
  const tokenOf = async (from = table) => (await page({ ...QUERY, limit: 2 }, from)).nextToken as string;

  test("tells nothing of the keys in it, and is never the same", async () => {
    const [token, again] = await Promise.all([tokenOf(), tokenOf()]);
    expect(Buffer.from(token, "base64").toString("latin1")).not.toContain("pk");
    expect(token).not.toBe(again);
  });

  const INVALID = { type: "DynamoDB:UserIllegalArgumentException", message: "Invalid pagination token given." };
  const flipped = (token: string) => {
    const bytes = Buffer.from(token, "base64");
    bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) ^ 1;
    return bytes.toString("base64");
  };

  test.each([
    ["made up", async () => "bm90IGEgdG9rZW4gYXQgYWxsLCBidXQgbG9uZyBlbm91Z2g="],
    ["empty", async () => ""],
    ["no base64", async () => "%%%"],
    ["changed by a bit", async () => flipped(await tokenOf())],
    ["of another data source", () => tokenOf(other)],
    ["of another operation", async () => (await page({ operation: "Scan", limit: 1 })).nextToken],
  ])("a token that is %s is an error", async (_, make) => {
    const answer = await table.invoke({ ...QUERY, nextToken: await make() });
    expect(answer).toEqual({ result: null, error: INVALID });
  });

  test("a page token of the table does not open under its index", async () => {
    const query = { expression: "color = :red", expressionValues: { ":red": { S: "red" } } };
    const { error } = await table.invoke({ operation: "Query", index: "byColor", query, nextToken: await tokenOf() });
    expect(error).toEqual(INVALID);
  });

  test("anything but a string is refused", async () => {
    expect((await table.invoke({ ...QUERY, nextToken: 7 })).error).toMatchObject({ type: "MappingTemplate" });
  });
});
