import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { startEngine, type TestEngine, type TestTable } from "../support/tables.ts";

let engine: TestEngine;
let table: TestTable;
beforeAll(async () => {
  engine = await startEngine();
});
beforeEach(async () => {
  table = await engine.table();
});
afterAll(() => engine.stop());

const key = (pk = "1") => ({ pk: { S: pk } });
const put = (attributeValues = {}, pk = "1", more = {}) =>
  table.invoke({ operation: "PutItem", key: key(pk), attributeValues, ...more });
const get = (more = {}) => table.invoke({ operation: "GetItem", key: key(), ...more });
const stored = async () => (await engine.sdk.getItem({ TableName: table.source.tableName, Key: key() })).Item;

const FAILED = {
  type: "DynamoDB:ConditionalCheckFailedException",
  message: expect.stringMatching(
    /^The conditional request failed \(Service: DynamoDb, Status Code: 400, Request ID: [-\w]+\)$/,
  ),
};

describe("values", () => {
  test("typed values of every kind come back as plain JSON", async () => {
    await put({
      text: { S: "a" },
      count: { N: 1 },
      price: { N: "12.50" },
      yes: { BOOL: true },
      none: { NULL: null },
      nothing: { NULL: true },
      list: { L: [{ S: "x" }, { N: 2 }, { L: [{ BOOL: false }] }] },
      map: { M: { deep: { M: { n: { N: -3 } } } } },
      bytes: { B: "aGk=" },
      words: { SS: ["a"] },
      numbers: { NS: [4] },
      blobs: { BS: ["aGk="] },
    });
    expect((await get()).result).toEqual({
      pk: "1",
      text: "a",
      count: 1,
      price: 12.5,
      yes: true,
      none: null,
      nothing: null,
      list: ["x", 2, [false]],
      map: { deep: { n: -3 } },
      bytes: "aGk=",
      words: ["a"],
      numbers: [4],
      blobs: ["aGk="],
    });
  });

  test("a number keeps what a double holds, and is stored as it was given", async () => {
    await put({ large: { N: "12345678901234567890.5" }, power: { N: 1e21 } });
    expect(await stored()).toMatchObject({ large: { N: "12345678901234567890.5" } });
    expect((await get()).result).toMatchObject({ large: Number("12345678901234567890.5"), power: 1e21 });
  });

  test("an attribute that is called __proto__ is an attribute", async () => {
    await put(JSON.parse('{"__proto__": {"M": {"admin": {"BOOL": true}}}}'));
    const { result } = await get();
    expect(JSON.stringify(result)).toContain('"__proto__":{"admin":true}');
    expect((result as { admin?: boolean }).admin).toBeUndefined();
  });

  test("a plain value where a typed one belongs is refused with its place", async () => {
    const { error } = await table.invoke({ operation: "GetItem", key: { pk: "1" } });
    expect(error).toEqual({
      type: "MappingTemplate",
      message: "Expected JSON object for attribute value '$[key][pk]' but got a 'STRING' instead.",
    });
  });
});

describe("GetItem", () => {
  test("answers null for a missing item", async () => {
    expect(await get()).toEqual({ result: null, capacityUnits: 0.5 });
  });

  test("answers what the projection names, and reads consistently when asked", async () => {
    await put({ a: { S: "x" }, b: { S: "y" } });
    const projection = { expression: "#a", expressionNames: { "#a": "a" } };
    expect(await get({ projection, consistentRead: true })).toEqual({ result: { a: "x" }, capacityUnits: 1 });
  });
});

describe("PutItem", () => {
  test("answers the item that was put", async () => {
    expect(await put({ a: { N: 1 } })).toEqual({ result: { pk: "1", a: 1 }, capacityUnits: 1 });
    expect(await stored()).toEqual({ pk: { S: "1" }, a: { N: "1" } });
  });

  const isNew = { expression: "attribute_not_exists(pk)" };

  test("a failed condition is an error, with the stored item as result", async () => {
    await put({ a: { S: "old" } });
    expect(await put({ a: { S: "new" } }, "1", { condition: isNew })).toEqual({
      result: { pk: "1", a: "old" },
      error: FAILED,
      capacityUnits: 1,
    });
  });

  test("a failed condition counts as met if the stored item is the wanted one, sets in any order, numbers by value", async () => {
    await put({ set: { SS: ["a", "b"] }, n: { N: "10" }, m: { M: { x: { NS: ["1", "2"] }, y: { L: [{ N: "0" }] } } } });
    const wanted = {
      n: { N: "1e1" },
      set: { SS: ["b", "a"] },
      m: { M: { y: { L: [{ N: "0.0" }] }, x: { NS: [2, 1] } } },
    };
    const { result, error } = await put(wanted, "1", { condition: isNew });
    expect(error).toBeUndefined();
    expect(result).toMatchObject({ pk: "1", n: 10 });
  });

  test("numbers that differ beyond a double's digits are not equal", async () => {
    await put({ n: { N: "12345678901234567890" } });
    const { error } = await put({ n: { N: "12345678901234567891" } }, "1", { condition: isNew });
    expect(error).toEqual(FAILED);
  });

  test("equalsIgnore leaves attributes out of that comparison", async () => {
    await put({ a: { S: "x" }, at: { N: 1 } });
    const condition = { ...isNew, equalsIgnore: ["at"] };
    const { result, error } = await put({ a: { S: "x" }, at: { N: 2 } }, "1", { condition });
    expect([result, error]).toEqual([{ pk: "1", a: "x", at: 1 }, undefined]);
    expect((await put({ a: { S: "y" }, at: { N: 2 } }, "1", { condition })).error).toEqual(FAILED);
  });

  test("the stored item is read inconsistently, at half the price, when the condition says so", async () => {
    await put({ a: { S: "old" } });
    const condition = { ...isNew, consistentRead: false };
    expect(await put({ a: { S: "new" } }, "1", { condition })).toMatchObject({ error: FAILED, capacityUnits: 0.5 });
  });
});

describe("UpdateItem", () => {
  const update = (more = {}, expression = "ADD n :one", expressionValues: object = { ":one": { N: 1 } }) =>
    table.invoke({
      operation: "UpdateItem",
      key: key(),
      update: { expression, expressionValues },
      ...more,
    });

  test("answers the whole item as it is afterwards", async () => {
    await put({ a: { S: "x" } });
    expect(await update()).toEqual({ result: { pk: "1", a: "x", n: 1 }, capacityUnits: 1 });
  });

  test("a failed condition is an error even if nothing would change, with the stored item as result", async () => {
    await put({ n: { N: 5 } });
    const condition = {
      expression: "#n < :max",
      expressionNames: { "#n": "n" },
      expressionValues: { ":max": { N: 5 } },
    };
    expect(await update({ condition })).toEqual({ result: { pk: "1", n: 5 }, error: FAILED, capacityUnits: 1 });
  });

  test("a failed condition of a missing item has the result null", async () => {
    const condition = { expression: "attribute_exists(pk)" };
    expect(await update({ condition })).toEqual({ result: null, error: FAILED, capacityUnits: 1 });
    expect(await stored()).toBeUndefined();
  });

  test.each([
    [":one", { expressionValues: { ":one": { N: 1 } } }],
    ["#n", { expressionNames: { "#n": "n" } }],
  ])("the placeholder %s in both update and condition is refused, and nothing is done", async (placeholder, more) => {
    const names = { expression: "ADD #n :one", expressionNames: { "#n": "n" }, expressionValues: { ":one": { N: 1 } } };
    const { error } = await update({ update: names, condition: { expression: "attribute_not_exists(n)", ...more } });
    expect(error?.type).toBe("MappingTemplate");
    expect(error?.message).toContain(`'${placeholder}'`);
    expect(await stored()).toBeUndefined();
  });

  test("what is wrong in an expression is the engine's ValidationException", async () => {
    const { error, result } = await update({}, "SET a = :missing");
    expect([error?.type, result]).toEqual(["DynamoDB:ValidationException", null]);
    expect(error?.message).toContain(":missing");
  });

  test("empty maps of names and values are left out", async () => {
    const { error } = await update({ update: { expression: "REMOVE a", expressionNames: {}, expressionValues: {} } });
    expect(error).toBeUndefined();
  });
});

describe("DeleteItem", () => {
  const remove = (more = {}) => table.invoke({ operation: "DeleteItem", key: key(), ...more });

  test("answers the item as it was, or null if it did not exist", async () => {
    await put({ a: { S: "x" } });
    expect((await remove()).result).toEqual({ pk: "1", a: "x" });
    expect((await remove()).result).toBeNull();
  });

  test("a failed condition is an error while the item exists, and counts as met when it is gone", async () => {
    await put({ a: { S: "x" } });
    const condition = { expression: "a = :y", expressionValues: { ":y": { S: "y" } } };
    expect(await remove({ condition })).toMatchObject({ result: { pk: "1", a: "x" }, error: FAILED });
    await remove();
    const { result, error } = await remove({ condition });
    expect([result, error]).toEqual([null, undefined]);
  });
});

describe("what the engine refuses keeps the engine's name", () => {
  test.each([
    ["DynamoDB:SerializationException", { a: { S: 1 } }, {}],
    ["DynamoDB:ValidationException", { a: { N: "many" } }, {}],
    ["DynamoDB:ValidationException", { a: { S: "x", N: "1" } }, {}],
    ["DynamoDB:ValidationException", { a: {} }, {}],
    ["DynamoDB:ValidationException", {}, { condition: { expression: "((" } }],
    [
      "DynamoDB:ValidationException",
      {},
      { condition: { expression: "attribute_not_exists(pk)", expressionNames: { "#n": "n" } } },
    ],
  ])("%s for %j %j", async (type, attributeValues, more) => {
    const { result, error } = await put(attributeValues, "1", more);
    expect(error).toEqual({ type, message: expect.stringMatching(/./) });
    expect(result).toBeNull();
  });
});

describe("what AppSync refuses before it asks the engine", () => {
  const condition = { expression: "attribute_exists(pk)" };
  test.each([
    [{ operation: "PutItem", key: key(), attributes: {} }, "Unsupported element '$[attributes]'."],
    [{ operation: "GetItem" }, "Value for field '$[key]' not found."],
    [{ key: key() }, "Value for field '$[operation]' not found."],
    [{ operation: "UpdateItem", key: key(), update: {} }, "Value for field '$[update][expression]' not found."],
    [
      { operation: "DeleteItem", key: key(), condition: { ...condition, returnValuesOnConditionCheckFailure: false } },
      "Unsupported element '$[condition][returnValuesOnConditionCheckFailure]'.",
    ],
    [{ operation: "GetItem", key: [] }, "Expected JSON object for '$[key]' but got a 'ARRAY' instead."],
  ])("%j", async (request, message) => {
    expect(await table.invoke(request)).toEqual({ result: null, error: { type: "MappingTemplate", message } });
  });

  test.each([
    [{ operation: "Sync" }, "Sync"],
    [{ operation: "PutItem", key: key(), attributeValues: {}, _version: 1 }, "_version"],
    [{ operation: "PutItem", key: key(), attributeValues: {}, populateIndexFields: true }, "populateIndexFields"],
    [{ operation: "DeleteItem", key: key(), customPartitionKey: "x" }, "customPartitionKey"],
    [{ operation: "toString" }, "toString"],
    [
      {
        operation: "DeleteItem",
        key: key(),
        condition: { ...condition, conditionalCheckFailedHandler: { strategy: "Custom", lambdaArn: "arn" } },
      },
      "lambdaArn",
    ],
  ])("what the runtime does not have is refused by name: %j", async (request, name) => {
    const { error } = await table.invoke(request);
    expect(error?.type).toBe("MappingTemplate");
    expect(error?.message).toContain(name);
  });
});

test("`#a <> #b` compares two attributes, and is true when one is missing", async () => {
  const unequal = () =>
    table.invoke({
      operation: "UpdateItem",
      key: key(),
      update: { expression: "SET touched = :t", expressionValues: { ":t": { BOOL: true } } },
      condition: { expression: "#a <> #b", expressionNames: { "#a": "a", "#b": "b" } },
    });
  await put({ a: { S: "same" } });
  expect((await unequal()).error).toBeUndefined();
  await put({ a: { S: "same" }, b: { S: "same" } });
  expect((await unequal()).error).toEqual(FAILED);
});
