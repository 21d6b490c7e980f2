import { randomUUID } from "node:crypto";
import { OperationTypeNode } from "graphql";
import { createAuthenticator } from "./auth/authenticate.ts";
import { checkSize, parseBody } from "./body.ts";
import { checkDescription } from "./check-description.ts";
import type { DataSourceClient, ErrorEntry } from "./contracts.ts";
import { createDataSource } from "./datasources/create.ts";
import type { WrapWire } from "./datasources/dynamodb/wire.ts";
import type { Fault, Faults } from "./datasources/faults.ts";
import { createLambda } from "./datasources/lambda.ts";
import { type ApiDescription, DEFAULT_API_ID, DEFAULT_LIMITS } from "./description.ts";
import { Refusal } from "./errors.ts";
import { createFaultSwitch } from "./fault-switch.ts";
import { accessRules } from "./graphql/authorization.ts";
import { preparer, selectOperation } from "./graphql/document.ts";
import { executeOperation } from "./graphql/execution.ts";
import type { BadRequest } from "./graphql/refusals.ts";
import { buildSchema } from "./graphql/schema.ts";
import { coerceVariables } from "./graphql/variables.ts";
import type { HttpResponse, ReceivedRequest } from "./http-server.ts";
import { assertTypes } from "./language/gate.ts";
import { bundlesOf, link } from "./link.ts";
import { createScope, type RequestScope, type Trace } from "./request.ts";
import { errorEntries } from "./result.ts";
import { createSandbox } from "./sandbox/sandbox.ts";
import { type Evaluation, watch } from "./sandbox/watch.ts";

export interface ApiOptions {
  /**
   * Gives the time that handlers and a Lambda authorizer see, and by which tokens and keys expire, in milliseconds since the epoch. Default:
   * the system's.
   */
  clock?: () => number;
  /** Gets a trace of every request when its answer is ready. */
  onTrace?: (trace: Trace) => void;
  /** Gets what failed inside handlers and functions, worded for developers, and what they log. */
  onLog?: (line: string) => void;
  /** Gets the wire of each DynamoDB data source, and gives the one that is used. */
  wrapWire?: WrapWire;
  /** Gets the input and the outcome of every run of a handler. */
  onEvaluate?: (evaluation: Evaluation) => void;
  /**
   * Whether the types of bundles are checked, as AppSync does when they are uploaded. It takes `typescript` and `@aws-appsync/utils`; without
   * them nothing is checked. Bundles that have passed before are not checked again. Default: true.
   */
  checkTypes?: boolean;
}

/** A response whose body is JSON text. */
export type JsonResponse = HttpResponse & { body: string };

/** A running API, without a socket. */
export interface Api {
  /** Answers one HTTP request as AppSync answers a POST to `/graphql`. Never rejects. */
  handle(request: ReceivedRequest): Promise<JsonResponse>;
  /** Makes calls of data sources fail. */
  faults: Faults;
  /** Ends what the API keeps open: function instances and connections. */
  close(): Promise<void>;
}

/**
 * Makes an API from its description: builds the schema, loads and links every bundle.
 *
 * @throws Error that names what is wrong in the description
 */
export function createApi(description: ApiDescription, options: ApiOptions = {}): Api {
  const { clock = Date.now, onTrace, onLog = () => {}, wrapWire, onEvaluate, checkTypes = true } = options;
  checkDescription(description);
  const limits = { ...DEFAULT_LIMITS, ...description.limits };
  const schema = buildSchema(description.schema);
  const faults = createFaultSwitch<Fault>();
  const clients = new Map<string, DataSourceClient>();
  for (const [name, source] of Object.entries(description.dataSources)) {
    clients.set(name, createDataSource(source, { name, faults, clock, onLog, wrapWire }));
  }
  const sandbox = createSandbox(clock);
  const watched = onEvaluate ? watch(sandbox, onEvaluate) : sandbox;
  link(schema, description, watched, clients, accessRules(schema, description.auth.default));
  if (checkTypes) assertTypes(bundlesOf(description));
  const prepare = preparer(schema, { limits, introspection: description.introspection ?? true });
  const authorizer = createAuthorizer(description.auth, onLog, options.clock);
  const authenticate = createAuthenticator(description.auth, {
    clock,
    apiId: description.apiId ?? DEFAULT_API_ID,
    invokeAuthorizer: authorizer.invoke,
    onLog,
  });

  /** Takes the steps of one request in order; each refuses by throwing a Refusal. */
  async function answer(request: ReceivedRequest, requestId: string): Promise<JsonResponse> {
    const started = performance.now();
    checkSize(request.body, limits.bodyBytes);
    const caller = await authenticate({ ...request, requestId });
    const { query, variables, operationName } = parseBody(request.body, limits.bodyBytes);
    const prepared = prepare(query);
    if (prepared.kind === "badRequest") throw refusalOf(prepared);
    if (prepared.kind === "invalid") return reply(200, requestId, { data: null, errors: prepared.errors });
    const operation = selectOperation(prepared, operationName);
    if (operation.kind === "badRequest") throw refusalOf(operation);
    if (operation.definition.operation === OperationTypeNode.SUBSCRIPTION) throw subscriptionOverHttp();
    const coerced = coerceVariables(operation.variables, variables);
    if (coerced.kind === "badRequest") throw refusalOf(coerced);
    if (coerced.kind === "invalid") return reply(200, requestId, { data: null, errors: coerced.errors });

    const deadline = new AbortController();
    const timer = setTimeout(() => deadline.abort(), limits.requestMilliseconds);
    const scope = createScope(requestId, request, caller, variables, deadline.signal, {
      resolverCount: limits.resolverCount,
      depth: operation.depth > limits.queryDepth ? limits.queryDepth : null,
      milliseconds: limits.requestMilliseconds,
    });
    try {
      const result = await executeOperation(schema, prepared, operation, coerced, scope);
      const errors = [...errorEntries(schema, result.errors ?? [], scope.logs), ...scope.appended];
      const body = errors.length > 0 ? { data: result.data ?? null, errors } : { data: result.data ?? null };
      return reply(200, requestId, body, Object.fromEntries(scope.responseHeaders), performance.now() - started);
    } finally {
      clearTimeout(timer);
      for (const line of scope.logs) onLog(line);
      onTrace?.(traceOf(scope, operation.definition.name?.value ?? null, performance.now() - started));
    }
  }

  return {
    faults,
    async handle(request) {
      const requestId = randomUUID();
      try {
        return await answer(request, requestId);
      } catch (thrown) {
        if (thrown instanceof Refusal) return refusalReply(thrown, requestId);
        onLog(`request ${requestId}: ${thrown instanceof Error ? thrown.stack : thrown}`);
        return reply(500, requestId, { errors: [{ errorType: "InternalFailure", message: "Internal failure." }] });
      }
    },
    async close() {
      await Promise.all([...clients.values(), authorizer].map((part) => part.close()));
    },
  };
}

function refusalReply({ status, errors }: Refusal, requestId: string): JsonResponse {
  const [{ errorType }] = errors;
  return reply(status, requestId, { errors }, errorType ? { "x-amzn-errortype": errorType } : {});
}

const refusalOf = ({ errorType, message }: BadRequest) => new Refusal(400, errorType, message);

const subscriptionOverHttp = () =>
  new Refusal(400, "UnsupportedOperation", "Subscriptions are not available over HTTP.");

/** The API's Lambda authorizer, if it has one. It judges whether tokens count now, so it lives by the API's clock. */
function createAuthorizer(
  { default: first, additional = [] }: ApiDescription["auth"],
  onLog: (line: string) => void,
  clock?: () => number,
) {
  const mode = [first, ...additional].find((each) => each.type === "AWS_LAMBDA");
  const lambda = mode && createLambda(mode.function, { name: "authorizer", onLog, clock });
  return {
    async invoke(_: unknown, event: unknown): Promise<unknown> {
      const answer = await lambda?.invoke(event);
      if (answer && "payload" in answer) return answer.payload;
      throw new Error(`the authorizer failed: ${answer?.errorMessage}`);
    },
    close: async () => lambda?.close(),
  };
}

type ResponseBody = { data?: unknown; errors?: (ErrorEntry | Partial<ErrorEntry>)[] };

/** AppSync counts one token for every 1,500 ms that a request takes. [?] */
const MILLISECONDS_A_TOKEN = 1_500;

function reply(status: number, requestId: string, body: ResponseBody, headers = {}, milliseconds = 0): JsonResponse {
  return {
    status,
    headers: {
      ...headers,
      "content-type": "application/json;charset=UTF-8",
      "x-amzn-requestid": requestId,
      "x-amzn-appsync-tokensconsumed": String(Math.ceil((milliseconds + 1) / MILLISECONDS_A_TOKEN)),
    },
    body: JSON.stringify(body),
  };
}

function traceOf(scope: RequestScope, operationName: string | null, milliseconds: number): Trace {
  return { requestId: scope.id, operationName, milliseconds, calls: scope.calls, logs: scope.logs };
}
