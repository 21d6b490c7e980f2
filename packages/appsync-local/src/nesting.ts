import type { Json } from "./contracts.ts";

/** Levels of lists and objects: what reads JSON by recursion, here and in the realm, stays far from the end of its stack. */
const MAX_LEVELS = 500;

/** Whether a value has more levels than anything needs. Does not recurse itself. */
export function isTooDeep(value: Json): boolean {
  let level: Json[] = [value];
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > MAX_LEVELS) return true;
    level = level.flatMap((each) => (typeof each === "object" && each !== null ? containersIn(each) : []));
  }
  return false;
}

const containersIn = (value: Json[] | { [key: string]: Json }): Json[] =>
  Object.values(value).filter((each) => typeof each === "object" && each !== null);
