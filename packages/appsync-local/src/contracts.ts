import type { AuthType } from "./description.ts";

/** The types that the parts of the runtime share. Nothing here does anything. */

export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/** An error raised or appended by a handler, before its path in the response is added. */
export interface RaisedError {
  message: string;
  type: string | null;
  data: Json;
  info: Json;
}

/** The outcome of one run of one handler. `stash` is the stash as the handler left it. */
export type Outcome = HandlerTrail &
  (
    | { kind: "value"; value: Json }
    | { kind: "earlyReturn"; value: Json; skipTo: "NEXT" | "END" }
    | { kind: "error"; error: RaisedError }
    | { kind: "unauthorized" }
    /** The code itself failed: a TypeError, too many iterations. `detail` is for the developer, never for the client. */
    | { kind: "fault"; detail: string }
  );

/** A call of one of the `extensions`, which is carried out when the handler has ended. */
export type ExtensionCall =
  | { name: "setSubscriptionFilter" | "setSubscriptionInvalidationFilter"; filter: Json }
  | { name: "invalidateSubscriptions"; subscriptionField: string; payload: { [key: string]: Json } }
  | ({ name: "evictFromApiCache" } & Eviction);

/** An entry of the API's cache to take out: the resolver's field, and the caching keys with their values, in the order given. */
export interface Eviction {
  typeName: string;
  fieldName: string;
  keys: [key: string, value: Json][];
}

interface HandlerTrail {
  stash: { [key: string]: Json };
  /** What `util.appendError` added. */
  appended: RaisedError[];
  /** Response headers set by `util.http`. */
  headers: [name: string, value: string][];
  /** What `console.log` and `console.error` wrote. */
  logs: string[];
  /** Calls of `extensions`, in order. */
  extensions: ExtensionCall[];
}

/** A loaded bundle. `contextJson` is `ctx` as JSON text; nothing else enters and only JSON leaves. */
export interface Step {
  run(handler: "request" | "response", contextJson: string): Outcome;
}

/** What a data source answers. Errors are data: a handler sees them as `ctx.error`. */
export interface DataSourceAnswer {
  result: Json;
  error?: { type: string; message: string };
  /** The name of the error that a Lambda function threw, for direct Lambda resolvers, which raise it as their own. */
  functionErrorType?: string;
  /** Read and write capacity units that DynamoDB said it consumed. */
  capacityUnits?: number;
}

export interface DataSourceClient {
  /**
   * @param request what the request handler returned
   * @param call whose request this is, and the signal that ends it when the request's time is over
   */
  invoke(request: { [key: string]: Json }, call: CallContext): Promise<DataSourceAnswer>;
  close(): Promise<void>;
}

export interface CallContext {
  requestId: string;
  signal: AbortSignal;
}

/** Who calls, as one auth mode found it. */
export interface Caller {
  mode: AuthType;
  /** `ctx.identity`: null for API keys. */
  identity: { [key: string]: Json } | null;
  /** Groups of the pool, for `cognito_groups`. */
  groups: string[];
  /** Whether the caller's own policy lets it reach the field (IAM's `allow`, an authorizer's `deniedFields`). */
  mayReach(type: string, field: string): boolean;
}

/** An entry of `errors` in a response, in AppSync's shape and key order. */
export interface ErrorEntry {
  path: (string | number)[] | null;
  data?: Json;
  errorType?: string | null;
  errorInfo?: Json;
  locations: { line: number; column: number; sourceName: null }[] | null;
  message: string;
}
