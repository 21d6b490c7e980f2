import type { SlotMetric } from "../../contract/metrics.ts";
import type { Slot } from "../../contract/slot.ts";
import { numberOf, type Value } from "./record.ts";

/** A slot as a stream record has it. */
export type SlotImage = Partial<Record<keyof Slot, Value>>;

/**
 * Says what one write changed in a slot.
 *
 * @param before undefined when there was no slot yet
 * @param guesses the budget's: a slot that has spent them issues long codes from then on
 */
export function changesOf(before: SlotImage | undefined, after: SlotImage, guesses: number): SlotMetric[] {
  if (before?.id?.S !== after.id?.S) return [];
  if (numberOf(after.attempts) > numberOf(before?.attempts)) {
    // The last guess of a budget is given back if it is right.
    if (after.lastGuessMac?.S === after.codeMac?.S) return ["verified"];
    const isLast = numberOf(after.guessesUsed) >= guesses && numberOf(before?.guessesUsed) < guesses;
    return isLast ? ["wrongGuesses", "longCodeSlots"] : ["wrongGuesses"];
  }
  const repeats = after.repeatedGuessMacs?.L ?? [];
  if (repeats.length > (before?.repeatedGuessMacs?.L?.length ?? 0)) {
    return repeats.at(-1)?.S === after.codeMac?.S ? [] : ["wrongGuesses"];
  }
  return before?.live?.BOOL && !after.live?.BOOL ? ["cancelled"] : [];
}
