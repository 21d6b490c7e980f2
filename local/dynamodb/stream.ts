import type { Wire } from "appsync-local/dynamodb";
import { type Journal, openChangeLog } from "./change-log.ts";
import { createMapping, type Deliver, type MappingLimits } from "./event-source-mapping.ts";
import { type FilterPattern, matches } from "./filter.ts";
import type { Item, Named } from "./item.ts";
import { createItemChanges } from "./item-changes.ts";
import { type StreamRecord, tableOf } from "./record.ts";
import type { TableDefinition } from "./table.ts";

/** A table whose changes are streamed. */
export interface StreamedTable extends Pick<TableDefinition, "partitionKey" | "sortKey"> {
  /** Whether records of an item may pass a filter. Of others nothing is read, so that writing them costs nothing. */
  mayPass(key: Item): boolean;
  /** A record is delivered if it passes one of them. */
  filters: readonly FilterPattern[];
}

interface StreamOptions extends MappingLimits {
  /** By the table's name. */
  tables: Record<string, StreamedTable>;
  region: string;
  /** Epoch milliseconds, which records are dated by. */
  clock: () => number;
  journal: Journal;
  deliver: Deliver;
  onLog: (line: string) => void;
  /** Milliseconds between two reads; with `Infinity` only `read` reads. */
  pollMilliseconds: number;
}

/** The streams of tables, and the mapping that hands their records to a function. */
export interface TableStreams {
  /** Gives a wire that does what the given one does, and by which what it changes is in the stream. */
  wrap(wire: Wire): Wire;
  /** The same for the wire by which items are deleted that are past their time to live. */
  wrapTimeToLive(wire: Wire): Wire;
  /** Delivers the records of all writes that were answered, up to one at which the function fails. */
  read(): Promise<void>;
  /** Ends after the batch that is being delivered. What is left is delivered by the next opening. */
  close(): Promise<void>;
}

/**
 * Stands in for DynamoDB's streams and Lambda's event source mappings. The embedded engine has streams, but it keeps every record for ever and
 * looks through all of them at each write: after 5,000 writes one takes fourteen times as long (dynoxide 1.2.1: 4.3 ms instead of 0.3 ms). So
 * records are made here, of the writes that go through a wrapped wire.
 *
 * A write is in the journal before it is sent, and its record until it is delivered. Whatever a killed process has not delivered the next
 * opening delivers, some of it a second time under the same `eventID`.
 *
 * @param wire calls the engine; it is closed with the streams
 */
export async function openStreams(wire: Wire, options: StreamOptions): Promise<TableStreams> {
  const { tables, region, clock, journal, deliver, onLog, pollMilliseconds, batchSize, recordAge } = options;
  let closed = false;
  let reading = Promise.resolve();
  const log = openChangeLog(journal);
  const changes = createItemChanges({ wire, log, keyOf, isWanted, clock, region });
  const mappings = Object.keys(tables).map((table) =>
    createMapping({
      pending: () => (closed ? [] : log.pending(table)),
      delivered: (count) => log.delivered(table, count),
      deliver,
      clock,
      batchSize,
      recordAge,
      onGiveUp: ({ eventID }, reason) => onLog(`the stream's record ${eventID} of ${table} was given up: ${reason}`),
    }),
  );

  function keyOf({ table, attributes }: Named): Item | undefined {
    const definition = Object.hasOwn(tables, table) ? tables[table] : undefined;
    if (!definition) return undefined;
    const { partitionKey, sortKey, mayPass } = definition;
    const [pk, sk] = [attributes?.[partitionKey], attributes?.[sortKey]];
    // Without a whole key the engine refuses the call.
    const key = pk && sk ? { [partitionKey]: pk, [sortKey]: sk } : undefined;
    return key && mayPass(key) ? key : undefined;
  }

  function isWanted(record: StreamRecord): boolean {
    return tables[tableOf(record)]?.filters.some((filter) => matches(filter, record)) ?? false;
  }

  async function readAll(): Promise<void> {
    await changes.settle();
    await Promise.all(mappings.map((run) => run()));
  }

  function read(): Promise<void> {
    const next = reading.then(readAll);
    reading = next.catch(() => {});
    return next;
  }

  const wrapped =
    (byTimeToLive: boolean) =>
    (inner: Wire): Wire => ({ ...inner, send: (...call) => changes.send(inner, byTimeToLive, ...call) });
  // Writes that an earlier process was killed in have their records before any other write is made.
  await changes.settle();
  let isPolling = false;
  const poll = () => {
    // The last read may take longer than the interval.
    if (isPolling) return;
    isPolling = true;
    void read()
      .catch((error: Error) => onLog(`the streams were not read: ${error.message}`))
      .finally(() => {
        isPolling = false;
      });
  };
  const timer = Number.isFinite(pollMilliseconds) ? setInterval(poll, pollMilliseconds).unref() : undefined;
  return {
    wrap: wrapped(false),
    wrapTimeToLive: wrapped(true),
    read,
    async close() {
      closed = true;
      clearInterval(timer);
      await read();
      log.close();
      await wire.close();
    },
  };
}
