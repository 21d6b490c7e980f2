import type { Json } from "../../contracts.ts";
import { copyOf } from "./copy.ts";
import type { Signal } from "./invocation.ts";
import { typeError } from "./primordials.ts";

/** The `runtime` object of `@aws-appsync/utils`. */
export const runtime = {
  /**
   * Ends the handler with `value`. Without one, and with null, it fails, as AppSync is reported to do
   * (https://github.com/aws/aws-appsync-community/issues/280). `skipTo: "END"` also skips the functions that remain, `"NEXT"` (the default) does not.
   */
  earlyReturn(value?: unknown, options?: { skipTo?: "END" | "NEXT" }): never {
    if (value === null || value === undefined) {
      throw typeError(`runtime.earlyReturn(${value}) fails on AppSync: give a value, such as an empty object`);
    }
    const skipTo = options?.skipTo ?? "NEXT";
    if (skipTo !== "END" && skipTo !== "NEXT") {
      throw typeError(`runtime.earlyReturn: skipTo must be "END" or "NEXT", not ${skipTo}`);
    }
    throw { signal: "earlyReturn", value: copyOf(value) as Json, skipTo } satisfies Signal;
  },
};
