import type { Json } from "../../contracts.ts";
import { copyOf } from "./copy.ts";
import type { Signal } from "./invocation.ts";
import { typeError } from "./primordials.ts";

/** The `runtime` object of `@aws-appsync/utils`. */
export const runtime = {
  /**
   * Ends the handler with `value`. `skipTo: "END"` also skips the functions that remain, `"NEXT"` (the default) does not.
   */
  earlyReturn(value?: unknown, options?: { skipTo?: "END" | "NEXT" }): never {
    const skipTo = options?.skipTo ?? "NEXT";
    if (skipTo !== "END" && skipTo !== "NEXT") {
      throw typeError(`runtime.earlyReturn: skipTo must be "END" or "NEXT", not ${skipTo}`);
    }
    throw { signal: "earlyReturn", value: copyOf(value) as Json, skipTo } satisfies Signal;
  },
};
