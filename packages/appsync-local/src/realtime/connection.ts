import { randomUUID } from "node:crypto";
import type { Json } from "../contracts.ts";
import type { ReceivedRequest } from "../http-server.ts";
import type { After } from "../timers.ts";
import type { Deliver } from "./delivery.ts";
import {
  duplicated,
  internalFailure,
  notAuthenticated,
  tooManySubscriptions,
  unknownOperation,
  unsupported,
} from "./errors.ts";
import { readStart } from "./handshake.ts";
import { type ClientMessage, type RealtimeError, readMessage, type ServerMessage } from "./messages.ts";
import type { Agreed, Refused } from "./subscribe.ts";
import type { Subscription, Subscriptions } from "./subscriptions.ts";

/** The client's end of a WebSocket. */
export interface Peer {
  send(text: string): void;
  /** Bytes that were sent and have not left this machine yet. */
  readonly bufferedAmount: number;
  /** Says goodbye. */
  close(): void;
  /** Cuts the connection at once. */
  terminate(): void;
}

/** This end of a WebSocket. */
export interface Connection {
  /** Takes a message of the client. */
  receive(text: string): void;
  /** Has to be called when the WebSocket is closed, whoever closed it. */
  closed(): void;
}

export interface ConnectionDeps {
  subscriptions: Subscriptions;
  subscribe(request: ReceivedRequest, requestId: string): Promise<Agreed | Refused>;
  /** Cuts a payload down to what a subscriber selected. */
  deliver: Deliver;
  limits: { subscriptions: number; payloadBytes: number; connectionMilliseconds: number };
  after: After;
  onLog(line: string): void;
}

/** Clients close a connection on which nothing has come for so long. */
const CONNECTION_TIMEOUT_MILLISECONDS = 300_000;
const KEEP_ALIVE_MILLISECONDS = 60_000;
/** What a client may leave unread before it is cut off. A bound of this package's own. */
const MAX_UNREAD_BYTES = 16 * 1_048_576;

type Message<Type> = Extract<ClientMessage, { type: Type }>;

/**
 * Serves a client that has been let in.
 *
 * @param handshake the GET that opened the WebSocket
 */
export function openConnection(peer: Peer, handshake: ReceivedRequest, deps: ConnectionDeps): Connection {
  const { subscriptions, limits, after, onLog } = deps;
  /** By id; null while the subscription's resolver runs. */
  const known = new Map<string, { subscription: Subscription | null }>();
  let open = true;
  let cancelKeepAlive = () => {};
  const cancelEnd = after(limits.connectionMilliseconds, () => peer.close());

  const send = (message: ServerMessage) => sendText(JSON.stringify(message));

  function sendText(text: string): void {
    if (!open) return;
    peer.send(text);
    if (peer.bufferedAmount <= MAX_UNREAD_BYTES) return;
    onLog(`a subscriber was cut off: it left ${peer.bufferedAmount} bytes unread`);
    closed();
    peer.terminate();
  }

  const refuse = (id: string, ...errors: RealtimeError[]) => send({ id, type: "error", payload: { errors } });

  function keepAlive(): void {
    cancelKeepAlive();
    send({ type: "ka" });
    cancelKeepAlive = after(KEEP_ALIVE_MILLISECONDS, keepAlive);
  }

  async function start({ id, data, authorization }: Message<"start">): Promise<void> {
    if (known.has(id)) return refuse(id, duplicated(id));
    if (known.size >= limits.subscriptions) return refuse(id, tooManySubscriptions(limits.subscriptions));
    if (!authorization) return refuse(id, notAuthenticated());
    const entry: { subscription: Subscription | null } = { subscription: null };
    known.set(id, entry);
    const answer = await answerOf(readStart(handshake, data, authorization));
    // It was stopped, or the connection closed, while its resolver ran.
    if (known.get(id) !== entry) return;
    if ("errors" in answer) {
      known.delete(id);
      return refuse(id, ...answer.errors);
    }
    entry.subscription = { ...answer, publish: (payload) => publish(id, answer, payload), end: () => complete(id) };
    subscriptions.add(entry.subscription);
    send({ id, type: "start_ack" });
  }

  async function answerOf(request: ReceivedRequest): Promise<Agreed | Refused> {
    const requestId = randomUUID();
    return deps.subscribe(request, requestId).catch((error: unknown) => {
      onLog(`start ${requestId}: ${error instanceof Error ? error.stack : error}`);
      return { errors: [internalFailure()] };
    });
  }

  function publish(id: string, agreed: Agreed, payload: Json): void {
    const text = deps.deliver(agreed, payload);
    const bytes = Buffer.byteLength(text);
    if (bytes <= limits.payloadBytes) sendText(`{"id":${JSON.stringify(id)},"type":"data","payload":${text}}`);
    // AppSync says nothing of it to anybody.
    else
      onLog(`${agreed.field} was not delivered: its payload has ${bytes} bytes; AppSync takes ${limits.payloadBytes}`);
  }

  function stop({ id }: Message<"stop">): void {
    const entry = known.get(id);
    if (entry?.subscription) subscriptions.remove(entry.subscription);
    if (entry) complete(id);
    else refuse(id, unknownOperation(id));
  }

  function complete(id: string): void {
    known.delete(id);
    send({ id, type: "complete" });
  }

  function closed(): void {
    open = false;
    cancelKeepAlive();
    cancelEnd();
    for (const { subscription } of known.values()) if (subscription) subscriptions.remove(subscription);
    known.clear();
  }

  return {
    closed,
    receive(text) {
      const message = readMessage(text);
      switch (message.type) {
        case "connection_init":
          send({ type: "connection_ack", payload: { connectionTimeoutMs: CONNECTION_TIMEOUT_MILLISECONDS } });
          return keepAlive();
        case "start":
          return void start(message);
        case "stop":
          return stop(message);
        default:
          return refuse(message.id, unsupported("unknown"));
      }
    },
  };
}
