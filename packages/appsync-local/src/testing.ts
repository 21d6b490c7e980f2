import { basename } from "node:path";
import { AUTH_TYPE_NAMES } from "./context.ts";
import type { ExtensionCall, Json, RaisedError, Step } from "./contracts.ts";
import type { AuthType } from "./description.ts";
import { type BundleOptions, bundleStep } from "./language/bundle.ts";
import { createSandbox } from "./sandbox/sandbox.ts";

/** Who calls, as `ctx.identity` and `util.authType()` tell it. Made by `cognitoUser`, `iamPrincipal`, `apiKey`, `authorized`. */
export interface TestCaller {
  mode: AuthType;
  identity: { [key: string]: Json } | null;
}

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

/**
 * Bundles a TypeScript step as it is deployed, and loads it into a realm of its own.
 *
 * @param file the step's path
 * @param options `clock` gives the milliseconds that `util.time` sees; the rest goes to the bundler
 * @throws Error that lists by name and line what APPSYNC_JS does not allow
 */
export function loadStep(file: string, options: BundleOptions & { clock?: () => number } = {}): TestStep {
  const { clock = Date.now, ...bundling } = options;
  const code = bundleStep(file, bundling);
  const step = createSandbox(clock).load(basename(file), code);
  const test: TestStep = {
    code,
    appended: [],
    headers: [],
    logs: [],
    extensions: [],
    request: (ctx) => run(step, "request", ctx, test),
    response: (ctx) => run(step, "response", ctx, test),
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

export const apiKey = (): TestCaller => ({ mode: "API_KEY", identity: null });

/** A signed-in user of a Cognito user pool. `claims` are the token's, beside those that follow from the rest. */
export function cognitoUser(user: {
  sub: string;
  username?: string;
  groups?: string[];
  claims?: JsonObject;
}): TestCaller {
  const { sub, username = sub, groups = null, claims = {} } = user;
  const issuer = "https://cognito-idp.us-east-1.amazonaws.com/us-east-1_example";
  const standard = { sub, iss: issuer, "cognito:username": username, token_use: "id" };
  const grouped: JsonObject = groups ? { "cognito:groups": groups } : {};
  return {
    mode: "AMAZON_COGNITO_USER_POOLS",
    identity: {
      sub,
      issuer,
      username,
      claims: { ...standard, ...grouped, ...claims },
      groups,
      sourceIp: ["127.0.0.1"],
      defaultAuthStrategy: "ALLOW",
    },
  };
}

/** A backend that signs with IAM credentials. */
export function iamPrincipal(principal: { userArn: string; username?: string; accountId?: string }): TestCaller {
  const { userArn, username = "AROAEXAMPLE:session", accountId = "123456789012" } = principal;
  return {
    mode: "AWS_IAM",
    identity: {
      accountId,
      cognitoIdentityPoolId: null,
      cognitoIdentityId: null,
      cognitoIdentityAuthType: null,
      cognitoIdentityAuthProvider: null,
      sourceIp: ["127.0.0.1"],
      username,
      userArn,
    },
  };
}

/** A caller let in by a Lambda authorizer. */
export function authorized(resolverContext: Record<string, string>): TestCaller {
  return { mode: "AWS_LAMBDA", identity: { resolverContext } };
}

export type { ExtensionCall, Outcome, Step } from "./contracts.ts";
export { createSandbox } from "./sandbox/sandbox.ts";
