import { afterAll, beforeAll, expect, test } from "vitest";
import type { WrapWire } from "../../src/dynamodb/index.ts";
import { describeApi, serve, step } from "../support/api.ts";
import { startEngine, type TestEngine } from "../support/tables.ts";

/** The option `wrapWire`: what stands between a data source and its engine sees what is really sent. */

let engine: TestEngine;
beforeAll(async () => {
  engine = await startEngine();
});
afterAll(() => engine.stop());

const counting = step({
  request: `return {
    operation: "UpdateItem",
    key: { pk: util.dynamodb.toDynamoDB("a") },
    update: { expression: "ADD n :n", expressionValues: { ":n": { N: 1 } } },
    condition: { expression: "attribute_not_exists(n) OR n < :n" },
  };`,
  response: "return ctx.error ? ctx.error.type : ctx.result.n;",
});

async function start(wrapWire: WrapWire) {
  const { source } = await engine.table();
  const resolver = { kind: "UNIT", type: "Query", field: "count", dataSource: "Counts", code: counting } as const;
  const schema = "type Query { count: AWSJSON }";
  const description = describeApi({ schema, resolvers: [resolver], dataSources: { Counts: source } });
  const api = await serve(description, { wrapWire });
  return { tableName: source.tableName, api, count: async () => (await api.query("{ count }")).body.data.count };
}

test("wrapWire sees each call as the engine gets it, with typed values, and its reply; the read after a failed condition, too", async () => {
  const seen: [string, object, object][] = [];
  const { tableName, count } = await start((wire) => ({
    ...wire,
    async send(operation, body, signal) {
      const reply = await wire.send(operation, body, signal);
      seen.push([operation, body, reply]);
      return reply;
    },
  }));
  expect([await count(), await count()]).toEqual(["1", '"DynamoDB:ConditionalCheckFailedException"']);
  const item = { pk: { S: "a" }, n: { N: "1" } };
  const update = { TableName: tableName, Key: { pk: { S: "a" } }, ExpressionAttributeValues: { ":n": { N: "1" } } };
  expect(seen).toMatchObject([
    ["UpdateItem", update, { body: { Attributes: item } }],
    ["UpdateItem", update, { error: { type: "DynamoDB:ConditionalCheckFailedException" } }],
    ["GetItem", { Key: update.Key }, { body: { Item: item } }],
  ]);
});

test("what wrapWire answers is the data source's answer, and a call that a fault refuses does not come so far", async () => {
  let sent = 0;
  const error = { type: "DynamoDB:Busy", message: "come back later" };
  const { api, count } = await start((wire) => ({
    ...wire,
    async send() {
      sent += 1;
      return { body: {}, units: 0, error };
    },
  }));
  expect(await count()).toBe('"DynamoDB:Busy"');
  api.faults.inject({ dataSource: "Counts", kind: "throttling" });
  expect(await count()).toBe('"DynamoDB:ProvisionedThroughputExceededException"');
  expect(sent).toBe(1);
});

test("a wrapped wire is closed with its API", async () => {
  let closed = 0;
  const { source } = await engine.table();
  const api = describeApi({ schema: "type Query { n: Int }", dataSources: { Counts: source } });
  const closes: (() => Promise<void>)[] = [];
  const wrapWire: WrapWire = (wire) => ({
    ...wire,
    async close() {
      closed += 1;
      await wire.close();
    },
  });
  await serve(api, { wrapWire }, (close) => closes.push(close));
  for (const close of closes) await close();
  expect(closed).toBe(1);
});
