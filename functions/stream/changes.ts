import type { SlotMetric } from "../../contract/metrics.ts";
import type { Slot } from "../../contract/slot.ts";

/** A slot as a stream record has it: DynamoDB's typed values. */
export type Image = Partial<Record<keyof Slot, { S?: string; N?: string; BOOL?: boolean; L?: { S?: string }[] }>>;

/**
 * Says what one write changed in a slot.
 *
 * @param before undefined when there was no slot yet
 * @param guesses the budget's: a slot that has spent them issues long codes
 */
export function changesOf(before: Image | undefined, after: Image, guesses: number): SlotMetric[] {
  const sameToken = before?.id?.S === after.id?.S;
  if (!sameToken) return numberOf(after.guessesUsed) >= guesses && after.guessCost?.N === "0" ? ["longCodeSlots"] : [];
  if (numberOf(after.attempts) > numberOf(before?.attempts)) {
    return [after.lastGuessMac?.S === after.codeMac?.S ? "verified" : "wrongGuesses"];
  }
  const repeats = after.repeatedGuessMacs?.L ?? [];
  if (repeats.length > (before?.repeatedGuessMacs?.L?.length ?? 0)) {
    return repeats.at(-1)?.S === after.codeMac?.S ? [] : ["wrongGuesses"];
  }
  return before?.live?.BOOL && !after.live?.BOOL ? ["cancelled"] : [];
}

const numberOf = (value: Image[keyof Slot]) => Number(value?.N ?? 0);
