import { expect, test } from "vitest";
import type { StreamRecord } from "../../../local/dynamodb/index.ts";
import { times } from "../../support/thorough.ts";
import { addition, expectUnbroken, follow, journalOf, keyOf } from "./streams.ts";
import { useEngine } from "./tables.ts";

/** How records are delivered: in batches, again where the function fails, and after a kill whatever was not delivered before. */

const engine = useEngine();

const sequences = (batch: readonly StreamRecord[]) => batch.map(({ dynamodb }) => dynamodb.SequenceNumber);
const namesOf = (batch: readonly StreamRecord[]) => batch.map(({ dynamodb }) => dynamodb.Keys.pk?.S);
const failAt = (record: StreamRecord | undefined) => ({
  batchItemFailures: [{ itemIdentifier: record?.dynamodb.SequenceNumber as string }],
});

async function addAll(add: (pk: string) => Promise<unknown>, count: number): Promise<string[]> {
  const names = Array.from({ length: count }, (_, n) => `${n}`);
  for (const name of names) await add(name);
  return names;
}

test("more records than Lambda takes at once are delivered in batches of a hundred, in order, each once", async () => {
  const { add, streams, batches } = await follow(engine().endpoint);
  const names = await addAll(add, 230);
  await Promise.all([streams.read(), streams.read()]);
  await streams.read();
  expect(batches.map(({ length }) => length)).toEqual([100, 100, 30]);
  expect(batches.flatMap(namesOf)).toEqual(names);
});

test("the records from the first on that the function names are delivered again, and none before it", async () => {
  const tries: string[][] = [];
  const { add, streams } = await follow(engine().endpoint, {
    deliver(batch) {
      tries.push(namesOf(batch) as string[]);
      return batch.length > 2
        ? { batchItemFailures: [...failAt(batch[3]).batchItemFailures, ...failAt(batch[2]).batchItemFailures] }
        : null;
    },
  });
  await addAll(add, 4);
  await streams.read();
  await streams.read();
  expect(tries).toEqual([
    ["0", "1", "2", "3"],
    ["2", "3"],
  ]);
});

test.each([
  ["throws", () => Promise.reject(new Error("no such luck"))],
  ["names the first record", (batch: readonly StreamRecord[]) => failAt(batch[0])],
  ["names a record that is none", () => failAt(undefined)],
])(
  "a batch at which the function %s is halved until one record is left, which is tried for 23 hours, and then reported and given up",
  async (_, fail) => {
    const tries: string[][] = [];
    let later = 0;
    const { add, streams, logs, TableName } = await follow(engine().endpoint, {
      later: () => later,
      async deliver(batch) {
        tries.push(namesOf(batch) as string[]);
        return namesOf(batch).includes("2") ? fail(batch) : null;
      },
    });
    await addAll(add, 5);
    // Each read ends with a failure, but for the last one.
    for (let reads = 1; reads <= 5; reads++) await streams.read();
    expect(logs).toEqual([]);
    later = 23 * 60 * 60 + 1;
    await streams.read();
    const alone = Array.from({ length: 4 }, () => ["2"]);
    expect(tries).toEqual([["0", "1", "2", "3", "4"], ["0", "1", "2"], ["0", "1"], ...alone, ["3", "4"]]);
    expect(logs).toHaveLength(1);
    expect(logs[0]).toContain(`of ${TableName} was given up: `);
    await streams.read();
    expect(tries).toHaveLength(8);
  },
);

test("a function that fails for a while, and works again, gets every record", async () => {
  let fails = true;
  const { add, streams, batches, logs } = await follow(engine().endpoint, {
    deliver: () => (fails ? Promise.reject(new Error("not now")) : null),
  });
  const names = await addAll(add, 3);
  await streams.read();
  await streams.read();
  fails = false;
  await streams.read();
  expect(batches.flatMap(namesOf)).toEqual(names);
  expect(logs).toEqual([]);
});

test("what is not delivered when the streams are closed is delivered by the next opening, and nothing else", async () => {
  const { journal, written } = journalOf();
  const first = await follow(engine().endpoint, { journal });
  await first.add("a");
  await first.streams.read();
  await first.add("b");
  await first.streams.close();
  const { journal: kept, written: left } = journalOf(written.text);
  const second = await follow(engine().endpoint, { journal: kept }, first.TableName);
  await second.streams.read();
  expect(second.batches.map(namesOf)).toEqual([["b"]]);
  await second.streams.close();
  const third = journalOf(left.text);
  await (await follow(engine().endpoint, { journal: third.journal }, first.TableName)).streams.close();

  const fourth = await follow(engine().endpoint, { journal: third.journal }, first.TableName);
  await fourth.add("c");
  await fourth.streams.read();
  const numbers = [first, second, fourth].flatMap(({ batches }) => batches.flatMap(sequences).map(Number));
  expect(numbers).toHaveLength(3);
  expect(numbers).toEqual([...new Set(numbers)].sort((a, b) => a - b));
});

test("a journal whose last line is torn is read up to there, and added to after it", async () => {
  const { journal, written } = journalOf();
  const first = await follow(engine().endpoint, { journal });
  await first.add("a");
  const torn = `${written.text}{"ended":7,"record":{"eventID":"8","eve`;
  const second = await follow(engine().endpoint, { journal: journalOf(torn).journal }, first.TableName);
  await second.add("a");
  await second.streams.read();
  expect(second.told()).toEqual([
    ["a", undefined, "1"],
    ["a", "1", "2"],
  ]);
});

test("while there is no room to write the journal anew, it only grows: each change has its record, once", async () => {
  const { journal } = journalOf();
  const { rewrite } = journal;
  let isFull = false;
  const tries: boolean[] = [];
  journal.rewrite = (text) => {
    tries.push(isFull);
    if (isFull) throw new Error("no space left on device");
    rewrite(text);
  };
  const { add, send, streams, told, TableName } = await follow(engine().endpoint, { journal });
  const Item = { ...keyOf("a"), n: { N: "1" }, filler: { S: "x".repeat(300_000) } };
  await send("PutItem", { TableName, Item });
  isFull = true;
  for (let n = 2; n <= 4; n++) expect((await add("a")).error).toBeUndefined();
  expect(tries.at(-1)).toBe(true);
  isFull = false;
  await streams.read();
  expect(tries.at(-1)).toBe(false);
  await add("a");
  await streams.read();
  expect(told()).toEqual([1, 2, 3, 4, 5].map((n) => ["a", n > 1 ? `${n - 1}` : undefined, `${n}`]));
});

const CUT = { body: {}, units: 0, error: { type: "DynamoDB:SdkClientException", message: "cut" } };

/** Writes parallel changes until the journal was added to so many times, at which the process counts as killed, and opens it again. */
async function killAfter(appends: number) {
  const { journal, written } = journalOf();
  const append = journal.append;
  journal.append = (text) => {
    append(text);
    if (written.appends === appends) written.killed = true;
  };
  const delivered: StreamRecord[] = [];
  const first = await follow(engine().endpoint, {
    journal,
    // A killed process sends nothing.
    between: (wire) => ({ ...wire, send: async (...call) => (written.killed ? CUT : wire.send(...call)) }),
    deliver(batch) {
      // A function that runs when the process is killed may have done its work.
      delivered.push(...(written.killed ? batch.slice(0, 1) : batch));
      return null;
    },
  });
  const { add, send, streams, TableName } = first;
  const pair = { TransactItems: ["a", "c"].map((pk) => ({ Update: addition(TableName, pk) })) };
  for (let round = 1; round <= 4; round++) {
    await Promise.all([add("a"), add("b"), send("TransactWriteItems", pair)]);
    if (!written.killed && round % 2 === 0) await streams.read();
  }
  await streams.close();
  const second = await follow(engine().endpoint, { journal: journalOf(written.text).journal }, TableName);
  await second.add("a");
  await second.streams.read();
  return { TableName, records: [...delivered, ...second.batches.flat()], appends: written.appends };
}

test("wherever a process is killed, the next opening delivers what it had not: each change has its record, and one delivered twice has one id", async () => {
  const { appends } = await killAfter(Number.POSITIVE_INFINITY);
  expect(appends).toBeGreaterThan(20);
  for (let kill = 1; kill < appends; kill++) {
    const { TableName, records } = await killAfter(kill);
    await expectUnbroken(engine().sdk, TableName, records).catch((error) => {
      throw new Error(`killed after ${kill} of ${appends} lines: ${error.message}`);
    });
  }
});

test("thousands of changes are as many records after retries, and the journal stays small", async () => {
  const changes = times(2_000, 10_000);
  const { journal, written } = journalOf();
  let tries = 0;
  const { add, send, streams, batches, TableName } = await follow(engine().endpoint, {
    journal,
    deliver(batch) {
      tries += 1;
      if (tries % 5 === 0) throw new Error("this time it fails");
      return tries % 7 === 0 ? failAt(batch[batch.length >> 1]) : null;
    },
  });
  const Item = { pk: { S: "0" }, sk: { S: "login" }, n: { N: "0" }, filler: { S: "x".repeat(1_000) } };
  for (let n = 0; n < 10; n++) await send("PutItem", { TableName, Item: { ...Item, pk: { S: `${n}` } } });
  for (let done = 10; done < changes; done += 50) {
    await Promise.all(Array.from({ length: Math.min(50, changes - done) }, (_, n) => add(`${n % 10}`)));
    await streams.read();
  }
  for (let reads = 1; reads <= 10; reads++) await streams.read();
  const records = batches.flat();
  expect(new Set(records.map(({ eventID }) => eventID)).size).toBe(changes);
  await expectUnbroken(engine().sdk, TableName, records);
  expect(written.most).toBeLessThan(1_500_000);
  expect(JSON.stringify(records).length).toBeGreaterThan(3 * written.most);
});
