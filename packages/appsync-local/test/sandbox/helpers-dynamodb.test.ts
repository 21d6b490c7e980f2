import { describe, expect, test } from "vitest";
import { errorOf, value } from "./prelude-realm.ts";

const request = (expression: string) => value(`ddb.${expression}`);
const update = (changes: string) =>
  (request(`update({ key: { id: 1 }, update: ${changes} })`) as { update: Record<string, unknown> }).update;

describe("items", () => {
  test("get", () => {
    expect(request("get({ key: { id: '1', n: 2 } })")).toEqual({
      operation: "GetItem",
      key: { id: { S: "1" }, n: { N: 2 } },
    });
    expect(request("get({ key: { id: 1 }, consistentRead: true, projection: ['a', 'b.c', 'd[0].a'] })")).toEqual({
      operation: "GetItem",
      key: { id: { N: 1 } },
      consistentRead: true,
      projection: {
        expression: "#expName_1, #expName_2.#expName_3, #expName_4[0].#expName_1",
        expressionNames: { "#expName_1": "a", "#expName_2": "b", "#expName_3": "c", "#expName_4": "d" },
      },
    });
  });

  test("put, with its condition", () => {
    expect(
      request("put({ key: { id: 1 }, item: { a: [1], b: null }, condition: { id: { attributeExists: false } } })"),
    ).toEqual({
      operation: "PutItem",
      key: { id: { N: 1 } },
      attributeValues: { a: { L: [{ N: 1 }] }, b: { NULL: null } },
      condition: { expression: "(attribute_not_exists(#expName_1))", expressionNames: { "#expName_1": "id" } },
    });
  });

  test("remove, with its condition and the options of versioning", () => {
    expect(
      request("remove({ key: { id: 1 }, condition: { owner: { eq: 'me' } }, _version: 3, customPartitionKey: null })"),
    ).toEqual({
      operation: "DeleteItem",
      key: { id: { N: 1 } },
      condition: {
        expression: "(#expName_1 = :expValue_1)",
        expressionNames: { "#expName_1": "owner" },
        expressionValues: { ":expValue_1": { S: "me" } },
      },
      _version: 3,
    });
  });

  test("sets stand for themselves inside of items", () => {
    const item =
      "{ s: ddb.toStringSet(['a']), n: ddb.toNumberSet([1, 2]), b: ddb.toBinarySet(['Zg==']), m: { SS: ['x'] } }";
    expect(request(`put({ key: { id: 1 }, item: ${item} })`)).toMatchObject({
      attributeValues: {
        s: { SS: ["a"] },
        n: { NS: ["1", "2"] },
        b: { BS: ["Zg=="] },
        m: { M: { SS: { L: [{ S: "x" }] } } },
      },
    });
  });
});

describe("update", () => {
  test("sets plain values, and shares no placeholder with its condition", () => {
    expect(request("update({ key: { id: 1 }, update: { a: 'x', b: 2 }, condition: { a: { ne: 'x' } } })")).toEqual({
      operation: "UpdateItem",
      key: { id: { N: 1 } },
      update: {
        expression: "SET #expName_1 = :expValue_1, #expName_2 = :expValue_2",
        expressionNames: { "#expName_1": "a", "#expName_2": "b" },
        expressionValues: { ":expValue_1": { S: "x" }, ":expValue_2": { N: 2 } },
      },
      condition: {
        expression: "(#expName_3 <> :expValue_3)",
        expressionNames: { "#expName_3": "a" },
        expressionValues: { ":expValue_3": { S: "x" } },
      },
    });
  });

  test.each<[operation: string, expression: string, operand: unknown]>([
    ["add({ x: 1 })", "SET #expName_1 = :expValue_1", { M: { x: { N: 1 } } }],
    ["replace({ x: 1 })", "SET #expName_1 = :expValue_1", { M: { x: { N: 1 } } }],
    ["increment()", "SET #expName_1 = #expName_1 + :expValue_1", { N: 1 }],
    ["increment(10)", "SET #expName_1 = #expName_1 + :expValue_1", { N: 10 }],
    ["decrement(2)", "SET #expName_1 = #expName_1 - :expValue_1", { N: 2 }],
    ["append([1])", "SET #expName_1 = list_append(#expName_1, :expValue_1)", { L: [{ N: 1 }] }],
    ["prepend([1])", "SET #expName_1 = list_append(:expValue_1, #expName_1)", { L: [{ N: 1 }] }],
  ])("operations.%s", (operation, expression, operand) => {
    expect(update(`{ a: ddb.operations.${operation} }`)).toEqual({
      expression,
      expressionNames: { "#expName_1": "a" },
      expressionValues: { ":expValue_1": operand },
    });
  });

  test("operations.remove needs no values", () => {
    expect(update("{ a: ddb.operations.remove() }")).toEqual({
      expression: "REMOVE #expName_1",
      expressionNames: { "#expName_1": "a" },
    });
  });

  test("operations.updateListItem sets items by their index; other lists are set whole", () => {
    expect(
      update("{ a: [ddb.operations.updateListItem('x', 1), ddb.operations.updateListItem('y', 2)], b: ['z'] }"),
    ).toEqual({
      expression: "SET #expName_1[1] = :expValue_1, #expName_1[2] = :expValue_2, #expName_2 = :expValue_3",
      expressionNames: { "#expName_1": "a", "#expName_2": "b" },
      expressionValues: { ":expValue_1": { S: "x" }, ":expValue_2": { S: "y" }, ":expValue_3": { L: [{ S: "z" }] } },
    });
  });

  test("plain objects change only the keys they name, at any depth", () => {
    expect(
      update("{ a: { b: 1, c: { d: ddb.operations.remove(), e: ddb.operations.increment() } }, f: undefined }"),
    ).toEqual({
      expression:
        "SET #expName_1.#expName_2 = :expValue_1, #expName_1.#expName_3.#expName_5 = #expName_1.#expName_3.#expName_5 + :expValue_2 " +
        "REMOVE #expName_1.#expName_3.#expName_4",
      expressionNames: {
        "#expName_1": "a",
        "#expName_2": "b",
        "#expName_3": "c",
        "#expName_4": "d",
        "#expName_5": "e",
      },
      expressionValues: { ":expValue_1": { N: 1 }, ":expValue_2": { N: 1 } },
    });
  });

  test.each([
    ["{}", "update must name at least one attribute to change"],
    ["null", "update must be an object, not null"],
    ["{ a: ddb.operations.increment('1') }", "operations.increment: the number must be a finite number, not string"],
    ["{ a: ddb.operations.append('1') }", "operations.append must be a list, not string"],
    ["{ a: [ddb.operations.updateListItem('x', '0] = :a, #b[0')] }", "is not an index"],
    ["{ a: [ddb.operations.updateListItem('x', -1)] }", "-1 is not an index"],
  ])("%s is refused: %s", (changes, reason) => {
    expect(errorOf(`ddb.update({ key: { id: 1 }, update: ${changes} })`)).toContain(reason);
  });
});

describe("query and scan", () => {
  test("query, with everything", () => {
    expect(
      request(
        `query({ query: { id: { eq: 1 }, sk: { beginsWith: "a" } }, filter: { id: { gt: 0 } }, projection: ["id"],
           index: "byId", limit: 5, nextToken: "t", scanIndexForward: false, consistentRead: true, select: "ALL_ATTRIBUTES" })`,
      ),
    ).toEqual({
      operation: "Query",
      query: {
        expression: "#expName_1 = :expValue_1 AND begins_with(#expName_2,:expValue_2)",
        expressionNames: { "#expName_1": "id", "#expName_2": "sk" },
        expressionValues: { ":expValue_1": { N: 1 }, ":expValue_2": { S: "a" } },
      },
      filter: {
        expression: "(#expName_3 > :expValue_3)",
        expressionNames: { "#expName_3": "id" },
        expressionValues: { ":expValue_3": { N: 0 } },
      },
      projection: { expression: "#expName_4", expressionNames: { "#expName_4": "id" } },
      index: "byId",
      limit: 5,
      nextToken: "t",
      scanIndexForward: false,
      consistentRead: true,
      select: "ALL_ATTRIBUTES",
    });
  });

  test("scan leaves out what is null", () => {
    expect(request("scan({ limit: 10, nextToken: null, filter: null, totalSegments: 2, segment: 0 })")).toEqual({
      operation: "Scan",
      limit: 10,
      totalSegments: 2,
      segment: 0,
    });
  });

  test.each([
    ["query({})", "query must be an object, not undefined"],
    ["query({ query: {} })", "query must name the partition key"],
    ["query({ query: { id: { contains: 1 } } })", "query: contains does not apply to keys"],
    ["scan({ filter: {} })", "filter must name at least one attribute"],
    ["scan({ filter: { a: 1 } })", "a filter's a must be an object of operators, such as {eq: ...}"],
    ["remove({ key: { id: 1 }, condition: {} })", "condition must name at least one attribute"],
    ["get({})", "key must be an object, not undefined"],
    ["scan()", "the payload must be an object, not undefined"],
  ])("%s is refused: %s", (expression, reason) => {
    expect(errorOf(`ddb.${expression}`)).toBe(reason);
  });
});

describe("batches", () => {
  test("batchGet", () => {
    expect(
      request("batchGet({ tables: { t: { keys: [{ id: 1 }], consistentRead: true, projection: ['a'] } } })"),
    ).toEqual({
      operation: "BatchGetItem",
      tables: {
        t: {
          keys: [{ id: { N: 1 } }],
          consistentRead: true,
          projection: { expression: "#expName_1", expressionNames: { "#expName_1": "a" } },
        },
      },
    });
  });

  test.each([
    ["batchPut", "BatchPutItem"],
    ["batchDelete", "BatchDeleteItem"],
  ])("%s", (helper, operation) => {
    expect(request(`${helper}({ tables: { t: [{ id: 1 }, { id: 2 }], u: [] } })`)).toEqual({
      operation,
      tables: { t: [{ id: { N: 1 } }, { id: { N: 2 } }], u: [] },
    });
  });
});

describe("transactions", () => {
  test("transactGet", () => {
    expect(
      request(
        "transactGet({ items: [{ table: 't', key: { id: 1 } }, { table: 'u', key: { id: 2 }, projection: ['a'] }] })",
      ),
    ).toEqual({
      operation: "TransactGetItems",
      transactItems: [
        { table: "t", key: { id: { N: 1 } } },
        {
          table: "u",
          key: { id: { N: 2 } },
          projection: { expression: "#expName_1", expressionNames: { "#expName_1": "a" } },
        },
      ],
    });
  });

  test("transactWrite, each item with its own condition", () => {
    const condition = {
      expression: "(attribute_exists(#expName_1))",
      expressionNames: { "#expName_1": "id" },
      returnValuesOnConditionCheckFailure: true,
    };
    const place = { table: "t", key: { id: { N: 1 } } };
    const item = (more = "") => `{ table: "t", key: { id: 1 }, condition: { id: { attributeExists: true } } ${more} }`;
    expect(
      request(
        `transactWrite({ items: [{ putItem: ${item(", item: { a: 1 }")} }, { deleteItem: ${item()} },
           { conditionCheck: ${item()} }, { updateItem: { table: "t", key: { id: 1 }, update: { a: 2 } } }] })`,
      ),
    ).toEqual({
      operation: "TransactWriteItems",
      transactItems: [
        { ...place, operation: "PutItem", attributeValues: { a: { N: 1 } }, condition },
        { ...place, operation: "DeleteItem", condition },
        { ...place, operation: "ConditionCheck", condition },
        {
          ...place,
          operation: "UpdateItem",
          update: {
            expression: "SET #expName_1 = :expValue_1",
            expressionNames: { "#expName_1": "a" },
            expressionValues: { ":expValue_1": { N: 2 } },
          },
        },
      ],
    });
  });

  test("transactWrite takes four kinds of items and no others", () => {
    const kinds = "each of items must have one key of putItem, updateItem, deleteItem, conditionCheck";
    expect(errorOf("ddb.transactWrite({ items: [{ toString: {} }] })")).toBe(kinds);
    expect(errorOf("ddb.transactWrite({ items: [{ putItem: {}, deleteItem: {} }] })")).toBe(kinds);
    expect(errorOf("ddb.transactWrite({ items: [{ deleteItem: { key: {} } }] })")).toBe(
      "table must be a string, not undefined",
    );
  });
});
