/** A slot as a stream tells of it: DynamoDB's typed values. */
export type Image = Record<string, { S?: string; N?: string; BOOL?: boolean; L?: { S?: string }[] }>;

export type Change = "verified" | "wrongGuesses" | "cancelled" | "longCodeSlots";

/**
 * Says what one write did to a slot.
 *
 * @param before undefined when there was no slot yet
 * @param guesses of the budget: a slot that has spent them issues long codes
 */
export function changesOf(before: Image | undefined, after: Image, guesses: number): Change[] {
  const sameToken = before?.id?.S === after.id?.S;
  if (!sameToken) return numberOf(after.used) >= guesses && after.cost?.N === "0" ? ["longCodeSlots"] : [];
  if (numberOf(after.att) > numberOf(before?.att)) {
    return [after.lastMac?.S === after.mac?.S ? "verified" : "wrongGuesses"];
  }
  const repeats = after.repeats?.L ?? [];
  if (repeats.length > (before?.repeats?.L?.length ?? 0)) {
    return repeats.at(-1)?.S === after.mac?.S ? [] : ["wrongGuesses"];
  }
  return before?.live?.BOOL && !after.live?.BOOL ? ["cancelled"] : [];
}

const numberOf = (value: Image[string] | undefined) => Number(value?.N ?? 0);
