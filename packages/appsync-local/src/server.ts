import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { type Api, type ApiOptions, createApi } from "./api.ts";
import { type ApiDescription, DEFAULT_LIMITS } from "./description.ts";
import { type PageStart, renderPage } from "./graphiql.ts";

export interface Endpoint {
  /** `http://127.0.0.1:<port>/graphql` */
  url: string;
  port: number;
  api: Api;
  /** Stops listening, ends open connections and what runs beside the API. */
  close(): Promise<void>;
}

export interface ListenOptions extends ApiOptions {
  /** Default 0: a free one. */
  port?: number;
  /** Default 127.0.0.1. */
  host?: string;
  /** What GraphiQL begins with. */
  page?: PageStart;
}

/** AppSync answers every origin alike, and this cannot be configured. */
const CORS_HEADERS = {
  "access-control-allow-origin": "*",
  "access-control-allow-methods": "OPTIONS, POST",
  "access-control-allow-headers": "*",
  "access-control-expose-headers": "x-amzn-RequestId,x-amzn-ErrorType",
  "access-control-max-age": "172800",
};

/** Serves an API on a socket of its own: POST `/graphql` for clients, GET of the same for a browser (GraphiQL). */
export async function startAppSync(description: ApiDescription, options: ListenOptions = {}): Promise<Endpoint> {
  const { port = 0, host = "127.0.0.1", page = {}, ...rest } = options;
  const api = createApi(description, rest);
  const maxBytes = description.limits?.bodyBytes ?? DEFAULT_LIMITS.bodyBytes;
  const server = createServer((request, response) => {
    serve(api, { maxBytes, page }, request, response).catch(() => response.destroy());
  });
  try {
    await new Promise<void>((resolve, reject) => {
      server.once("error", reject).listen(port, host, resolve);
    });
  } catch (error) {
    await api.close();
    throw error;
  }
  const address = server.address() as AddressInfo;
  return {
    url: `http://${host}:${address.port}/graphql`,
    port: address.port,
    api,
    async close() {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
      await api.close();
    },
  };
}

async function serve(
  api: Api,
  { maxBytes, page }: { maxBytes: number; page: PageStart },
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const path = (request.url ?? "/").split("?", 1)[0];
  if (path !== "/graphql") return send(response, 404, {}, "");
  if (request.method === "OPTIONS") return send(response, 200, CORS_HEADERS, "");
  if (request.method === "GET" && request.headers.accept?.includes("text/html")) {
    return send(response, 200, { "content-type": "text/html; charset=utf-8" }, await renderPage(page));
  }
  if (request.method !== "POST") return send(response, 405, { allow: "OPTIONS, POST" }, "");
  const body = await readBody(request, maxBytes);
  const answer = await api.handle({
    method: request.method,
    url: request.url ?? "/",
    headers: joinHeaders(request.headers),
    body,
    sourceIp: request.socket.remoteAddress ?? "",
  });
  send(response, answer.status, { ...CORS_HEADERS, ...answer.headers }, answer.body);
}

function send(response: ServerResponse, status: number, headers: Record<string, string>, body: string): void {
  response.writeHead(status, { ...headers, "content-length": Buffer.byteLength(body) });
  response.end(body);
}

/**
 * Reads to the end, so that a client that is still sending sees its answer. Of what is above the limit it keeps just enough
 * for it to be refused.
 */
async function readBody(request: IncomingMessage, maxBytes: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request) {
    if (bytes <= maxBytes) chunks.push(chunk);
    bytes += chunk.length;
  }
  return Buffer.concat(chunks);
}

function joinHeaders(headers: IncomingMessage["headers"]): Record<string, string> {
  const joined: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers))
    joined[name] = Array.isArray(value) ? value.join(", ") : (value ?? "");
  return joined;
}
