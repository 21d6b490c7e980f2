import { emitMetrics } from "../metrics.ts";
import { changesOf, type Image } from "./changes.ts";
import { bakedSettings } from "./settings.ts";

/** What of a DynamoDB stream's event is looked at. Its filter lets slots alone through. */
interface StreamEvent {
  Records: { dynamodb: { OldImage?: Image; NewImage: Image } }[];
}

/**
 * Counts what happened to slots: guesses, right and wrong, tokens cancelled, slots whose budget is spent. No step of the API
 * waits for it, and neither codes nor addresses are in what it writes.
 */
export async function handler({ Records }: StreamEvent): Promise<void> {
  const { guesses } = bakedSettings().budget;
  const counts = { verified: 0, wrongGuesses: 0, cancelled: 0, longCodeSlots: 0 };
  for (const { dynamodb } of Records) {
    for (const change of changesOf(dynamodb.OldImage, dynamodb.NewImage, guesses)) counts[change] += 1;
  }
  emitMetrics({ by: [], counts });
}
