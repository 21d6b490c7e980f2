import type { Json } from "../contracts.ts";

/**
 * The messages of AppSync's WebSocket protocol. Its subprotocol is called `graphql-ws`, but is not that library's protocol.
 * https://docs.aws.amazon.com/appsync/latest/devguide/real-time-websocket-client.html
 */
export const SUBPROTOCOL = "graphql-ws";

/** An entry of `errors` in messages. AppSync leaves out the path and the locations that it has over HTTP. */
export interface RealtimeError {
  errorType?: string;
  message: string;
  errorCode?: number;
}

/** What the server sends, but for `data`, whose payload is made as text. */
export type ServerMessage =
  | { type: "connection_ack"; payload: { connectionTimeoutMs: number } }
  | { type: "connection_error"; payload: { errors: RealtimeError[] } }
  | { type: "ka" }
  | { id: string; type: "start_ack" | "complete" }
  | { id: string; type: "error"; payload: { errors: RealtimeError[] } };

export type ClientMessage =
  | { type: "connection_init" }
  | { type: "start"; id: string; data: string; authorization: { [name: string]: Json } | null }
  | { type: "stop"; id: string }
  /** Anything else; `id` is empty when it has none. */
  | { type: "unknown"; id: string };

/** The longest id that is kept and sent back. AppSync's own bound is not documented. */
const MAX_ID_CHARACTERS = 128;

/** Reads what a client sent. Nothing that it can send throws. */
export function readMessage(text: string): ClientMessage {
  const message = objectOf(parse(text));
  const id = typeof message.id === "string" && message.id.length <= MAX_ID_CHARACTERS ? message.id : "";
  if (message.type === "connection_init") return { type: "connection_init" };
  if (message.type === "stop" && id !== "") return { type: "stop", id };
  const { data, extensions } = objectOf(message.payload);
  if (message.type !== "start" || id === "" || typeof data !== "string") return { type: "unknown", id };
  const { authorization } = objectOf(extensions);
  return { type: "start", id, data, authorization: isObject(authorization) ? authorization : null };
}

const parse = (text: string): Json => {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
};

type JsonObject = { [name: string]: Json };

const isObject = (value: Json | undefined): value is JsonObject =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const objectOf = (value: Json | undefined): JsonObject => (isObject(value) ? value : {});
