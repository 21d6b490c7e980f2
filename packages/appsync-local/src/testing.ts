import { basename } from "node:path";
import { AUTH_TYPE_NAMES } from "./auth/type-names.ts";
import type { ExtensionCall, Json, RaisedError, Step } from "./contracts.ts";
import { coverageStore, coverBundle } from "./coverage.ts";
import { withServiceText } from "./datasources/dynamodb/service-text.ts";
import { type BundleOptions, bundleStep, rootOf } from "./language/bundle.ts";
import { assertTypes } from "./language/gate.ts";
import { createSandbox } from "./sandbox/sandbox.ts";
import { apiKey, type TestCaller } from "./test-callers.ts";

type JsonObject = { [key: string]: Json };

/** What of `ctx` a test cares for; the rest is filled in as AppSync would. */
export interface ContextParts {
  args?: JsonObject;
  /** Default: an API key. */
  caller?: TestCaller;
  source?: Json;
  stash?: JsonObject;
  prev?: { result: Json };
  result?: Json;
  error?: { message: string; type: string };
  env?: Record<string, string>;
  headers?: Record<string, string>;
  info?: {
    fieldName?: string;
    parentTypeName?: string;
    variables?: JsonObject;
    selectionSetList?: string[];
    selectionSetGraphQL?: string;
  };
}

/** A whole `ctx`. Handlers run on a copy; what they put into the stash is in `stash` afterwards. */
export interface TestContext extends JsonObject {
  args: JsonObject;
  stash: JsonObject;
}

/** What a handler raised: `util.error`, `util.unauthorized` (type `Unauthorized`), or a failure of the code itself (type `Code`). */
export class StepError extends Error {
  readonly type: string | null;
  readonly data: Json;
  readonly info: Json;

  constructor({ message, type, data, info }: RaisedError) {
    super(message);
    this.name = "StepError";
    this.type = type;
    this.data = data;
    this.info = info;
  }
}

/** What a handler answers that ended in `runtime.earlyReturn`. */
export class EarlyReturn {
  readonly value: Json;
  readonly skipTo: "NEXT" | "END";

  constructor(value: Json, skipTo: "NEXT" | "END") {
    this.value = value;
    this.skipTo = skipTo;
  }
}

export interface TestStep {
  /** Gives what the handler returns, or an EarlyReturn. @throws StepError for what it raises */
  request(ctx: TestContext): unknown;
  response(ctx: TestContext): unknown;
  /** Of the last run: what `util.appendError` added, `util.http` set, and `console` wrote. */
  appended: RaisedError[];
  headers: [name: string, value: string][];
  logs: string[];
  /** Of the last run: its calls of `extensions`, such as the filter that it set for a subscription. */
  extensions: ExtensionCall[];
  /** The bundle that ran: what would be deployed. */
  code: string;
}

export interface LoadOptions extends BundleOptions {
  clock?: () => number;
  checkTypes?: boolean;
}

/**
 * Bundles a TypeScript step as it is deployed, and loads it into a realm of its own.
 *
 * @param file the step's path
 * @param options `clock` gives the milliseconds that `util.time` sees, `checkTypes: false` leaves out the type check, the rest goes to the
 * bundler
 * @throws Error that lists by name and line what APPSYNC_JS does not allow
 */
export function loadStep(file: string, options: LoadOptions = {}): TestStep {
  const { clock = Date.now, checkTypes = true, ...bundling } = options;
  const code = bundleStep(file, bundling);
  const name = basename(file);
  const store = coverageStore();
  const step = createSandbox(clock, { cover: store !== undefined }).load(name, code);
  const addCoverage = store && coverBundle(store, code, rootOf([file], options));
  if (checkTypes) assertTypes(new Map([[name, code]]));
  const covered: Step = {
    run(handler, contextJson) {
      const outcome = step.run(handler, contextJson);
      addCoverage?.(outcome.covered ?? {});
      return outcome;
    },
  };
  const test: TestStep = {
    code,
    appended: [],
    headers: [],
    logs: [],
    extensions: [],
    request: (ctx) => run(covered, "request", ctx, test),
    response: (ctx) => run(covered, "response", ctx, test),
  };
  return test;
}

function run(step: Step, handler: "request" | "response", ctx: TestContext, test: TestStep): unknown {
  const { args, ...rest } = ctx;
  const outcome = step.run(handler, JSON.stringify({ ...rest, arguments: args }));
  for (const key of Object.keys(ctx.stash)) delete ctx.stash[key];
  Object.assign(ctx.stash, outcome.stash);
  const { appended, headers, logs, extensions } = outcome;
  Object.assign(test, { appended, headers, logs, extensions });
  switch (outcome.kind) {
    case "value":
      return outcome.value;
    case "earlyReturn":
      return new EarlyReturn(outcome.value, outcome.skipTo);
    case "error":
      throw new StepError(outcome.error);
    case "unauthorized":
      throw new StepError({ message: "Not Authorized", type: "Unauthorized", data: null, info: null });
    case "fault":
      throw new StepError({ message: outcome.detail, type: "Code", data: null, info: null });
  }
}

/** Fills a `ctx` for a caller. */
export function context(parts: ContextParts = {}): TestContext {
  const { caller = apiKey(), args = {}, headers = {}, info, ...rest } = parts;
  return {
    args,
    identity: caller.identity,
    authType: AUTH_TYPE_NAMES[caller.mode],
    source: null,
    stash: {},
    prev: { result: null },
    result: null,
    error: null,
    env: {},
    request: { headers, domainName: null },
    info: {
      fieldName: "field",
      parentTypeName: "Query",
      variables: {},
      selectionSetList: [],
      selectionSetGraphQL: "",
      ...info,
    },
    ...rest,
  };
}

/**
 * What `context` takes for a DynamoDB write whose condition failed.
 *
 * @param item the item as it is stored, which AppSync reads again by its documentation. Left out: there is none in `ctx.result`, as users
 * report (aws-appsync-community #343). Test a step with both.
 */
export function conditionFailed(item: Json = null): Pick<ContextParts, "error" | "result"> {
  const message = withServiceText("The conditional request failed", 400);
  return { error: { type: "DynamoDB:ConditionalCheckFailedException", message }, result: item };
}

export type { ExtensionCall, Outcome, Step } from "./contracts.ts";
export { createSandbox } from "./sandbox/sandbox.ts";
export { apiKey, authorized, cognitoUser, iamPrincipal, type TestCaller } from "./test-callers.ts";
