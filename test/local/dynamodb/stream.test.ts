import { DynamoDB } from "@aws-sdk/client-dynamodb";
import { type DynamoDbEngine, startDynamoDb } from "appsync-local/dynamodb";
import { afterAll, afterEach, beforeAll, expect, onTestFinished, test, vi } from "vitest";
import { TOKENS_TABLE } from "../../../contract/tables.ts";
import { openStream, openTable, type StreamRecord } from "../../../local/dynamodb/index.ts";

/** The stand-in for the table's stream: what the table's data source has written, as records of DynamoDB's streams. */

const NOW = 1_800_000_000;
const clock = () => NOW * 1000 + 999;
const credentials = { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "none" };

let engine: DynamoDbEngine;
let sdk: DynamoDB;
beforeAll(async () => {
  engine = await startDynamoDb();
  sdk = new DynamoDB({ endpoint: engine.endpoint, region: "us-east-1", credentials, maxAttempts: 1 });
});
afterAll(async () => {
  sdk.destroy();
  await engine.stop();
});
afterEach(() => vi.useRealTimers());

let tables = 0;
async function open(pollMilliseconds = Number.POSITIVE_INFINITY) {
  tables += 1;
  const TableName = `Tokens${tables}`;
  const { endpoint } = engine;
  const source = { type: "AMAZON_DYNAMODB" as const, tableName: TableName, region: "us-east-1", credentials, endpoint };
  const table = await openTable(source, TOKENS_TABLE, clock);
  const batches: StreamRecord[][] = [];
  const stream = openStream(source, {
    clock,
    pollMilliseconds,
    deliver: async (records) => void batches.push(records),
  });
  onTestFinished(async () => {
    await stream.close();
    await table.close();
  });
  const keyOf = (pk: string) => ({ pk: { S: pk }, sk: { S: "login" } });
  return {
    ...stream,
    batches,
    keyOf,
    put: (pk: string, n: number) => sdk.putItem({ TableName, Item: { ...keyOf(pk), n: { N: `${n}` } } }),
    delete: (pk: string) => sdk.deleteItem({ TableName, Key: keyOf(pk) }),
    /** What each record says: the key, and `n` before and after. */
    told: () =>
      batches.flat().map(({ dynamodb: { Keys, OldImage, NewImage } }) => [Keys.pk?.S, OldImage?.n?.N, NewImage.n?.N]),
  };
}

test("a record has the item's key, the item before and after it was written, and the time of the service's clock", async () => {
  const { put, note, read, keyOf, batches } = await open();
  for (const n of [1, 2]) {
    await put("a", n);
    note({ request: { operation: "UpdateItem", key: keyOf("a") } });
    await read();
  }
  const item = (n: number) => ({ ...keyOf("a"), n: { N: `${n}` } });
  const common = { ApproximateCreationDateTime: NOW, Keys: keyOf("a") };
  expect(batches).toEqual([
    [{ eventID: "1", eventName: "INSERT", dynamodb: { ...common, SequenceNumber: "1", NewImage: item(1) } }],
    [
      {
        eventID: "2",
        eventName: "MODIFY",
        dynamodb: { ...common, SequenceNumber: "2", OldImage: item(1), NewImage: item(2) },
      },
    ],
  ]);
});

test("each write of a transaction has a record, and what it only checks or reads has none", async () => {
  const { put, note, read, keyOf, told } = await open();
  for (const pk of ["a", "b", "checked", "read"]) await put(pk, 1);
  const write = (operation: string, pk: string) => ({ operation, table: "Tokens", key: keyOf(pk) });
  const transactItems = [write("UpdateItem", "a"), write("ConditionCheck", "checked"), write("PutItem", "b")];
  note({ request: { operation: "TransactWriteItems", transactItems } });
  note({ request: { operation: "GetItem", key: keyOf("read") } });
  note({ request: { operation: "Invoke", payload: {} } });
  await read();
  expect(told()).toEqual([
    ["a", undefined, "1"],
    ["b", undefined, "1"],
  ]);
});

test("writes between two reads are one record, deleted items have none, and without a write nothing is delivered", async () => {
  const { put, delete: remove, note, read, keyOf, told, batches } = await open();
  for (const n of [1, 2, 3]) {
    await put("a", n);
    note({ request: { operation: "UpdateItem", key: keyOf("a") } });
  }
  await put("gone", 1);
  await remove("gone");
  note({ request: { operation: "DeleteItem", key: keyOf("gone") } });
  await read();
  await read();
  expect(told()).toEqual([["a", undefined, "3"]]);
  expect(batches).toHaveLength(1);
});

test("more writes than Lambda takes at once are delivered in batches of a hundred, in order", async () => {
  const { put, note, read, keyOf, told, batches } = await open();
  const names = Array.from({ length: 230 }, (_, n) => `${n}`);
  await Promise.all(names.map((name) => put(name, 1)));
  for (const name of names) note({ request: { operation: "UpdateItem", key: keyOf(name) } });
  await Promise.all([read(), read()]);
  expect(batches.map(({ length }) => length)).toEqual([100, 100, 30]);
  expect(told().map(([pk]) => pk)).toEqual(names);
});

test("an open stream is read at every interval, and no more once it is closed", async () => {
  vi.useFakeTimers({ toFake: ["setInterval", "clearInterval"] });
  const { put, note, close, keyOf, told } = await open(250);
  await put("a", 1);
  note({ request: { operation: "UpdateItem", key: keyOf("a") } });
  vi.advanceTimersByTime(249);
  expect(told()).toEqual([]);
  vi.advanceTimersByTime(1);
  await vi.waitFor(() => expect(told()).toEqual([["a", undefined, "1"]]));
  const timers = vi.getTimerCount();
  await close();
  expect(vi.getTimerCount()).toBe(timers - 1);
});
