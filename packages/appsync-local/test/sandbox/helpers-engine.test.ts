import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { startEngine, type TestEngine, type TestTable } from "../support/tables.ts";
import { value } from "./prelude-realm.ts";

/** The helpers' requests as the engine understands them. */

let engine: TestEngine;
let table: TestTable;
beforeAll(async () => {
  engine = await startEngine();
});
beforeEach(async () => {
  table = await engine.table(["pk", "sk"]);
});
afterAll(() => engine.stop());

const ask = (expression: string) => table.invoke(value(`ddb.${expression}`) as object);
const KEY = '{ pk: "p", sk: "1" }';
const put = (item: string, key = KEY) => ask(`put({ key: ${key}, item: ${item} })`);
const stored = async () => (await ask(`get({ key: ${KEY} })`)).result;

test("update does what its operations say", async () => {
  await put("{ n: 1, gone: 1, list: ['b'], items: ['x', 'y'], map: { a: 1, b: 2 }, whole: { a: 1 }, 'odd-name.x': 1 }");
  const changes = `{
    n: ddb.operations.increment(4), gone: ddb.operations.remove(), list: ddb.operations.append(["c"]),
    items: [ddb.operations.updateListItem("z", 1)], map: { a: 9 }, whole: ddb.operations.replace({ c: 3 }),
    added: ddb.operations.add({ x: true }), "odd-name.x": "set", set: ddb.toStringSet(["s"]),
  }`;
  const { error } = await ask(`update({ key: ${KEY}, update: ${changes}, condition: { n: { eq: 1 } } })`);
  expect(error).toBeUndefined();
  await ask(`update({ key: ${KEY}, update: { n: ddb.operations.decrement(), list: ddb.operations.prepend(["a"]) } })`);
  expect(await stored()).toEqual({
    pk: "p",
    sk: "1",
    n: 4,
    list: ["a", "b", "c"],
    items: ["x", "z"],
    map: { a: 9, b: 2 },
    whole: { c: 3 },
    added: { x: true },
    "odd-name.x": "set",
    set: ["s"],
  });
});

test.each([
  ["{ a: { eq: 1 } }", true],
  ["{ a: { ne: 1 } }", false],
  ["{ a: { ge: 1, lt: 2 } }", true],
  ["{ a: { between: [2, 3] } }", false],
  ["{ a: { in: [3, 2, 1] } }", true],
  ["{ s: { beginsWith: 'he', contains: 'll', notContains: 'x' } }", true],
  ["{ s: { size: { gt: 4 } } }", true],
  ["{ s: { attributeExists: true, attributeType: 'string' }, z: { attributeExists: false } }", true],
  ["{ or: [{ a: { eq: 2 } }, { not: { s: { eq: 'x' }, a: { eq: 1 } } }] }", true],
  ["{ not: { and: [{ a: { eq: 1 } }, { s: { eq: 'hello' } }] } }", false],
])("the condition %s holds: %j", async (condition, holds) => {
  await put("{ a: 1, s: 'hello' }");
  const { error } = await ask(`remove({ key: ${KEY}, condition: ${condition} })`);
  expect(error?.type).toBe(holds ? undefined : "DynamoDB:ConditionalCheckFailedException");
});

test("query and scan find by key, filter and projection", async () => {
  for (const sk of ["a1", "a2", "b1"])
    await put(`{ n: "${sk}".length, m: { x: "${sk}" } }`, `{ pk: "p", sk: "${sk}" }`);
  const query = 'query: { pk: { eq: "p" }, sk: { beginsWith: "a" } }, scanIndexForward: false';
  expect((await ask(`query({ ${query}, filter: { n: { gt: 1 } }, projection: ["sk", "m.x"] })`)).result).toMatchObject({
    items: [
      { sk: "a2", m: { x: "a2" } },
      { sk: "a1", m: { x: "a1" } },
    ],
  });
  expect((await ask('query({ query: { pk: { eq: "p" }, sk: { between: ["a2", "b1"] } } })')).result).toMatchObject({
    items: [{ sk: "a2" }, { sk: "b1" }],
  });
  expect((await ask('scan({ filter: { sk: { eq: "b1" } }, limit: 10 })')).result).toMatchObject({
    items: [{ sk: "b1" }],
  });
});

test("batches and transactions write and read", async () => {
  const name = JSON.stringify(table.source.tableName);
  await ask(`batchPut({ tables: { [${name}]: [{ pk: "p", sk: "1", n: 1 }, { pk: "p", sk: "2", n: 1 }] } })`);
  const written = await ask(`transactWrite({ items: [
    { updateItem: { table: ${name}, key: ${KEY}, update: { n: ddb.operations.increment() }, condition: { n: { eq: 1 } } } },
    { putItem: { table: ${name}, key: { pk: "p", sk: "3" }, item: { n: 3 }, condition: { pk: { attributeExists: false } } } },
    { deleteItem: { table: ${name}, key: { pk: "p", sk: "2" }, condition: { n: { eq: 1 } } } },
    { conditionCheck: { table: ${name}, key: { pk: "p", sk: "4" }, condition: { pk: { attributeExists: false } } } },
  ] })`);
  expect(written.error).toBeUndefined();
  const keys = '[{ pk: "p", sk: "1" }, { pk: "p", sk: "2" }]';
  expect((await ask(`batchGet({ tables: { [${name}]: { keys: ${keys}, projection: ["n"] } } })`)).result).toMatchObject(
    {
      data: { [table.source.tableName]: [{ n: 2 }, null] },
    },
  );
  expect((await ask(`transactGet({ items: [{ table: ${name}, key: { pk: "p", sk: "3" } }] })`)).result).toMatchObject({
    items: [{ n: 3 }],
  });
  await ask(`batchDelete({ tables: { [${name}]: ${keys} } })`);
  expect(await stored()).toBe(null);
});

test("what util.transform writes is understood as a filter", async () => {
  await put("{ title: 'hi' }");
  const filter = JSON.parse(
    value(
      'util.transform.toDynamoDBFilterExpression({ not: { title: { ne: "hi" } }, pk: { in: ["p", "q"] } })',
    ) as string,
  );
  expect((await table.invoke({ operation: "Scan", filter })).result).toMatchObject({ items: [{ title: "hi" }] });
});
