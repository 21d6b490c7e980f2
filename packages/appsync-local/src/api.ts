import { randomUUID } from "node:crypto";
import { OperationTypeNode } from "graphql";
import { createAuthenticator } from "./auth/authenticate.ts";
import { checkSize, parseBody } from "./body.ts";
import { checkDescription } from "./check-description.ts";
import type { DataSourceClient, ErrorEntry } from "./contracts.ts";
import { createDataSource } from "./datasources/create.ts";
import type { WrapWire } from "./datasources/dynamodb/wire.ts";
import { createEventBus, type EventBus } from "./datasources/event-bus.ts";
import type { Fault, Faults } from "./datasources/faults.ts";
import { createLambda } from "./datasources/lambda.ts";
import { type ApiDescription, DEFAULT_API_ID, DEFAULT_LIMITS } from "./description.ts";
import { Refusal } from "./errors.ts";
import { createFaultSwitch } from "./fault-switch.ts";
import { accessRules } from "./graphql/authorization.ts";
import { buildSchema } from "./graphql/schema.ts";
import type { HttpResponse, ReceivedRequest } from "./http-server.ts";
import { link } from "./link.ts";
import { createOperations, isOfType } from "./operations.ts";
import { createRealtime, type Realtime } from "./realtime/realtime.ts";
import type { Trace } from "./request.ts";
import { createResolverCache } from "./resolver-cache.ts";
import { createSandbox } from "./sandbox/sandbox.ts";
import { type Evaluation, watch } from "./sandbox/watch.ts";
import type { After } from "./timers.ts";

export interface ApiOptions {
  /**
   * Gives the time that handlers and a Lambda authorizer see, and by which tokens and keys expire, in milliseconds since the epoch. Default:
   * the system's.
   */
  clock?: () => number;
  /** Sets the timers of subscribers' connections: keep-alive and the end. Default: the system's. */
  after?: After;
  /** Gets a trace of every request when its answer is ready. */
  onTrace?: (trace: Trace) => void;
  /** Gets what failed inside handlers and functions, worded for developers, and what they log. */
  onLog?: (line: string) => void;
  /** Gets the wire of each DynamoDB data source, and gives the one that is used. */
  wrapWire?: WrapWire;
  /** Gets the input and the outcome of every run of a handler. */
  onEvaluate?: (evaluation: Evaluation) => void;
}

/** A response whose body is JSON text. */
export type JsonResponse = HttpResponse & { body: string };

/** A running API, without a socket. */
export interface Api {
  /** Answers one HTTP request as AppSync answers a POST to `/graphql`. Never rejects. */
  handle(request: ReceivedRequest): Promise<JsonResponse>;
  /** The side of subscriptions. */
  realtime: Pick<Realtime, "connect">;
  /** Makes calls of data sources fail. */
  faults: Faults;
  /** The buses of the EventBridge data sources, by ARN. */
  eventBuses: ReadonlyMap<string, EventBus>;
  /** Ends what the API keeps open: function instances and connections. */
  close(): Promise<void>;
}

/**
 * Makes an API from its description: builds the schema, loads and links every bundle.
 *
 * @throws Error that names what is wrong in the description
 */
export function createApi(description: ApiDescription, options: ApiOptions = {}): Api {
  const { clock = Date.now, onTrace, onLog = () => {}, wrapWire, onEvaluate } = options;
  checkDescription(description);
  const limits = { ...DEFAULT_LIMITS, ...description.limits };
  const schema = buildSchema(description.schema);
  const faults = createFaultSwitch<Fault>();
  const clients = new Map<string, DataSourceClient>();
  const eventBuses = new Map<string, EventBus>();
  const busOf = (arn: string) => {
    const bus = eventBuses.get(arn) ?? createEventBus(arn);
    eventBuses.set(arn, bus);
    return bus;
  };
  for (const [name, source] of Object.entries(description.dataSources)) {
    clients.set(name, createDataSource(source, { name, faults, clock, onLog, wrapWire, busOf }));
  }
  const sandbox = createSandbox(clock);
  const watched = onEvaluate ? watch(sandbox, onEvaluate) : sandbox;
  const cache = description.cache && createResolverCache(description.cache, clock);
  const mayAccess = accessRules(schema, description.auth.default);
  link(schema, description, watched, clients, mayAccess, cache);
  const introspection = description.introspection ?? true;
  const operations = createOperations(schema, { limits, introspection, onLog, onTrace });
  const authorizer = createAuthorizer(description.auth, onLog, options.clock);
  const authenticate = createAuthenticator(description.auth, {
    clock,
    apiId: description.apiId ?? DEFAULT_API_ID,
    invokeAuthorizer: authorizer.invoke,
    onLog,
  });

  const { after } = options;
  const sdl = description.schema;
  const realtime = createRealtime({ schema, sdl, operations, authenticate, mayAccess, limits, after, onLog });

  /** Takes the steps of one request in order; each refuses by throwing a Refusal. */
  async function answer(request: ReceivedRequest, requestId: string): Promise<JsonResponse> {
    const started = performance.now();
    checkSize(request.body, limits.bodyBytes);
    const caller = await authenticate({ ...request, requestId });
    const operation = operations.check(parseBody(request.body, limits.bodyBytes));
    if (operation.kind === "invalid") return reply(200, requestId, { data: null, errors: operation.errors });
    if (isOfType(operation, OperationTypeNode.SUBSCRIPTION)) throw subscriptionOverHttp();
    const ran = await operations.run(operation, request, caller, requestId);
    realtime.publish(operation, ran);
    const { data, errors, scope } = ran;
    const body: ResponseBody = { data };
    const all = [...errors, ...scope.appended];
    if (all.length > 0) body.errors = all;
    const deleted = cache?.evict(scope.extended.evictions) ?? 0;
    if (deleted > 0) body.extensions = { apiCacheEntriesDeleted: deleted };
    return reply(200, requestId, body, Object.fromEntries(scope.responseHeaders), performance.now() - started);
  }

  return {
    realtime,
    faults,
    eventBuses,
    async handle(request) {
      const requestId = randomUUID();
      try {
        return await answer(request, requestId);
      } catch (thrown) {
        if (thrown instanceof Refusal) return reply(thrown.status, requestId, { errors: thrown.errors });
        onLog(`request ${requestId}: ${thrown instanceof Error ? thrown.stack : thrown}`);
        return reply(500, requestId, { errors: [{ errorType: "InternalFailure", message: "Internal failure." }] });
      }
    },
    async close() {
      await Promise.all([...clients.values(), authorizer].map((part) => part.close()));
    },
  };
}

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

type ResponseBody = {
  data?: unknown;
  errors?: (ErrorEntry | Partial<ErrorEntry>)[];
  extensions?: { apiCacheEntriesDeleted: number };
};

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
