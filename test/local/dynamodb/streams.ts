import type { DynamoDB } from "@aws-sdk/client-dynamodb";
import { createWire, type Wire } from "appsync-local/dynamodb";
import { expect, onTestFinished } from "vitest";
import { TOKENS_TABLE } from "../../../contract/tables.ts";
import {
  type BatchAnswer,
  createTable,
  type Journal,
  openStreams,
  type StreamRecord,
  type TableStreams,
} from "../../../local/dynamodb/index.ts";
import { clock, newTable, sourceOf } from "./tables.ts";

/** What tests of the streams share: streams of a real engine's tables, whose records are kept. */

export const never = new AbortController().signal;

/** A journal in memory, which keeps what was written when the process was killed. */
export function journalOf(text = "") {
  const written = { text, appends: 0, most: 0, killed: false };
  const journal: Journal = {
    read: () => written.text,
    append(added) {
      written.appends += 1;
      if (!written.killed) written.text += added;
      written.most = Math.max(written.most, written.text.length);
    },
    rewrite(anew) {
      if (!written.killed) written.text = anew;
    },
    close() {},
  };
  return { written, journal };
}

/** What the items of these tests are named by: a text that begins with `other` is of no interest to anybody. */
export const keyOf = (pk: string) => ({ pk: { S: pk }, sk: { S: "login" } });

interface Opening {
  journal?: Journal;
  deliver?: (records: readonly StreamRecord[]) => BatchAnswer | Promise<BatchAnswer>;
  /** Stands before the engine. */
  between?: (wire: Wire) => Wire;
  pollMilliseconds?: number;
  /** Seconds that have passed since `NOW`. */
  later?: () => number;
}

export interface Followed {
  streams: TableStreams;
  TableName: string;
  /** The batches that were taken, of all openings. */
  batches: (readonly StreamRecord[])[];
  logs: string[];
  /** Sends through a wrapped wire. */
  send(operation: string, body: object): ReturnType<Wire["send"]>;
  /** Adds a number to an item's `n`, which is 0 before. */
  add(pk: string, by?: number): ReturnType<Wire["send"]>;
  sendTimeToLive(operation: string, body: object): ReturnType<Wire["send"]>;
  /** What each record says: the key, and `n` before and after. */
  told(): (string | undefined)[][];
}

/** Opens the stream of a table that is made for it, or of one that was there before. */
export async function follow(
  endpoint: string,
  {
    journal = journalOf().journal,
    deliver = () => null,
    between = (wire) => wire,
    pollMilliseconds,
    later = () => 0,
  }: Opening = {},
  TableName = newTable(),
): Promise<Followed> {
  const source = sourceOf(endpoint, TableName);
  await createTable(source, TOKENS_TABLE, clock);
  const laterClock = () => clock() + later() * 1000;
  const batches: (readonly StreamRecord[])[] = [];
  const logs: string[] = [];
  const streams = await openStreams(between(createWire(source, clock)), {
    tables: {
      [TableName]: {
        ...TOKENS_TABLE,
        mayPass: ({ pk }) => !pk?.S?.toString().startsWith("other"),
        filters: [
          { dynamodb: { NewImage: { n: { N: [{ exists: true }] } } } },
          { dynamodb: { OldImage: { n: { N: [{ exists: true }] } } } },
        ],
      },
    },
    region: "us-east-1",
    batchSize: 100,
    recordAge: 23 * 60 * 60,
    clock: laterClock,
    journal,
    pollMilliseconds: pollMilliseconds ?? Number.POSITIVE_INFINITY,
    onLog: (line) => logs.push(line),
    async deliver(records) {
      const answer = await deliver(records);
      batches.push(records);
      return answer;
    },
  });
  const wire = streams.wrap(between(createWire(source, clock)));
  const sweeping = streams.wrapTimeToLive(between(createWire(source, clock)));
  onTestFinished(async () => {
    await streams.close();
    await wire.close();
    await sweeping.close();
  });
  const send = (operation: string, body: object) => wire.send(operation, body, never);
  return {
    streams,
    TableName,
    batches,
    logs,
    send,
    add: (pk, by = 1) => send("UpdateItem", { ...addition(TableName, pk, by), ReturnValues: "ALL_NEW" }),
    sendTimeToLive: (operation, body) => sweeping.send(operation, body, never),
    told: () =>
      batches
        .flat()
        .map(({ dynamodb: { Keys, OldImage, NewImage } }) => [Keys.pk?.S, OldImage?.n?.N, NewImage?.n?.N] as string[]),
  };
}

/** An update that adds a number to an item's `n`. */
export const addition = (TableName: string, pk: string, by = 1) => ({
  TableName,
  Key: keyOf(pk),
  UpdateExpression: "ADD n :by",
  ExpressionAttributeValues: { ":by": { N: `${by}` } },
});

/**
 * Checks that each item's records lead from nothing to the item as it is, each from where the one before ended. Records that were delivered
 * twice have to be equal, and count once.
 */
export async function expectUnbroken(
  sdk: DynamoDB,
  TableName: string,
  records: readonly StreamRecord[],
): Promise<void> {
  const byId = new Map<string, StreamRecord>();
  for (const record of records) {
    expect(byId.get(record.eventID) ?? record).toEqual(record);
    byId.set(record.eventID, record);
  }
  const last = new Map<string, StreamRecord["dynamodb"]["NewImage"]>();
  const inOrder = [...byId.values()].sort((a, b) => Number(a.eventID) - Number(b.eventID));
  for (const { dynamodb } of inOrder) {
    const name = JSON.stringify(dynamodb.Keys);
    expect(dynamodb.OldImage, `${name} before ${dynamodb.SequenceNumber}`).toEqual(last.get(name));
    last.set(name, dynamodb.NewImage);
  }
  const { Items = [] } = await sdk.scan({ TableName, ConsistentRead: true });
  const found = new Map(Items.map((item) => [JSON.stringify({ pk: item.pk, sk: item.sk }), item]));
  for (const [name, image] of last) expect(image, name).toEqual(found.get(name));
  for (const name of found.keys()) expect([...last.keys()]).toContain(name);
}
