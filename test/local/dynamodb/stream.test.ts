import type { Wire } from "appsync-local/dynamodb";
import { afterEach, describe, expect, test, vi } from "vitest";
import { addition, expectUnbroken, follow, journalOf, keyOf } from "./streams.ts";
import { NOW, useEngine } from "./tables.ts";

/** The stand-in for tables' streams: what was written through their wires, as records of DynamoDB's streams. */

const engine = useEngine();
const open = (options?: Parameters<typeof follow>[1]) => follow(engine().endpoint, options);
afterEach(() => vi.useRealTimers());

const item = (pk: string, n: number) => ({ ...keyOf(pk), n: { N: `${n}` } });

test("a record says what was done with the item, its key, the item before and after, its table, and the time of the service's clock", async () => {
  const { send, streams, batches, TableName } = await open();
  const Key = keyOf("a");
  await send("PutItem", { TableName, Item: item("a", 1) });
  await send("UpdateItem", addition(TableName, "a"));
  await send("DeleteItem", { TableName, Key });
  await streams.read();
  const common = { eventSourceARN: `arn:aws:dynamodb:us-east-1:000000000000:table/${TableName}/stream/local` };
  const parts = { ApproximateCreationDateTime: NOW, Keys: Key, SequenceNumber: expect.any(String) };
  expect(batches).toEqual([
    [
      { eventName: "INSERT", dynamodb: { ...parts, NewImage: item("a", 1) } },
      { eventName: "MODIFY", dynamodb: { ...parts, OldImage: item("a", 1), NewImage: item("a", 2) } },
      { eventName: "REMOVE", dynamodb: { ...parts, OldImage: item("a", 2) } },
    ].map((record) => ({ ...common, eventID: expect.any(String), ...record })),
  ]);
  const ids = batches.flat().map(({ eventID, dynamodb }) => [eventID, dynamodb.SequenceNumber]);
  expect(new Set(ids.flat()).size).toBe(3);
});

test("each write of a transaction and of a batch has a record; what is only checked or read has none, nor have items that no filter wants", async () => {
  const { send, streams, told, TableName } = await open();
  for (const pk of ["a", "checked", "gone"]) await send("PutItem", { TableName, Item: item(pk, 1) });
  await streams.read();
  const before = told().length;
  const exists = { ConditionExpression: "attribute_exists(pk)" };
  const other = { ...keyOf("a"), sk: { S: "without n" } };
  const transaction = await send("TransactWriteItems", {
    TransactItems: [
      { Update: addition(TableName, "a") },
      { ConditionCheck: { TableName, Key: keyOf("checked"), ...exists } },
      { Put: { TableName, Item: item("b", 1) } },
      { Put: { TableName, Item: item("other", 1) } },
      { Put: { TableName, Item: other } },
      { Delete: { TableName, Key: keyOf("gone") } },
    ],
  });
  expect(transaction.error).toBeUndefined();
  const Put = (pk: string, n: number) => ({ PutRequest: { Item: item(pk, n) } });
  const writes = [Put("a", 9), Put("c", 1), Put("others", 1), { DeleteRequest: { Key: keyOf("b") } }];
  expect((await send("BatchWriteItem", { RequestItems: { [TableName]: writes } })).error).toBeUndefined();
  await send("GetItem", { TableName, Key: keyOf("a") });
  await streams.read();
  const told2 = told().slice(before);
  expect(told2.filter(([pk]) => pk === "a")).toEqual([
    ["a", "1", "2"],
    ["a", "2", "9"],
  ]);
  expect(told2.filter(([pk]) => pk !== "a").sort()).toEqual(
    [
      ["b", undefined, "1"],
      ["b", "1", undefined],
      ["c", undefined, "1"],
      ["gone", "1", undefined],
    ].sort(),
  );
});

test("what changes nothing has no record: the same item again, nothing deleted, a failed condition, a cancelled transaction, a refused call", async () => {
  const { send, add, streams, told, TableName } = await open();
  await add("a");
  const isNew = { ConditionExpression: "attribute_not_exists(pk)" };
  const types = [];
  for (const [operation, body] of [
    ["PutItem", { TableName, Item: item("a", 1) }],
    ["UpdateItem", addition(TableName, "a", 0)],
    ["DeleteItem", { TableName, Key: keyOf("never there") }],
    ["UpdateItem", { ...addition(TableName, "a"), ...isNew }],
    ["TransactWriteItems", { TransactItems: [{ Update: { ...addition(TableName, "a"), ...isNew } }] }],
    ["UpdateItem", { ...addition(TableName, "a"), UpdateExpression: "ADD" }],
    ["UpdateItem", { ...addition(TableName, "a"), Key: { pk: { S: "a" } } }],
  ] as const)
    types.push((await send(operation, body)).error?.type);
  expect(types).toEqual([
    undefined,
    undefined,
    undefined,
    "DynamoDB:ConditionalCheckFailedException",
    "DynamoDB:TransactionCanceledException",
    "DynamoDB:ValidationException",
    "DynamoDB:ValidationException",
  ]);
  await add("a");
  await streams.read();
  expect(told()).toEqual([
    ["a", undefined, "1"],
    ["a", "1", "2"],
  ]);
});

test("of hundreds of writes at once, and transactions over items in either order, each has its record, in the order of the item's writes", async () => {
  const { send, add, streams, batches, TableName } = await open();
  const names = ["a", "b", "c", "d", "e"];
  const both = (one: string, other: string) =>
    send("TransactWriteItems", { TransactItems: [one, other].map((pk) => ({ Update: addition(TableName, pk) })) });
  const answers = await Promise.all(
    Array.from({ length: 300 }, (_, n) => {
      const [one, other] = [names[n % 5] as string, names[(n * 3 + 1) % 5] as string];
      return one === other || n % 3 > 0 ? add(one) : both(one, other);
    }),
  );
  expect(answers.filter(({ error }) => error)).toEqual([]);
  await streams.read();
  const written = batches.flat().length;
  expect(written).toBeGreaterThan(300);
  const { Items = [] } = await engine().sdk.scan({ TableName });
  expect(Items.reduce((sum, { n }) => sum + Number(n?.N), 0)).toBe(written);
  await expectUnbroken(engine().sdk, TableName, batches.flat());
});

test("an item that is deleted because its time to live is over has DynamoDB for its deleter", async () => {
  const { add, sendTimeToLive, streams, batches, TableName } = await open();
  await add("a");
  await sendTimeToLive("DeleteItem", { TableName, Key: keyOf("a") });
  await streams.read();
  const userIdentity = { type: "Service", principalId: "dynamodb.amazonaws.com" };
  expect(batches.flat()).toMatchObject([{ eventName: "INSERT" }, { eventName: "REMOVE", userIdentity }]);
  expect(batches.flat()[0]).not.toHaveProperty("userIdentity");
});

/** Stands before the engine: calls wait before they are sent or answered until they are released, are not sent, or lose their answer. */
function gate() {
  const no = (_: string) => false;
  const state = { holds: no, held: no, fails: no, lost: no };
  let open = Promise.withResolvers<void>();
  const sent: string[] = [];
  const answered: string[] = [];
  const waiting: string[] = [];
  const released = (operation: string) => {
    waiting.push(operation);
    return open.promise;
  };
  const failure = { body: {}, units: 0, error: { type: "DynamoDB:SdkClientException", message: "cut" } };
  return {
    state,
    sent,
    answered,
    waiting,
    release() {
      open.resolve();
      open = Promise.withResolvers();
    },
    between: (wire: Wire): Wire => ({
      ...wire,
      async send(operation, body, signal) {
        sent.push(operation);
        if (state.holds(operation)) await released(operation);
        if (state.fails(operation)) return failure;
        const reply = await wire.send(operation, body, signal);
        if (state.held(operation)) await released(operation);
        answered.push(operation);
        return state.lost(operation) ? failure : reply;
      },
    }),
  };
}

describe("what the writes of others cost:", () => {
  test("a call is answered before its record is made; the next write of the item waits for that, and another item's does not", async () => {
    const { between, state, release, sent } = gate();
    const { send, add, streams, told, TableName } = await open({ between });
    await add("a");
    state.holds = (operation) => operation === "BatchGetItem";
    expect((await send("UpdateItem", addition(TableName, "a"))).error).toBeUndefined();
    const next = add("a");
    state.holds = () => false;
    expect((await add("b")).error).toBeUndefined();
    expect(sent.filter((operation) => operation === "UpdateItem")).toHaveLength(3);
    release();
    expect((await next).error).toBeUndefined();
    await streams.read();
    expect(told()).toEqual([
      ["a", undefined, "1"],
      ["b", undefined, "1"],
      ["a", "1", "2"],
      ["a", "2", "3"],
    ]);
  });

  test("an item that was read or written before needs no call more for an update, and one that no filter wants never does", async () => {
    const { between, sent } = gate();
    const { send, add, streams, told, TableName } = await open({ between });
    await send("BatchGetItem", { RequestItems: { [TableName]: { Keys: [keyOf("a")], ConsistentRead: true } } });
    await add("a");
    await add("a");
    const isNew = { ConditionExpression: "attribute_not_exists(pk)" };
    await send("UpdateItem", { ...addition(TableName, "a"), ...isNew });
    await send("TransactWriteItems", { TransactItems: [{ Update: addition(TableName, "other") }] });
    await streams.read();
    expect(sent).toEqual(["BatchGetItem", "UpdateItem", "UpdateItem", "UpdateItem", "TransactWriteItems"]);
    expect(told()).toEqual([
      ["a", undefined, "1"],
      ["a", "1", "2"],
    ]);
  });

  test("what is read while the item is written is not taken for the item before the next write", async () => {
    const { between, state, release, waiting } = gate();
    const { send, add, streams, told, TableName } = await open({ between });
    const look = () => send("GetItem", { TableName, Key: keyOf("a"), ConsistentRead: true });

    state.held = (operation) => operation === "GetItem";
    const reading = look();
    await expect.poll(() => waiting).toEqual(["GetItem"]);
    await add("a");
    release();
    await reading;
    state.held = (operation) => operation === "UpdateItem";
    const adding = add("a");
    await expect.poll(() => waiting).toEqual(["GetItem", "UpdateItem"]);
    await look();
    state.held = () => false;
    release();
    await adding;
    await add("a");
    await streams.read();
    expect(told()).toEqual([
      ["a", undefined, "1"],
      ["a", "1", "2"],
      ["a", "2", "3"],
    ]);
  });

  test("what is read in part, or may be old, is not taken for the item before the next write", async () => {
    const { send, add, streams, told, TableName } = await open();
    const { sdk } = engine();
    await sdk.putItem({ TableName, Item: item("a", 1) });
    const Key = { TableName, Key: keyOf("a") };
    await send("GetItem", { ...Key, ConsistentRead: true, ProjectionExpression: "pk" });
    await send("GetItem", Key);
    await sdk.putItem({ TableName, Item: item("a", 2) });
    await add("a");
    await streams.read();
    expect(told()).toEqual([["a", "2", "3"]]);
  });
});

describe("when nobody knows what a write did:", () => {
  test.each(["UpdateItem", "TransactWriteItems"])(
    "%s has a record if it was done, and none if it was not",
    async (operation) => {
      const { between, state } = gate();
      const { send, add, streams, told, TableName } = await open({ between });
      const update = addition(TableName, "a");
      const body = operation === "UpdateItem" ? update : { TransactItems: [{ Update: update }] };
      await add("a");
      state.lost = (sent) => sent === operation;
      expect((await send(operation, body)).error?.message).toBe("cut");
      state.lost = () => false;
      state.fails = (sent) => sent === operation;
      expect((await send(operation, body)).error?.message).toBe("cut");
      state.fails = () => false;
      await add("a");
      await streams.read();
      expect(told()).toEqual([
        ["a", undefined, "1"],
        ["a", "1", "2"],
        ["a", "2", "3"],
      ]);
    },
  );

  test.each(["the next read", "the item's next write"])("one that is done late is noticed by %s", async (by) => {
    const { between, state, answered } = gate();
    const { add, streams, told, TableName } = await open({ between });
    await add("a");
    const reads = answered.length;
    state.fails = (operation) => operation === "UpdateItem";
    await add("a");
    // The item was read, and nothing had changed.
    await expect.poll(() => answered.slice(reads)).toEqual(["BatchGetItem"]);
    await streams.read();
    await engine().sdk.updateItem(addition(TableName, "a"));
    state.fails = () => false;
    if (by === "the next read") await streams.read();
    await add("a");
    await streams.read();
    expect(told()).toEqual([
      ["a", undefined, "1"],
      ["a", "1", "2"],
      ["a", "2", "3"],
    ]);
  });

  test("one whose item cannot be read afterwards has its record once it can; until then the item is not written", async () => {
    const { between, state } = gate();
    const { send, add, streams, told, TableName } = await open({ between });
    state.fails = (operation) => operation === "BatchGetItem";
    expect((await add("a")).error?.type).toBe("DynamoDB:SdkClientException");
    state.fails = () => false;
    await add("a");
    state.fails = (operation) => operation === "BatchGetItem";
    expect((await send("UpdateItem", addition(TableName, "a"))).error).toBeUndefined();
    expect((await add("a")).error?.type).toBe("DynamoDB:SdkClientException");
    await streams.read();
    expect(told()).toEqual([["a", undefined, "1"]]);
    state.fails = () => false;
    await streams.read();
    expect(told().at(-1)).toEqual(["a", "1", "2"]);
  });

  test("an item can be written again after a refused write whose end the journal had no room for", async () => {
    const { journal } = journalOf();
    const { append } = journal;
    let isFull = false;
    journal.append = (text) => {
      if (isFull) throw new Error("no space left on device");
      append(text);
    };
    const between = (wire: Wire): Wire => ({
      ...wire,
      async send(...call) {
        const reply = await wire.send(...call);
        isFull = reply.error !== undefined;
        return reply;
      },
    });
    const { send, add, streams, told, TableName } = await open({ journal, between });
    await add("a");
    const isNew = { ConditionExpression: "attribute_not_exists(pk)" };
    const { error } = await send("UpdateItem", { ...addition(TableName, "a"), ...isNew });
    expect(error?.type).toBe("DynamoDB:ConditionalCheckFailedException");
    isFull = false;
    expect((await add("a")).error).toBeUndefined();
    await streams.read();
    expect(told()).toEqual([
      ["a", undefined, "1"],
      ["a", "1", "2"],
    ]);
  });

  test("a call whose time is over while it waits is not sent", async () => {
    const { between, state, release, sent } = gate();
    const { add, streams, told, TableName } = await open({ between });
    state.holds = (operation) => operation === "UpdateItem";
    const first = add("a");
    await expect.poll(() => sent).toContain("UpdateItem");
    const time = new AbortController();
    const late = vi.fn<Wire["send"]>();
    const second = streams
      .wrap({ send: late, close: async () => {} })
      .send("UpdateItem", addition(TableName, "a"), time.signal);
    time.abort();
    release();
    expect((await first).error).toBeUndefined();
    expect((await second).error?.type).toBe("DynamoDB:SdkClientException");
    expect(late).not.toHaveBeenCalled();
    await streams.read();
    expect(told()).toEqual([["a", undefined, "1"]]);
  });
});

test("open streams are read at every interval, one read at a time, and no more once they are closed", async () => {
  vi.useFakeTimers({ toFake: ["setInterval", "clearInterval"] });
  const { add, streams, told } = await open({ pollMilliseconds: 250 });
  await add("a");
  vi.advanceTimersByTime(249);
  expect(told()).toEqual([]);
  vi.advanceTimersByTime(1_000);
  await vi.waitFor(() => expect(told()).toEqual([["a", undefined, "1"]]));
  const timers = vi.getTimerCount();
  await streams.close();
  expect(vi.getTimerCount()).toBe(timers - 1);
});
