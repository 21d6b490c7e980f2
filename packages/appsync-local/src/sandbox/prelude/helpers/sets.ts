import { listOf, numberOf, stringOf } from "../arguments.ts";
import { asSet } from "../attribute-values.ts";
import { toText } from "../primordials.ts";

/** Sets for the items and conditions of the other helpers, which would otherwise make lists of arrays. */

export const toStringSet = (list: unknown) => asSet({ SS: elements(list, "toStringSet", stringOf) });

export const toNumberSet = (list: unknown) =>
  asSet({ NS: elements(list, "toNumberSet", numberOf).map((n) => toText(n)) });

export const toBinarySet = (list: unknown) => asSet({ BS: elements(list, "toBinarySet", stringOf) });

function elements<T>(list: unknown, helper: string, check: (value: unknown, name: string) => T): T[] {
  return listOf(list, helper).map((element) => check(element, `${helper}'s elements`));
}
