import { CLIENTS_PARTITION } from "../../contract/api-clients.ts";
import type { AuditEvent } from "../../contract/events.ts";
import { partitionOf } from "../../contract/partition.ts";
import { emitMetrics } from "../metrics.ts";
import { countsOf } from "./counts.ts";
import { eventsIn } from "./events.ts";
import { noticeOf } from "./notices.ts";
import { notify } from "./notify.ts";
import { publish } from "./publish.ts";
import type { StreamRecord } from "./record.ts";
import { bakedSettings, type StreamSettings } from "./settings.ts";

/** Lambda's context, as far as it is read. */
interface LambdaContext {
  getRemainingTimeInMillis(): number;
}

/** The milliseconds that one notice may take. A later one is not begun with less. */
const A_NOTICE = 20_000;
/** The milliseconds before Lambda's own time limit that are reserved for the answer. */
const RESERVE = 1_000;

/**
 * Reads the streams of the tables: puts what happened on the bus as audit events, tells owners what they have to know, and counts. No step
 * of the API waits for it, and its output contains neither codes nor addresses.
 *
 * @returns the record to go on from, as Lambda takes it: where the bus took no more, or time ran out
 */
export async function handler(
  { Records }: { Records: StreamRecord[] },
  context: LambdaContext,
): Promise<{ batchItemFailures: { itemIdentifier: string }[] }> {
  const settings = bakedSettings();
  const left = () => Math.max(0, context.getRemainingTimeInMillis() - RESERVE);
  const read = Records.map((record) => readRecord(record, settings));
  const { missing, refused } = await publish(
    read.flatMap((events) => events ?? []),
    AbortSignal.timeout(left()),
  );
  const firstMissing = read.findIndex((events) => events?.some((event) => missing.has(event)));
  const taken = firstMissing < 0 ? read : read.slice(0, firstMissing);
  const end = await notifyOwners(Records, taken, settings, left);
  report(taken.slice(0, end), refused);
  return {
    batchItemFailures: Records.slice(end, end + 1).map(({ dynamodb }) => ({ itemIdentifier: dynamodb.SequenceNumber })),
  };
}

/** Null for a record that cannot be read, which is passed over: tried again, it would hold up all behind it. */
type ReadRecord = AuditEvent[] | null;

function readRecord(record: StreamRecord, settings: StreamSettings): ReadRecord {
  try {
    return eventsIn(record, settings);
  } catch (error) {
    console.error(unreadable(record, (error as Error).name));
    return null;
  }
}

/** Says where the record is, and what kind of item it is of, but nothing that the item says. */
function unreadable({ eventSourceARN, dynamodb }: StreamRecord, error: string): string {
  const { SequenceNumber, Keys } = dynamodb;
  const kind = Keys.pk.S === CLIENTS_PARTITION ? CLIENTS_PARTITION : partitionOf(Keys.pk.S).kind;
  return `a record could not be read: ${error} at ${SequenceNumber} of ${eventSourceARN}, kind ${kind}`;
}

function report(done: ReadRecord[], refused: Set<AuditEvent>): void {
  const events = done.flatMap((each) => each ?? []);
  const eventsRefused = events.filter((event) => refused.has(event)).length;
  const eventsLost = done.filter((each) => each === null).length + eventsRefused;
  emitMetrics({ by: [], counts: { ...countsOf(events), eventsPut: events.length - eventsRefused, eventsLost } });
}

/** @returns how many records' owners were told; at least one's, so that every call comes further */
async function notifyOwners(
  records: StreamRecord[],
  read: ReadRecord[],
  settings: StreamSettings,
  left: () => number,
): Promise<number> {
  for (const [index, events] of read.entries()) {
    for (const event of events ?? []) {
      const notice = noticeOf(event, records[index] as StreamRecord);
      if (!notice) continue;
      if (index > 0 && left() < A_NOTICE) return index;
      await notify(notice, settings, AbortSignal.timeout(left()));
    }
  }
  return read.length;
}
