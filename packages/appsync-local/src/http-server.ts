import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { createServer as createTlsServer } from "node:https";
import type { AddressInfo } from "node:net";
import { handleUpgrades, type UpgradeHandler } from "./upgrades.ts";

export { isLocal, NOT_LOCAL } from "./loopback.ts";

/** A request, read whole. */
export interface HttpRequest {
  method: string;
  /** Path and query string. */
  url: string;
  /** Names are in lower case; a header that came more than once is one text, joined by commas. */
  headers: Record<string, string>;
  body: Buffer;
}

/** A request and the address that it came from. */
export interface ReceivedRequest extends HttpRequest {
  sourceIp: string;
}

export interface HttpResponse {
  status: number;
  headers: Record<string, string>;
  body: string | Buffer;
}

/** Answers a request. Null cuts the connection without an answer. */
export type HttpHandler = (request: ReceivedRequest) => HttpResponse | null | Promise<HttpResponse | null>;

/** A certificate and its private key in PEM. */
export interface TlsOptions {
  key: string;
  cert: string;
}

export interface HttpServerOptions {
  /** Default 0: a free one. */
  port?: number;
  /** Default 127.0.0.1. */
  host?: string;
  /** A body is kept up to one byte more than this, so that the handler sees by its length that it was too long. Default 1 MiB. */
  maxBodyBytes?: number;
  /** Gets requests that ask for a WebSocket. Those that ask for another protocol are answered as if they did not. Default: so are all. */
  upgrade?: UpgradeHandler;
  /** What the `date` header of answers says, in milliseconds since the epoch. Default `Date.now`. */
  clock?: () => number;
  /** Serves HTTPS with this certificate. Default: plain HTTP. */
  tls?: TlsOptions;
  /** Gets what a handler threw; the client is answered 500 with an empty body. Default: `console.error`. */
  onLog?: (text: string) => void;
}

export interface HttpServer {
  /** `http://<host>:<port>` (or `https:`), without a slash at the end. */
  url: string;
  port: number;
  /** Stops listening and ends open connections. */
  close(): Promise<void>;
}

/** Milliseconds that an idle connection is kept. Clients that compute between two calls, such as for SRP, come back later than Node's own 5 seconds. */
const KEEP_ALIVE = 60_000;

/** The longest body that a server takes unless it is given another bound: 1 MiB. */
export const MAX_BODY_BYTES = 1024 * 1024;

/**
 * Serves a handler on a socket of its own.
 *
 * @throws what `listen` says, for example EADDRINUSE
 */
export async function serveHttp(handler: HttpHandler, options: HttpServerOptions = {}): Promise<HttpServer> {
  const { port = 0, host = "127.0.0.1", maxBodyBytes = MAX_BODY_BYTES, onLog = console.error, upgrade, tls } = options;
  const { clock = Date.now } = options;
  const answer = (request: IncomingMessage, response: ServerResponse) => {
    upgrades?.answering(request, response);
    response.setHeader("date", new Date(clock()).toUTCString());
    serve(handler, maxBodyBytes, request, response).catch((error) => {
      onLog(error instanceof Error && error.stack ? error.stack : `${error}`);
      send(response, { status: 500, headers: {}, body: "" });
    });
  };
  const server: Server = tls ? createTlsServer(tls, answer) : createServer(answer);
  const upgrades = upgrade && handleUpgrades(server, upgrade, tls ? "secureConnection" : "connection");
  server.keepAliveTimeout = KEEP_ALIVE;
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject).listen(port, host, resolve);
  });
  const address = server.address() as AddressInfo;
  return {
    url: `${tls ? "https" : "http"}://${host}:${address.port}`,
    port: address.port,
    async close() {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      upgrades?.close();
      await closed;
    },
  };
}

async function serve(handler: HttpHandler, maxBodyBytes: number, request: IncomingMessage, response: ServerResponse) {
  const body = await readBody(request, maxBodyBytes).catch(() => null);
  // The client went away while it was sending: there is nobody to answer.
  if (!body) return response.destroy();
  const answer = await handler(receivedRequest(request, body));
  if (answer) send(response, answer);
  else response.destroy();
}

/** @param body what came with it */
export function receivedRequest(request: IncomingMessage, body: Buffer): ReceivedRequest {
  const { method = "GET", url = "/" } = request;
  return { method, url, headers: joinHeaders(request.headers), body, sourceIp: request.socket.remoteAddress ?? "" };
}

/** Reads to the end, so that a client that is still sending sees its answer, but keeps no more than it has to. */
async function readBody(request: IncomingMessage, maxBytes: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let room = maxBytes + 1;
  for await (const chunk of request) {
    if (room > 0) chunks.push(chunk.subarray(0, room));
    room -= chunk.length;
  }
  return Buffer.concat(chunks);
}

function joinHeaders(headers: IncomingMessage["headers"]): Record<string, string> {
  const joined: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    joined[name] = Array.isArray(value) ? value.join(", ") : (value ?? "");
  }
  return joined;
}

function send(response: ServerResponse, { status, headers, body }: HttpResponse): void {
  response.writeHead(status, { ...headers, "content-length": Buffer.byteLength(body) });
  response.end(body);
}
