import type { Reply, Wire } from "appsync-local/dynamodb";
import { imageIn, readBy, writtenBy } from "./calls.ts";
import type { ChangeLog } from "./change-log.ts";
import { createImageReader } from "./image-reader.ts";
import { createImages } from "./images.ts";
import type { Item, Named } from "./item.ts";
import { createKeyQueues } from "./key-queues.ts";
import { type Intent, recordOf, type StreamRecord } from "./record.ts";

/** Items whose images are kept, to be the old ones of their next records. */
const KEPT_IMAGES = 2_000;
/** Errors by which the engine says that it has written nothing. After any other one the item is read. */
const REFUSALS = ["DynamoDB:ConditionalCheckFailedException", "DynamoDB:TransactionCanceledException"];

/** For so long a write whose answer was lost may still be on its way. */
const DOUBT_MILLISECONDS = 60_000;

/** An item of which records are wanted. */
interface Streamed {
  /** Tells it from all others. */
  name: string;
  table: string;
  key: Item;
}

interface ChangeParts {
  /** Calls the engine for the images of items. */
  wire: Wire;
  log: ChangeLog;
  /** Gives the key of an item; undefined for one of which no records are wanted. */
  keyOf(named: Named): Item | undefined;
  /** Whether a record is wanted. */
  isWanted(record: StreamRecord): boolean;
  clock: () => number;
  region: string;
}

/** Notes what calls change, each change of an item once. */
export interface ItemChanges {
  /** Sends a call, if it writes with a record of each item that it changes. Its answer does not wait for the records. */
  send(wire: Wire, byTimeToLive: boolean, ...call: Parameters<Wire["send"]>): Promise<Reply>;
  /** Waits for the records of all calls that have been answered, and looks again after those of which nobody knows what they did. */
  settle(): Promise<void>;
}

/**
 * Makes a record of each write out of the item's images before and after it. Writes of one item therefore wait for each other: the next one is
 * sent when the images of the one before are known, which most replies tell by themselves.
 */
export function createItemChanges({ wire, log, keyOf, isWanted, clock, region }: ChangeParts): ItemChanges {
  const queues = createKeyQueues();
  const images = createImages(KEPT_IMAGES);
  const read = createImageReader(wire);
  const settling = new Set<Promise<void>>();
  /** Writes of which it is not known whether they were made, or still will be. */
  const doubtful = new Map<string, Intent>(log.open().map((intent) => [nameOf(intent.table, intent.key), intent]));

  function streamed(items: Named[]): Map<string, Streamed> {
    const found = new Map<string, Streamed>();
    for (const named of items) {
      const key = keyOf(named);
      if (!key) continue;
      const name = nameOf(named.table, key);
      found.set(name, { name, table: named.table, key });
    }
    return found;
  }

  /** Gives the item before a write, which has its key. */
  async function imageBefore({ name, table, key }: Streamed): Promise<Item | null> {
    const doubt = doubtful.get(name);
    const known = images.get(name);
    if (!doubt && known !== undefined) return known;
    const image = await read(table, key);
    if (doubt) conclude(doubt, image);
    images.set(name, image);
    return image;
  }

  function conclude(intent: Intent, after: Item | null): void {
    const name = nameOf(intent.table, intent.key);
    log.end(intent, (sequence) => {
      const record = recordOf(intent, after, sequence, region);
      return record && isWanted(record) ? record : undefined;
    });
    doubtful.delete(name);
    images.set(name, after);
  }

  /** Notes what a write has done, or leaves it in doubt. Whoever calls has the item's key. @param image the item, if it is known */
  async function settleIntent(intent: Intent, isOver: boolean, image?: Item | null): Promise<void> {
    doubtful.set(nameOf(intent.table, intent.key), intent);
    const after = image === undefined ? await read(intent.table, intent.key) : image;
    if (isOver || recordOf(intent, after, 0, region)) conclude(intent, after);
  }

  async function write(
    to: Wire,
    byTimeToLive: boolean,
    writes: Streamed[],
    [operation, body, signal]: Parameters<Wire["send"]>,
  ): Promise<Reply> {
    const leave = await queues.enter(writes.map(({ name }) => name));
    let intents: Intent[];
    try {
      signal.throwIfAborted();
      const before = valuesOf(await Promise.allSettled(writes.map(imageBefore)));
      const more = { at: clock(), ...(byTimeToLive && { byTimeToLive }) };
      intents = log.begin(
        writes.map(({ table, key }, index) => ({ table, key, before: before[index] as Item | null, ...more })),
      );
    } catch (error) {
      leave();
      return unsent(error as Error);
    }
    const reply = await to.send(operation, body, signal).catch(unsent);
    const isRefused = REFUSALS.includes(reply.error?.type ?? "");
    const told = reply.error ? undefined : imageIn(operation, body, reply);
    const settle = (intent: Intent) =>
      settleIntent(intent, !reply.error || isRefused, isRefused ? intent.before : told);
    // What could not be read or noted stays in doubt.
    const settled = Promise.allSettled(intents.map(settle)).then(() => {
      settling.delete(settled);
      leave();
    });
    settling.add(settled);
    return reply;
  }

  /** Sends a call that writes nothing, and keeps what it reads of items that are not known. */
  async function look(to: Wire, [operation, body, signal]: Parameters<Wire["send"]>): Promise<Reply> {
    const began = images.count;
    const reply = await to.send(operation, body, signal);
    if (reply.error || images.count - began >= images.kept) return reply;
    const { asked, found } = readBy(operation, body, reply);
    const items = new Map([...streamed(asked).keys()].map((name): [string, Item | null] => [name, null]));
    if (items.size === 0) return reply;
    for (const item of found) {
      const key = keyOf(item);
      if (key) items.set(nameOf(item.table, key), item.attributes);
    }
    for (const [name, item] of items) {
      // What a write has set meanwhile is newer.
      if (images.get(name) === undefined) images.set(name, item);
    }
    return reply;
  }

  async function resolveDoubt(name: string, intent: Intent): Promise<void> {
    const leave = await queues.enter([name]);
    try {
      if (doubtful.get(name) === intent) await settleIntent(intent, clock() > intent.at + DOUBT_MILLISECONDS);
    } finally {
      leave();
    }
  }

  return {
    async send(to, byTimeToLive, ...call) {
      const writes = [...streamed(writtenBy(call[0], call[1])).values()];
      return writes.length > 0 ? write(to, byTimeToLive, writes, call) : look(to, call);
    },
    async settle() {
      await Promise.all(settling);
      await Promise.allSettled([...doubtful].map(([name, intent]) => resolveDoubt(name, intent)));
    },
  };
}

/** @throws the reason of one that was rejected */
const valuesOf = <Value>(results: PromiseSettledResult<Value>[]): Value[] =>
  results.map((result) => {
    if (result.status === "rejected") throw result.reason;
    return result.value;
  });

const nameOf = (table: string, key: Item) => JSON.stringify([table, ...Object.values(key)]);

/** What could not be sent, or what a wire threw. The type is that of calls which do not reach the engine. */
const unsent = (error: Error): Reply => ({
  body: {},
  error: { type: "DynamoDB:SdkClientException", message: `Unable to execute HTTP request: ${error.message}` },
  units: 0,
});
