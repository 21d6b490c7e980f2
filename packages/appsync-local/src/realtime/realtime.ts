import { randomUUID } from "node:crypto";
import { type GraphQLSchema, OperationTypeNode } from "graphql";
import type { Authenticator } from "../auth/authenticate.ts";
import type { Json } from "../contracts.ts";
import type { Limits } from "../description.ts";
import { Refusal } from "../errors.ts";
import { selectedFields, withoutAliases } from "../graphql/selection.ts";
import { publicationsOf } from "../graphql/subscribe-directive.ts";
import type { ReceivedRequest } from "../http-server.ts";
import type { MayAccess } from "../link.ts";
import { type Executable, isOfType, type Operations, type Ran } from "../operations.ts";
import { type After, systemTimers } from "../timers.ts";
import { type Connection, openConnection, type Peer } from "./connection.ts";
import { createDelivery } from "./delivery.ts";
import { connectionRefused } from "./errors.ts";
import { readHandshake } from "./handshake.ts";
import type { RealtimeError } from "./messages.ts";
import { refuseConnection } from "./refused-connection.ts";
import { subscribe } from "./subscribe.ts";
import { createSubscriptions } from "./subscriptions.ts";

/** The realtime side of an API. */
export interface Realtime {
  /**
   * Lets a client in, or not.
   *
   * @param handshake the GET that asks for the upgrade to a WebSocket
   * @returns the function that serves the WebSocket once it is open; also clients that are not let in are told so there
   */
  connect(handshake: ReceivedRequest): Promise<(peer: Peer) => Connection>;
  /** Tells subscribers of a mutation that has run. */
  publish(mutation: Executable, ran: Ran): void;
}

interface RealtimeDeps {
  schema: GraphQLSchema;
  sdl: string;
  operations: Operations;
  authenticate: Authenticator;
  mayAccess: MayAccess;
  limits: Limits;
  after?: After | undefined;
  onLog: (line: string) => void;
}

/** @throws Error that names what is wrong with the schema's subscriptions */
export function createRealtime(deps: RealtimeDeps): Realtime {
  const { schema, sdl, authenticate, mayAccess, limits, after = systemTimers, onLog } = deps;
  const publications = publicationsOf(schema);
  const subscriptions = createSubscriptions();
  const connection = {
    subscriptions,
    subscribe: (request: ReceivedRequest, requestId: string) => subscribe(deps, request, requestId),
    deliver: createDelivery(sdl, mayAccess, onLog),
    limits,
    after,
    onLog,
  };

  async function refusalOf(handshake: ReceivedRequest): Promise<RealtimeError | null> {
    const request = readHandshake(handshake);
    if (!("headers" in request)) return request;
    try {
      await authenticate({ ...request, requestId: randomUUID(), connects: true });
      return null;
    } catch (thrown) {
      if (thrown instanceof Refusal) return connectionRefused(thrown);
      throw thrown;
    }
  }

  return {
    async connect(handshake) {
      const refusal = await refusalOf(handshake);
      return (peer) => (refusal ? refuseConnection(peer, refusal, after) : openConnection(peer, handshake, connection));
    },
    publish(mutation, ran) {
      if (!isOfType(mutation, OperationTypeNode.MUTATION)) return;
      // First who may no longer hear of anything, then the news.
      for (const invalidation of ran.scope.extended.invalidations) subscriptions.invalidate(invalidation);
      for (const { field, payload, failed } of resultsOf(mutation, ran)) {
        const listeners = payload === null ? [] : (publications.get(field) ?? []);
        if (failed && listeners.length > 0) onLog(`${field} failed in a part, so its subscribers were not told`);
        else for (const listener of listeners) subscriptions.publish(listener, payload);
      }
    },
  };
}

interface Result {
  field: string;
  payload: Json;
  /** Whether the field, or one below it, raised an error. */
  failed: boolean;
}

/** The results of a mutation's fields, in their order: what the client selected of them, by the fields' own names. */
function resultsOf({ prepared, operation, coerced }: Executable, { data, errors }: Ran): Result[] {
  const conditions = { fragments: prepared.fragmentDefinitions, variableValues: coerced.values };
  const fields = selectedFields([operation.definition.selectionSet], conditions);
  return [...fields].map(([alias, nodes]) => ({
    field: nodes[0]?.name.value ?? alias,
    payload: withoutAliases(
      data?.[alias] ?? null,
      nodes.flatMap(({ selectionSet }) => selectionSet ?? []),
      conditions,
    ),
    failed: errors.some(({ path }) => path?.[0] === alias),
  }));
}
