import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

export interface WireRequest {
  method: string;
  /** Without the query string. */
  path: string;
  /** What stands behind the `?`, as it came; "" without one. */
  query: string;
  /** Names in lower case. */
  headers: Record<string, string | undefined>;
  body: Buffer;
}

export interface WireAnswer {
  status: number;
  headers: Record<string, string>;
  body: string | Buffer;
}

/** Answers a request. Null cuts the connection without an answer. */
export type WireHandler = (request: WireRequest) => WireAnswer | null | Promise<WireAnswer | null>;

export interface ServeOptions {
  /** Default 0: a free one. */
  port?: number;
  /** Default 127.0.0.1. */
  host?: string;
  /** Whether pages of any origin may call. Default true. */
  cors?: boolean;
  /** Gets what a handler threw, which is answered 500 with nothing of it. Default: `console.error`. */
  onLog?: (text: string) => void;
}

export interface WireServer {
  /** `http://<host>:<port>`, without a slash behind it. */
  url: string;
  port: number;
  /** Stops listening and ends open connections. */
  close(): Promise<void>;
}

const MAX_BODY_BYTES = 1024 * 1024;

const CORS_HEADERS = {
  "access-control-allow-origin": "*",
  "access-control-expose-headers": "x-amzn-RequestId,x-amzn-ErrorType,x-amzn-ErrorMessage,Date",
};

/**
 * Serves a handler on a socket of its own. Bodies above 1 MiB are answered with 413, preflight requests of pages with what
 * they ask for; neither reaches the handler.
 *
 * @throws what `listen` says, e.g. EADDRINUSE
 */
export async function serveWire(handler: WireHandler, options: ServeOptions = {}): Promise<WireServer> {
  const { port = 0, host = "127.0.0.1", cors = true, onLog = console.error } = options;
  const server = createServer((request, response) => {
    serve(handler, cors, request, response).catch((error) => {
      onLog(error instanceof Error && error.stack ? error.stack : `${error}`);
      send(response, { status: 500, headers: {}, body: "" });
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject).listen(port, host, resolve);
  });
  const address = server.address() as AddressInfo;
  return {
    url: `http://${host}:${address.port}`,
    port: address.port,
    async close() {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}

async function serve(handler: WireHandler, cors: boolean, request: IncomingMessage, response: ServerResponse) {
  const corsHeaders = cors ? CORS_HEADERS : {};
  if (cors && request.method === "OPTIONS") {
    return send(response, { status: 200, headers: { ...corsHeaders, ...preflightHeaders(request) }, body: "" });
  }
  const body = await readBody(request);
  if (!body) return send(response, { status: 413, headers: corsHeaders, body: "" });
  const url = request.url ?? "/";
  const mark = url.indexOf("?");
  const answer = await handler({
    method: request.method ?? "GET",
    path: mark < 0 ? url : url.slice(0, mark),
    query: mark < 0 ? "" : url.slice(mark + 1),
    // Node joins what came twice into one string; but for `set-cookie`, which only answers have.
    headers: request.headers as Record<string, string | undefined>,
    body,
  });
  if (!answer) return response.destroy();
  send(response, { ...answer, headers: { ...corsHeaders, ...answer.headers } });
}

function send(response: ServerResponse, { status, headers, body }: WireAnswer): void {
  response.writeHead(status, { ...headers, "content-length": Buffer.byteLength(body) });
  response.end(body);
}

/** The names that are asked for are repeated, as `*` would not cover `authorization`. */
function preflightHeaders(request: IncomingMessage): Record<string, string> {
  return {
    "access-control-allow-methods": "GET, POST, OPTIONS",
    "access-control-allow-headers": request.headers["access-control-request-headers"] ?? "*",
    "access-control-max-age": "172800",
  };
}

/**
 * Reads to the end, so that a client that is still sending sees the answer; keeps no more than the limit. When the client
 * goes away there is nobody to answer, and this never settles.
 */
function readBody(request: IncomingMessage): Promise<Buffer | null> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    request.on("data", (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes <= MAX_BODY_BYTES) chunks.push(chunk);
      else chunks.length = 0;
    });
    request.on("end", () => resolve(bytes <= MAX_BODY_BYTES ? Buffer.concat(chunks) : null));
    request.on("error", () => {});
  });
}
