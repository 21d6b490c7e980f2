import { emitMetrics } from "../metrics.ts";
import { changesOf, type Image } from "./changes.ts";
import { bakedSettings } from "./settings.ts";

/** The part of a DynamoDB stream's event that is read. Its filter lets only slots through. */
interface StreamEvent {
  Records: { dynamodb: { OldImage?: Image; NewImage: Image } }[];
}

/**
 * Counts what happened to slots: right and wrong guesses, tokens cancelled, slots whose budget is spent. No step of the API waits
 * for it, and its output contains neither codes nor addresses.
 */
export async function handler({ Records }: StreamEvent): Promise<void> {
  const { guesses } = bakedSettings().budget;
  const counts = { verified: 0, wrongGuesses: 0, cancelled: 0, longCodeSlots: 0 };
  for (const { dynamodb } of Records) {
    for (const change of changesOf(dynamodb.OldImage, dynamodb.NewImage, guesses)) counts[change] += 1;
  }
  emitMetrics({ by: [], counts });
}
