import type { MathUtils } from "@aws-appsync/utils/lib/math-utils.js";
import { numberOf } from "../arguments.ts";
import type { Host } from "../invocation.ts";
import { floor, max, min, parseInteger, round } from "../primordials.ts";

/** `util.math`. */
export function createMath(host: Host) {
  /** 52 random bits as a fraction of 1. */
  const randomDouble = () => parseInteger(host.randomHex(7).slice(0, 13), 16) / 2 ** 52;
  return {
    roundNum: (input) => round(numberOf(input, "util.math.roundNum: the number")),
    minVal: (...numbers) => min(...numbers.map((number) => numberOf(number, "util.math.minVal: each number"))),
    maxVal: (...numbers) => max(...numbers.map((number) => numberOf(number, "util.math.maxVal: each number"))),
    randomDouble,
    /** From `start` up to but not including `end`, as Java's bounded generators do [?]. */
    randomWithinRange(start, end) {
      const lowest = numberOf(start, "util.math.randomWithinRange: the start");
      return lowest + floor(randomDouble() * (numberOf(end, "util.math.randomWithinRange: the end") - lowest));
    },
  } satisfies MathUtils;
}
