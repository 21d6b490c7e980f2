import type { Wire } from "appsync-local/dynamodb";
import type { Item } from "./item.ts";

/** DynamoDB's own limit on the keys of one BatchGetItem. */
const MOST_KEYS = 100;
/** More than one, so that a call that hangs holds up no others. */
const MOST_CALLS = 4;
const never = new AbortController().signal;

interface Wanted {
  table: string;
  key: Item;
  resolve(image: Item | null): void;
  reject(error: Error): void;
}

/**
 * Makes a function that reads items as they are. What is wanted in the same turn, or while enough calls are under way, is read by one call.
 *
 * @returns a function that gives the item, or null when there is none, and rejects when the engine did not answer
 */
export function createImageReader(wire: Wire): (table: string, key: Item) => Promise<Item | null> {
  let waiting: Wanted[] = [];
  let calls = 0;

  async function readAll(): Promise<void> {
    calls += 1;
    await Promise.resolve();
    while (waiting.length > 0) {
      const batch = waiting.slice(0, MOST_KEYS);
      waiting = waiting.slice(MOST_KEYS);
      await readBatch(batch);
    }
    calls -= 1;
  }

  async function readBatch(batch: Wanted[]): Promise<void> {
    const RequestItems: Record<string, { Keys: Item[]; ConsistentRead: true }> = {};
    for (const { table, key } of batch) {
      RequestItems[table] ??= { Keys: [], ConsistentRead: true };
      RequestItems[table].Keys.push(key);
    }
    const { body, error } = await wire.send("BatchGetItem", { RequestItems }, never);
    const items = (body.Responses ?? {}) as Record<string, Item[]>;
    const left = (body.UnprocessedKeys ?? {}) as Record<string, { Keys: Item[] }>;
    for (const { table, key, resolve, reject } of batch) {
      const hasKey = (item: Item) => Object.keys(key).every((name) => isSame(item[name], key[name]));
      if (error) reject(new Error(error.message));
      else if (left[table]?.Keys.some(hasKey)) reject(new Error("the engine left the item unread"));
      else resolve(items[table]?.find(hasKey) ?? null);
    }
  }

  return (table, key) =>
    new Promise((resolve, reject) => {
      waiting.push({ table, key, resolve, reject });
      if (calls < MOST_CALLS) void readAll();
    });
}

const isSame = (a: Item[string] | undefined, b: Item[string] | undefined) => JSON.stringify(a) === JSON.stringify(b);
