import type { RaisedError } from "../../../contracts.ts";
import { copyOf } from "../copy.ts";
import type { Invocation, Signal } from "../invocation.ts";
import { toText } from "../primordials.ts";

/** `util.error`, `appendError`, `unauthorized` and `authType`. */
export function createErrors(current: () => Invocation) {
  return {
    error(message: string, errorType?: string, data?: unknown, errorInfo?: unknown): never {
      throw { signal: "error", error: raised(message, errorType, data, errorInfo) } satisfies Signal;
    },
    appendError(message: string, errorType?: string, data?: unknown, errorInfo?: unknown): void {
      current().appended.push(raised(message, errorType, data, errorInfo));
    },
    unauthorized(): never {
      throw { signal: "unauthorized" } satisfies Signal;
    },
    authType: (): string => current().authType,
  };
}

function raised(message: unknown, type: unknown, data: unknown, info: unknown): RaisedError {
  return {
    message: toText(message ?? ""),
    type: type === undefined || type === null ? null : toText(type),
    data: copyOf(data),
    info: copyOf(info),
  };
}
