import type { Json, RaisedError, Step } from "./contracts.ts";

type Context = { [key: string]: Json };
type FunctionResult = { data?: Json; errorMessage?: Json; errorType?: Json } | null;

/** What a function gets as its event. */
const EVENT = ["arguments", "identity", "source", "request", "prev", "info", "stash"];
const NOT_AUTHORIZED = "You are not authorized to make this call.";

/**
 * The handlers of a resolver that has none: a direct Lambda resolver sends `ctx` to its function and answers what that answers, or raises its
 * error. In batches the function answers `{data, errorMessage, errorType}` for each (AppSync's guide, resolver-mapping-template-reference-lambda,
 * "Direct Lambda Resolvers").
 */
export function directLambda(batched: boolean): Step {
  return {
    run(handler, contextJson) {
      const context = JSON.parse(contextJson) as Context;
      const end = handler === "request" ? requestOf(context, batched) : responseOf(context, batched);
      return { stash: (context.stash ?? {}) as Context, appended: [], headers: [], logs: [], extensions: [], ...end };
    },
  };
}

type Ended = { kind: "value"; value: Json } | { kind: "error"; error: RaisedError };

function requestOf(context: Context, batched: boolean): Ended {
  const payload = Object.fromEntries(EVENT.map((name) => [name, context[name] ?? null]));
  return { kind: "value", value: { operation: batched ? "BatchInvoke" : "Invoke", payload } };
}

function responseOf({ result = null, error = null }: Context, batched: boolean): Ended {
  if (error !== null) {
    const { type, message } = error as { type: string; message: string };
    return raised(message, type, result);
  }
  if (!batched) return { kind: "value", value: result };
  const { data = null, errorMessage = null, errorType = null } = (result ?? {}) as NonNullable<FunctionResult>;
  if (errorMessage === null) return { kind: "value", value: data };
  return raised(String(errorMessage), errorType === null ? null : String(errorType), data);
}

const raised = (message: string, type: string | null, data: Json): Ended => ({
  kind: "error",
  error: { message: type === "UnauthorizedException" ? NOT_AUTHORIZED : message, type, data, info: null },
});
