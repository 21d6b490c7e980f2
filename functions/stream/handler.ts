import { partitionOf } from "../../contract/partition.ts";
import { TOKENS_TABLE } from "../../contract/tables.ts";
import { variable } from "../environment.ts";
import { emitMetrics } from "../metrics.ts";
import { changesOf } from "./changes.ts";
import { noticesOf } from "./notices.ts";
import { notify } from "./notify.ts";
import { type StreamRecord, tableOf } from "./record.ts";
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
 * Reads the streams of the tables, of which records of clients mean nothing yet: counts what happened to slots (right and wrong guesses, tokens cancelled, slots whose budget is spent),
 * and tells owners what they have to know. No step of the API waits for it, and its output contains neither codes nor addresses.
 *
 * @returns the record to go on from when time ran out before the last one, as Lambda takes it
 */
export async function handler(
  { Records }: { Records: StreamRecord[] },
  context: LambdaContext,
): Promise<{ batchItemFailures: { itemIdentifier: string }[] }> {
  const settings = bakedSettings();
  const records = Records.filter((record) => tableOf(record) === variable("TOKENS_TABLE"));
  const end = await notifyOwners(records, settings, context);
  const counts = { verified: 0, wrongGuesses: 0, cancelled: 0, longCodeSlots: 0 };
  const { guesses, deviceGuesses } = settings.budget;
  for (const { dynamodb } of records.slice(0, end)) {
    const { Keys, OldImage, NewImage } = dynamodb;
    if (!NewImage?.[TOKENS_TABLE.slotAttribute]) continue;
    const budget = partitionOf(Keys.pk.S).kind === "l" ? deviceGuesses : guesses;
    for (const change of changesOf(OldImage, NewImage, budget)) counts[change] += 1;
  }
  emitMetrics({ by: [], counts });
  return {
    batchItemFailures: records.slice(end, end + 1).map(({ dynamodb }) => ({ itemIdentifier: dynamodb.SequenceNumber })),
  };
}

/** @returns how many records were read; at least one, so that every call comes further */
async function notifyOwners(
  records: StreamRecord[],
  settings: StreamSettings,
  context: LambdaContext,
): Promise<number> {
  for (const [index, record] of records.entries()) {
    for (const notice of noticesOf(record, settings.sends.subject.day)) {
      const left = context.getRemainingTimeInMillis();
      if (index > 0 && left < A_NOTICE) return index;
      await notify(notice, settings, AbortSignal.timeout(Math.max(0, left - RESERVE)));
    }
  }
  return records.length;
}
