import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { startEngine, type TestEngine, type TestTable } from "../support/tables.ts";

let engine: TestEngine;
let books: TestTable;
let loans: TestTable;
let book: string;
let loan: string;
beforeAll(async () => {
  engine = await startEngine();
});
beforeEach(async () => {
  [books, loans] = await Promise.all([engine.table(), engine.table(["pk", "sk"])]);
  book = books.source.tableName;
  loan = loans.source.tableName;
});
afterAll(() => engine.stop());

const item = (pk: string, more = {}) => ({ pk: { S: pk }, ...more });
const putBooks = (...items: object[]) => books.invoke({ operation: "BatchPutItem", tables: { [book]: items } });
const everyBook = async () => ((await books.invoke({ operation: "Scan" })).result as { items: { pk: string }[] }).items;

describe("BatchPutItem", () => {
  test("answers what was put, by table and in order", async () => {
    const tables = { [book]: [item("2"), item("1", { n: { N: 1 } })], [loan]: [item("1", { sk: { S: "a" } })] };
    expect(await books.invoke({ operation: "BatchPutItem", tables })).toEqual({
      result: {
        data: { [book]: [{ pk: "2" }, { pk: "1", n: 1 }], [loan]: [{ pk: "1", sk: "a" }] },
        unprocessedItems: { [book]: [], [loan]: [] },
      },
      error: undefined,
      capacityUnits: 3,
    });
  });

  test("after an error every item is null and unprocessed", async () => {
    const { result, error } = await putBooks(item("1"), { wrong: { S: "no key" } });
    expect(error?.type).toBe("DynamoDB:ValidationException");
    expect(result).toEqual({
      data: { [book]: [null, null] },
      unprocessedItems: { [book]: [{ pk: "1" }, { wrong: "no key" }] },
    });
  });
});

describe("BatchGetItem", () => {
  test("answers items in the order of their keys, with null for a missing one", async () => {
    await putBooks(item("1", { n: { N: 1 } }), item("2", { n: { N: 2 } }), item("3", { n: { N: 3 } }));
    const keys = ["3", "missing", "1", "2"].map((pk) => item(pk));
    const { result, error, capacityUnits } = await books.invoke({
      operation: "BatchGetItem",
      tables: { [book]: { keys, consistentRead: true }, [loan]: { keys: [item("1", { sk: { S: "a" } })] } },
    });
    expect(error).toBeUndefined();
    expect(result).toEqual({
      data: { [book]: [{ pk: "3", n: 3 }, null, { pk: "1", n: 1 }, { pk: "2", n: 2 }], [loan]: [null] },
      unprocessedKeys: { [book]: [], [loan]: [] },
    });
    expect(capacityUnits).toBeGreaterThan(0);
  });

  test("a projection without the key keeps the order and does not show the key", async () => {
    await putBooks(item("1", { n: { N: 1 } }), item("2", { n: { N: 2 } }));
    const projection = { expression: "#n", expressionNames: { "#n": "n" } };
    const keys = ["2", "0", "1"].map((pk) => item(pk));
    const tables = { [book]: { keys, projection } };
    const { result } = await books.invoke({ operation: "BatchGetItem", tables });
    expect(result).toMatchObject({ data: { [book]: [{ n: 2 }, null, { n: 1 }] } });
    const shown = { [book]: { keys, projection: { expression: "n, pk" } } };
    const { result: both } = await books.invoke({ operation: "BatchGetItem", tables: shown });
    expect(both).toMatchObject({ data: { [book]: [{ n: 2, pk: "2" }, null, { n: 1, pk: "1" }] } });
  });

  test("after an error every item is null and every key unprocessed", async () => {
    const tables = { [book]: { keys: [item("1"), item("1")] } };
    const { result, error } = await books.invoke({ operation: "BatchGetItem", tables });
    expect(error?.type).toBe("DynamoDB:ValidationException");
    expect(result).toEqual({ data: { [book]: [null, null] }, unprocessedKeys: { [book]: [{ pk: "1" }, { pk: "1" }] } });
  });
});

describe("BatchDeleteItem", () => {
  test("answers the keys that were deleted, and deletes them", async () => {
    await putBooks(item("1"), item("2"), item("3"));
    const tables = { [book]: [item("1"), item("3")] };
    const { result } = await books.invoke({ operation: "BatchDeleteItem", tables });
    expect(result).toEqual({ data: { [book]: [{ pk: "1" }, { pk: "3" }] }, unprocessedKeys: { [book]: [] } });
    expect(await everyBook()).toEqual([{ pk: "2" }]);
  });
});

test.each([
  [{ operation: "BatchGetItem", tables: { t: { key: [] } } }, "Unsupported element '$[tables][t][key]'."],
  [{ operation: "BatchGetItem" }, "Value for field '$[tables]' not found."],
  [
    { operation: "BatchPutItem", tables: { t: {} } },
    "Expected JSON array for '$[tables][t]' but got a 'OBJECT' instead.",
  ],
  [
    { operation: "TransactWriteItems", transactItems: [{}] },
    "Value for field '$[transactItems][0][operation]' not found.",
  ],
  [
    { operation: "TransactWriteItems", transactItems: [{ operation: "ConditionCheck", table: "t", key: {} }] },
    "Value for field '$[transactItems][0][condition]' not found.",
  ],
])("%j is refused", async (request, message) => {
  expect((await books.invoke(request)).error).toEqual({ type: "MappingTemplate", message });
});

describe("TransactGetItems", () => {
  const get = (...transactItems: object[]) => books.invoke({ operation: "TransactGetItems", transactItems });

  test("answers items in the order of the request, with null for a missing one, and no reasons", async () => {
    await putBooks(item("1", { n: { N: 1 } }), item("2", { n: { N: 2 }, title: { S: "left out" } }));
    const projection = { expression: "pk, #n", expressionNames: { "#n": "n" } };
    const answer = await get(
      { table: book, key: item("2"), projection },
      { table: loan, key: item("1", { sk: { S: "a" } }) },
      { table: book, key: item("1") },
    );
    expect(answer.result).toEqual({ items: [{ pk: "2", n: 2 }, null, { pk: "1", n: 1 }], cancellationReasons: null });
    expect(answer.error).toBeUndefined();
    expect(answer.capacityUnits).toBeGreaterThan(0);
  });

  test("an error leaves both parts of the result there, null", async () => {
    const { result, error } = await get({ table: "no-such-table", key: item("1") });
    expect(error?.type).toBe("DynamoDB:ResourceNotFoundException");
    expect(result).toEqual({ items: null, cancellationReasons: null });
  });
});

describe("TransactWriteItems", () => {
  const write = (...transactItems: object[]) => books.invoke({ operation: "TransactWriteItems", transactItems });
  const isNew = { expression: "attribute_not_exists(pk)" };
  const put = (pk: string, more = {}) => ({
    table: book,
    operation: "PutItem",
    key: item(pk),
    attributeValues: {},
    ...more,
  });

  test("answers every item's key and no reasons", async () => {
    await putBooks(item("2"), item("3", { n: { N: 1 } }), item("4"));
    const exists = { expression: "attribute_exists(pk)" };
    const add = { expression: "ADD #n :one", expressionNames: { "#n": "n" }, expressionValues: { ":one": { N: 1 } } };
    const answer = await write(
      put("1", { attributeValues: { n: { N: 7 } }, condition: isNew }),
      { table: book, operation: "UpdateItem", key: item("3"), update: add, condition: { ...exists } },
      { table: book, operation: "DeleteItem", key: item("2") },
      { table: book, operation: "ConditionCheck", key: item("4"), condition: exists },
    );
    expect(answer).toEqual({
      result: { keys: [{ pk: "1" }, { pk: "3" }, { pk: "2" }, { pk: "4" }], cancellationReasons: null },
      error: undefined,
      capacityUnits: expect.any(Number),
    });
    expect(await everyBook()).toEqual(expect.arrayContaining([{ pk: "1", n: 7 }, { pk: "3", n: 2 }, { pk: "4" }]));
  });

  const CANCELED = {
    type: "DynamoDB:TransactionCanceledException",
    message: expect.stringContaining("[ConditionalCheckFailed, None]"),
  };
  const FAILED = { type: "ConditionCheckFailed", message: "The conditional request failed" };
  const NONE = { type: "None", message: "None" };

  test("a failed condition cancels it, with a reason for each item that carries the stored item", async () => {
    await putBooks(item("1", { secret: { S: "s" } }));
    expect(await write(put("1", { condition: isNew }), put("2"))).toMatchObject({
      result: { keys: null, cancellationReasons: [{ item: { pk: "1", secret: "s" }, ...FAILED }, NONE] },
      error: CANCELED,
    });
    expect(await everyBook()).toHaveLength(1);
  });

  test("returnValuesOnConditionCheckFailure: false keeps the stored item out of the reasons", async () => {
    await putBooks(item("1", { secret: { S: "s" } }));
    const condition = { ...isNew, returnValuesOnConditionCheckFailure: false };
    const { result, error } = await write(put("1", { condition }), put("2"));
    expect(result).toEqual({ keys: null, cancellationReasons: [FAILED, NONE] });
    expect(error).toMatchObject(CANCELED);
  });

  test("an item that is equal already is no success here", async () => {
    await putBooks(item("1"));
    expect((await write(put("1", { condition: isNew }), put("2"))).error).toMatchObject(CANCELED);
  });

  test("items may use the same placeholders, one item's update and condition may not", async () => {
    const update = { expression: "SET n = :n", expressionValues: { ":n": { N: 1 } } };
    const set = (pk: string, more = {}) => ({ table: book, operation: "UpdateItem", key: item(pk), update, ...more });
    expect((await write(set("1"), set("2"))).error).toBeUndefined();
    const condition = { expression: "n = :n", expressionValues: { ":n": { N: 1 } } };
    expect((await write(set("1", { condition }))).error).toMatchObject({ type: "MappingTemplate" });
  });

  test("another error leaves both parts of the result there, null", async () => {
    const { result, error } = await write(put("1"), put("1"));
    expect(error?.type).toBe("DynamoDB:ValidationException");
    expect(result).toEqual({ keys: null, cancellationReasons: null });
  });
});
