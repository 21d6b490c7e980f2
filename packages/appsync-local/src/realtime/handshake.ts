import type { Json } from "../contracts.ts";
import type { ReceivedRequest } from "../http-server.ts";
import { headersMissing, noProtocol, wrongHost } from "./errors.ts";
import { type RealtimeError, SUBPROTOCOL } from "./messages.ts";

/** What a client signs or authenticates at the handshake: a POST to `<endpoint>/connect` with the body `{}`. */
const CONNECT = { method: "POST", url: "/graphql/connect", body: Buffer.from("{}") };
const HEADER_PROTOCOL = "header-";
/** Headers of the handshake that are no business of resolvers and authorizers: they belong to the WebSocket, or are cookies. */
const OWN_HEADERS = /^(sec-websocket-.*|upgrade|connection|cookie)$/;

type Headers = Record<string, string>;

/**
 * Reads the credentials of a handshake: from `?header=` in base64, from a subprotocol `header-` in base64url, or from the HTTP
 * headers themselves.
 *
 * @param handshake the GET that asks for the upgrade
 * @returns the request to authenticate, or the error of a handshake without a subprotocol, credentials, or the API's host
 */
export function readHandshake(handshake: ReceivedRequest): ReceivedRequest | RealtimeError {
  const protocols = (handshake.headers["sec-websocket-protocol"] ?? "").split(",").map((name) => name.trim());
  if (!protocols.includes(SUBPROTOCOL)) return noProtocol();
  const encoded = encodedHeader(handshake.url, protocols);
  const given = encoded === undefined ? headersOf(handshake) : textsOf(decode(encoded));
  if (given.host === undefined || (given.authorization ?? given["x-api-key"]) === undefined) return headersMissing();
  if (given.host !== handshake.headers.host) return wrongHost();
  return { ...CONNECT, headers: { ...plainHeaders(handshake), ...given }, sourceIp: handshake.sourceIp };
}

/**
 * What a client signs or authenticates with a `start`: a POST of its `data` to the endpoint.
 *
 * @param authorization the message's `extensions.authorization`
 */
export function readStart(
  handshake: ReceivedRequest,
  data: string,
  authorization: { [name: string]: Json },
): ReceivedRequest {
  const headers = { ...plainHeaders(handshake), ...textsOf(authorization) };
  return { method: "POST", url: "/graphql", headers, body: Buffer.from(data), sourceIp: handshake.sourceIp };
}

function headersOf({ headers }: ReceivedRequest): Headers {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !OWN_HEADERS.test(name)));
}

/** What accompanies credentials that came in another way: the HTTP headers that are none themselves. */
function plainHeaders(handshake: ReceivedRequest): Headers {
  const { authorization: _, "x-api-key": __, ...plain } = headersOf(handshake);
  return plain;
}

function encodedHeader(url: string, protocols: string[]): string | undefined {
  const query = new URLSearchParams(url.split("?", 2)[1] ?? "");
  // Clients do not escape base64's plus sign, which a query string reads as a space.
  const inQuery = query.get("header")?.replaceAll(" ", "+");
  return inQuery ?? protocols.find((name) => name.startsWith(HEADER_PROTOCOL))?.slice(HEADER_PROTOCOL.length);
}

/** Node's decoder takes both alphabets, with padding and without. */
function decode(encoded: string): Json {
  try {
    return JSON.parse(Buffer.from(encoded, "base64").toString("utf8"));
  } catch {
    return null;
  }
}

/** The members that are texts, by name in lower case. */
function textsOf(value: Json): Headers {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return {};
  const texts = Object.entries(value).filter((pair): pair is [string, string] => typeof pair[1] === "string");
  return Object.fromEntries(texts.map(([name, text]) => [name.toLowerCase(), text]));
}
