import type { GraphQLResolveInfo } from "graphql";
import { type Batches, createBatches } from "./batches.ts";
import { createHandlerContext, type HandlerContext } from "./context.ts";
import type { DataSourceAnswer, DataSourceClient, Json, Outcome, RaisedError, Step } from "./contracts.ts";
import { operationOf } from "./datasources/operation.ts";
import { codeFault, entryOf, FieldError, notAuthorized, timedOut } from "./errors.ts";
import { extend } from "./extensions.ts";
import { fieldPosition } from "./field-position.ts";
import { filterBySelection } from "./graphql/selection.ts";
import type { RequestScope } from "./request.ts";

/** A step and the data source between its two handlers. `name` is null in a unit resolver. */
export interface LinkedStep {
  name: string | null;
  step: Step;
  dataSource: { name: string; client: DataSourceClient };
  /** How many calls of one request become one `BatchInvoke`. */
  maxBatchSize: number;
  /** A direct Lambda resolver, which raises the function's own errors. */
  direct: boolean;
}

export interface LinkedResolver {
  /** `Type.field` */
  name: string;
  /** The bundle of a pipeline's before and after handlers; null in a unit resolver, and in a pipeline without code. */
  beforeAndAfter: Step | null;
  steps: LinkedStep[];
  /** Whether a step could call in batches. */
  batches: boolean;
}

/** How long steps may keep the thread. */
const PAUSE_MILLISECONDS = 10;

export type FieldResolver = (
  source: Json,
  args: object,
  scope: RequestScope,
  info: GraphQLResolveInfo,
) => Promise<Json>;

/** One field being resolved. */
interface Run {
  resolver: LinkedResolver;
  scope: RequestScope;
  info: GraphQLResolveInfo;
  context: HandlerContext;
  batches: Batches | null;
}

/**
 * Makes the graphql-js resolver that runs a unit or pipeline resolver as AppSync does: before handler, then for each
 * function its request handler, the data source, its response handler, then the after handler. `ctx.prev.result` is what
 * the last of them returned.
 *
 * @param environmentJson `ctx.env` as JSON text
 */
export function createFieldResolver(resolver: LinkedResolver, environmentJson: string): FieldResolver {
  /** Requests share nothing: each has batches of its own. */
  const batchesOf = new WeakMap<RequestScope, Batches>();
  const batchesIn = (scope: RequestScope) => {
    const batches = batchesOf.get(scope) ?? createBatches();
    batchesOf.set(scope, batches);
    return batches;
  };
  return async (source, args, scope, info) => {
    scope.spendResolver();
    const run: Run = {
      resolver,
      scope,
      info,
      context: createHandlerContext(source, args, scope, info, environmentJson),
      batches: resolver.batches ? batchesIn(scope) : null,
    };
    run.batches?.begin(run);
    try {
      return await (resolver.beforeAndAfter ? runBeforeAndAfter(run, resolver.beforeAndAfter) : runSteps(run));
    } finally {
      run.batches?.end(run);
    }
  };
}

async function runBeforeAndAfter(run: Run, handlers: Step): Promise<Json> {
  const before = handle(run, handlers, "request", run.context.forRequest());
  run.context.prev = before.value;
  if (!before.early) run.context.prev = await runSteps(run);
  return handle(run, handlers, "response", run.context.forResponse({ result: run.context.prev })).value;
}

async function runSteps(run: Run): Promise<Json> {
  for (const [index, linked] of run.resolver.steps.entries()) {
    await pause(run.scope);
    const request = handle(run, linked.step, "request", run.context.forRequest());
    if (request.early) {
      run.context.prev = request.value;
      if (request.early === "END") return request.value;
      continue;
    }
    const answer = await call(run, linked, index, request.value);
    const response = handle(run, linked.step, "response", run.context.forResponse(answer));
    run.context.prev = response.value;
    if (response.early === "END") return response.value;
  }
  return run.context.prev;
}

let lastPause = 0;

/** Lets other requests have their turn: steps that ask no real data source would never leave the thread by themselves. */
async function pause(scope: RequestScope): Promise<void> {
  scope.checkTime();
  if (performance.now() - lastPause < PAUSE_MILLISECONDS) return;
  await new Promise((resolve) => setImmediate(resolve));
  lastPause = performance.now();
}

async function call(run: Run, linked: LinkedStep, index: number, request: Json): Promise<DataSourceAnswer> {
  const { resolver, batches } = run;
  if (typeof request !== "object" || request === null || Array.isArray(request)) {
    throw codeFault(
      `${resolver.name}: the request handler ${linked.name ?? ""} returned no object for its data source`,
    );
  }
  if (!batches) return ask(run, linked, request);
  if (request.operation === "BatchInvoke") {
    return batches.join(run, index, {
      payload: request.payload ?? null,
      kind: JSON.stringify(request.invocationType ?? null),
      size: linked.maxBatchSize,
      send: (payloads) => ask(run, linked, { ...request, payload: payloads }),
    });
  }
  batches.pass(run, index);
  return ask(run, linked, request);
}

/** Asks the data source, and writes the call into the request's trace. */
async function ask(
  { scope, resolver }: Run,
  { name, dataSource, direct }: LinkedStep,
  request: { [key: string]: Json },
): Promise<DataSourceAnswer> {
  if (scope.signal.aborted) throw timedOut();
  const started = performance.now();
  const answer = await dataSource.client.invoke(request, { requestId: scope.id, signal: scope.signal });
  scope.calls.push({
    resolver: resolver.name,
    function: name,
    dataSource: dataSource.name,
    operation: operationOf(request),
    milliseconds: performance.now() - started,
    capacityUnits: answer.capacityUnits ?? 0,
    error: answer.error ?? null,
  });
  if (scope.signal.aborted) throw timedOut();
  // A function that throws an error class of its own raises it under its name; of a plain Error AppSync makes Lambda:Unhandled. [?]
  const { error, functionErrorType = "Error" } = answer;
  if (!direct || !error || functionErrorType === "Error") return answer;
  return { ...answer, error: { ...error, type: functionErrorType } };
}

const tooManyHeaders = (name: string): RaisedError => ({
  message: `Response header ${name} is one too many: all of them take at most 4,096 bytes`,
  type: "ResponseHeaderError",
  data: null,
  info: null,
});

/** Leaves of an error's `data` only what the client selected of the field. */
function filtered(raised: RaisedError, info: GraphQLResolveInfo): RaisedError {
  return { ...raised, data: filterBySelection(raised.data, info) };
}

type Handled = { value: Json; early?: "NEXT" | "END" };

/** Runs a handler. */
function handle(run: Run, step: Step, handler: "request" | "response", contextJson: string): Handled {
  const { scope, info, resolver } = run;
  const outcome = step.run(handler, contextJson);
  const handled = settle(run, outcome);
  for (const call of outcome.extensions) extend(scope.extended, call, { resolver: resolver.name, handler, info });
  return handled;
}

/** Takes over what a handler left behind (stash, errors, headers, logs), and returns its value or throws its error. */
function settle(run: Run, outcome: Outcome): Handled {
  const { scope, info, context, resolver } = run;
  context.stash = outcome.stash;
  for (const raised of outcome.appended) scope.appended.push(entryOf(fieldPosition(info), filtered(raised, info)));
  for (const [name, value] of outcome.headers) {
    if (!scope.setHeader(name, value)) scope.appended.push(entryOf(fieldPosition(info), tooManyHeaders(name)));
  }
  for (const line of outcome.logs) scope.logs.push(line);
  switch (outcome.kind) {
    case "value":
      return { value: outcome.value };
    case "earlyReturn":
      return { value: outcome.value, early: outcome.skipTo };
    case "error":
      throw new FieldError(filtered(outcome.error, info));
    case "unauthorized":
      throw notAuthorized(info.parentType.name, info.fieldName);
    case "fault":
      throw codeFault(`${resolver.name}: ${outcome.detail}`);
  }
}
