import type { Caller, ErrorEntry, Json } from "./contracts.ts";
import { fieldLimit, resolverLimit, timedOut } from "./errors.ts";
import { type Extended, nothingExtended } from "./extensions.ts";
import type { HttpRequest } from "./http-server.ts";

/** One call of a data source in the trace of a request. */
export interface TracedCall {
  /** The resolver that called: `Type.field`. */
  resolver: string;
  /** The pipeline's function; null in a unit resolver. */
  function: string | null;
  dataSource: string;
  operation: string;
  milliseconds: number;
  capacityUnits: number;
  error: { type: string; message: string } | null;
}

/** What one GraphQL request did. `onTrace` gets it when the answer is ready. */
export interface Trace {
  requestId: string;
  operationName: string | null;
  milliseconds: number;
  calls: TracedCall[];
  /** What `console.log` wrote and what failed inside handlers, worded for developers. */
  logs: string[];
}

/** Everything that belongs to one request; no other request shares it. */
export interface RequestScope {
  id: string;
  caller: Caller;
  /** Ends calls of data sources when the request's time is over. */
  signal: AbortSignal;
  calls: TracedCall[];
  logs: string[];
  /** Entries of `util.appendError`. */
  appended: ErrorEntry[];
  responseHeaders: Map<string, string>;
  /** What handlers asked for by `extensions`. */
  extended: Extended;
  /** Sets a response header; a later one replaces one of the same name. Returns false when all would take more than AppSync sends. */
  setHeader(name: string, value: string): boolean;
  /** The depth below which fields are refused; null when the operation has no field below the limit. */
  maxDepth: number | null;
  /** Throws when the request's time is over. */
  checkTime(): void;
  /** Counts fields that are about to be completed; throws when the request has used up its share. */
  spendFields(count: number): void;
  /** Counts a resolver about to run; throws `ResolverExecutionLimitReached` beyond the limit. */
  spendResolver(): void;
  /** The parts of `ctx` that are the same for every handler of this request, as JSON text. */
  contextJson: { identity: string; request: string; variables: string };
}

/**
 * A bound of our own: aliases and lists multiply, and what they come to is computed in one go, without a pause in which
 * another request could be served.
 */
const MAX_FIELDS = 100_000;

/** Makes the counter of one answer's fields, which throws when they are too many. */
export function fieldBudget(): RequestScope["spendFields"] {
  let fields = 0;
  return (count) => {
    fields += count;
    if (fields > MAX_FIELDS) throw fieldLimit(MAX_FIELDS);
  };
}

/** The limit on all response headers that an operation's resolvers set. */
const MAX_HEADER_BYTES = 4_096;

/** The headers of `ctx.request`: all but the cookies. */
function visibleHeaders({ cookie: _, ...headers }: Record<string, string>): Record<string, string> {
  return headers;
}

/**
 * @param variables as the client sent them
 * @param limits `resolverCount`: how many resolvers the request may run; `depth`: see `maxDepth`; `milliseconds` it may take
 */
export function createScope(
  id: string,
  http: HttpRequest,
  caller: Caller,
  variables: { [key: string]: Json },
  signal: AbortSignal,
  limits: { resolverCount: number; depth: number | null; milliseconds: number },
): RequestScope {
  const responseHeaders = new Map<string, string>();
  let resolvers = 0;
  const deadline = performance.now() + limits.milliseconds;
  return {
    id,
    caller,
    signal,
    calls: [],
    logs: [],
    appended: [],
    responseHeaders,
    extended: nothingExtended(),
    setHeader(name, value) {
      const all = new Map(responseHeaders).set(name.toLowerCase(), value);
      const bytes = Buffer.byteLength([...all].flat().join(""));
      if (bytes <= MAX_HEADER_BYTES) responseHeaders.set(name.toLowerCase(), value);
      return bytes <= MAX_HEADER_BYTES;
    },
    maxDepth: limits.depth,
    checkTime() {
      if (performance.now() > deadline) throw timedOut();
    },
    spendFields: fieldBudget(),
    spendResolver() {
      resolvers += 1;
      if (resolvers > limits.resolverCount) throw resolverLimit();
    },
    contextJson: {
      identity: JSON.stringify(caller.identity),
      request: JSON.stringify({ headers: visibleHeaders(http.headers), domainName: null }),
      variables: JSON.stringify(variables),
    },
  };
}
