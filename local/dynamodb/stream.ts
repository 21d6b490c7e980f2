import type { DataSourceCall, DynamoDbDataSource, Json } from "appsync-local";
import { createWire } from "appsync-local/dynamodb";

/** An item or its key, in DynamoDB's typed values. */
type Item = Record<string, { [type: string]: Json }>;

/** A record as DynamoDB's streams have it. */
export interface StreamRecord {
  eventID: string;
  eventName: "INSERT" | "MODIFY";
  dynamodb: {
    ApproximateCreationDateTime: number;
    SequenceNumber: string;
    Keys: Item;
    OldImage?: Item;
    NewImage: Item;
  };
}

interface StreamOptions {
  /** Epoch milliseconds, which records are dated by. */
  clock: () => number;
  /** Takes up to a hundred records. */
  deliver: (records: StreamRecord[]) => Promise<void>;
  /** Milliseconds between two reads; with `Infinity` only `read` reads. */
  pollMilliseconds: number;
}

/** What has changed in a table. */
export interface TableStream {
  /** Takes a call of the table's data source, and notes which items it wrote, or may have written. */
  note(call: Pick<DataSourceCall, "request">): void;
  /** Delivers a record of each item that was written since the last read. */
  read(): Promise<void>;
  close(): Promise<void>;
}

const BATCH = 100;
/** Items whose last image is kept, to be the old one of their next record. */
const KEPT_IMAGES = 1_000;
const ONE_ITEM = ["PutItem", "UpdateItem", "DeleteItem"];
const never = new AbortController().signal;

/**
 * Stands in for a table's stream. The embedded engine has streams, but it keeps every record for ever and looks through all of them at
 * each write: after 5,000 writes one takes fourteen times as long (dynoxide 1.2.1: 4.3 ms instead of 0.3 ms). So items are read again
 * once they were written. Several writes between two reads are one record, deleted items have none, and what a killed start has not
 * read is lost.
 */
export function openStream(source: DynamoDbDataSource, options: StreamOptions): TableStream {
  const { clock, deliver, pollMilliseconds } = options;
  const wire = createWire(source, clock);
  const written = new Map<string, { key: Item; at: number }>();
  const images = new Map<string, Item>();
  let sequence = 0;
  let reading = Promise.resolve();

  async function readAll(): Promise<void> {
    while (written.size > 0) {
      const batch = new Map([...written].slice(0, BATCH));
      for (const name of batch.keys()) written.delete(name);
      const Keys = [...batch.values()].map(({ key }) => key);
      const { body, error } = await wire.send(
        "BatchGetItem",
        { RequestItems: { [source.tableName]: { Keys, ConsistentRead: true } } },
        never,
      );
      if (error) throw new Error(error.message);
      const found = (body.Responses as Record<string, Item[]>)[source.tableName] ?? [];
      const items = new Map(found.map((item) => [nameOf(item, Keys[0] as Item), item]));
      await deliver([...batch].flatMap(([name, { key, at }]) => recordOf(name, key, at, items.get(name))));
    }
  }

  function recordOf(name: string, Keys: Item, at: number, item: Item | undefined): StreamRecord[] {
    if (!item) return [];
    const before = images.get(name);
    // A map has its entries in the order in which they came, so the first is the one that was written longest ago.
    images.delete(name);
    images.set(name, item);
    if (images.size > KEPT_IMAGES) images.delete(images.keys().next().value as string);
    sequence += 1;
    return [
      {
        eventID: `${sequence}`,
        eventName: before ? "MODIFY" : "INSERT",
        dynamodb: {
          ApproximateCreationDateTime: Math.floor(at / 1000),
          SequenceNumber: `${sequence}`,
          Keys,
          ...(before && { OldImage: before }),
          NewImage: item,
        },
      },
    ];
  }

  function read(): Promise<void> {
    const next = reading.then(readAll);
    reading = next.catch(() => {});
    return next;
  }
  const timer = Number.isFinite(pollMilliseconds)
    ? setInterval(() => read().catch(() => {}), pollMilliseconds).unref()
    : undefined;
  return {
    note({ request }) {
      for (const key of keysOf(request)) written.set(nameOf(key, key), { key, at: clock() });
    },
    read,
    async close() {
      clearInterval(timer);
      await reading;
      await wire.close();
    },
  };
}

/** Names an item by the attributes of a key. */
const nameOf = (item: Item, key: Item) => JSON.stringify(Object.keys(key).map((attribute) => item[attribute]));

/** The keys of the items that a data source's request writes. */
function keysOf({ operation, key, transactItems }: DataSourceCall["request"]): Item[] {
  if (operation === "TransactWriteItems") {
    const writes = (transactItems ?? []) as { operation: string; key: Item }[];
    return writes.filter((write) => ONE_ITEM.includes(write.operation)).map((write) => write.key);
  }
  return ONE_ITEM.includes(String(operation)) ? [key as Item] : [];
}
