import type { StreamRecord } from "./record.ts";

/** What a function answers that reports where in the batch it failed (Lambda's ReportBatchItemFailures). */
export type BatchAnswer = { batchItemFailures?: { itemIdentifier: string }[] | null } | null;

/** Hands records to the function that reads them. Rejects when the function has failed. */
export type Deliver = (records: readonly StreamRecord[]) => Promise<BatchAnswer>;

/** How a mapping is set up. */
export interface MappingLimits {
  /** The most records that the function gets at once. */
  batchSize: number;
  /** Seconds after which a record that cannot be delivered is given up. */
  recordAge: number;
}

interface MappingParts extends MappingLimits {
  pending(): readonly StreamRecord[];
  /** Notes that the first of the pending records are delivered, or given up. */
  delivered(count: number): void;
  deliver: Deliver;
  /** Epoch milliseconds. */
  clock: () => number;
  /** Gets a record that is given up, and why. */
  onGiveUp(record: StreamRecord, reason: string): void;
}

/**
 * Stands in for Lambda's event source mapping, as infra/ sets it up (bisected on errors, partial answers). A batch in which the
 * function fails is split in two halves, and a single record is tried again until it is too old.
 *
 * @returns a function that delivers what is pending, up to a failure: what failed is tried again by the next call
 */
export function createMapping(parts: MappingParts): () => Promise<void> {
  const { pending, delivered, deliver, clock, onGiveUp, batchSize, recordAge } = parts;
  /** The lengths of the batches that were split, the next one last. */
  let split: number[] = [];

  /** @returns how many of the batch's records were taken, and otherwise why the next was not */
  async function offer(batch: readonly StreamRecord[]): Promise<{ taken: number; reason: string }> {
    try {
      return { taken: takenBy(await deliver(batch), batch), reason: "the function named it in batchItemFailures" };
    } catch (error) {
      return { taken: 0, reason: (error as Error).message };
    }
  }

  return async () => {
    for (;;) {
      const batch = pending().slice(0, split.pop() ?? batchSize);
      if (batch.length === 0) {
        split = [];
        return;
      }
      const { taken, reason } = await offer(batch);
      if (taken > 0) {
        delivered(taken);
        if (taken < batch.length) split.push(batch.length - taken);
        continue;
      }
      const [first] = batch as [StreamRecord];
      if (first.dynamodb.ApproximateCreationDateTime + recordAge < clock() / 1000) {
        onGiveUp(first, reason);
        delivered(1);
        continue;
      }
      const half = Math.ceil(batch.length / 2);
      split.push(...(batch.length > 1 ? [batch.length - half, half] : [1]));
      return;
    }
  };
}

/** The records before the first that the function names; none of them if it names one that is not in the batch. */
function takenBy(answer: BatchAnswer, batch: readonly StreamRecord[]): number {
  const named = (answer?.batchItemFailures ?? []).map(({ itemIdentifier }) =>
    batch.findIndex(({ dynamodb }) => dynamodb.SequenceNumber === itemIdentifier),
  );
  return Math.max(0, Math.min(batch.length, ...named));
}
