import {
  type HttpRequest,
  type HttpResponse,
  type HttpServer,
  type HttpServerOptions,
  isLocal,
  MAX_BODY_BYTES,
  NOT_LOCAL,
  serveHttp,
} from "appsync-local/http";

/** A request to a stand-in, its address taken apart. */
export interface WireRequest extends Omit<HttpRequest, "url" | "headers"> {
  /** Without the query string. */
  path: string;
  /** The query string as it came, without the `?`; "" if there is none. */
  query: string;
  /** Names in lower case. */
  headers: Record<string, string | undefined>;
}

export type WireAnswer = HttpResponse;
export type WireServer = HttpServer;

/** Answers a request. Null cuts the connection without an answer. */
export type WireHandler = (request: WireRequest) => WireAnswer | null | Promise<WireAnswer | null>;

export interface ServeOptions extends Omit<HttpServerOptions, "maxBodyBytes"> {
  /** Whether pages of this machine may call from other origins, such as another port. Default true. */
  cors?: boolean;
}

const CORS_HEADERS = {
  "access-control-allow-origin": "*",
  "access-control-expose-headers": "x-amzn-RequestId,x-amzn-ErrorType,x-amzn-ErrorMessage,Date",
};

/**
 * Serves a handler on a socket of its own. Bodies above 1 MiB are answered with 413, preflight requests of pages with what they ask
 * for, and requests from elsewhere than this machine with 403; none of them reaches the handler.
 *
 * @throws what `listen` says, for example EADDRINUSE
 */
export function serveWire(handler: WireHandler, { cors = true, ...options }: ServeOptions = {}): Promise<WireServer> {
  const corsHeaders = cors ? CORS_HEADERS : {};
  return serveHttp(async ({ url, ...request }) => {
    if (!isLocal(request.headers)) return NOT_LOCAL;
    if (cors && request.method === "OPTIONS") {
      return { status: 200, headers: { ...corsHeaders, ...preflightHeaders(request) }, body: "" };
    }
    if (request.body.length > MAX_BODY_BYTES) return { status: 413, headers: corsHeaders, body: "" };
    const mark = url.indexOf("?");
    const path = mark < 0 ? url : url.slice(0, mark);
    const query = mark < 0 ? "" : url.slice(mark + 1);
    const answer = await handler({ ...request, path, query });
    return answer && { ...answer, headers: { ...corsHeaders, ...answer.headers } };
  }, options);
}

/** The header names that are asked for are repeated, as `*` would not cover `authorization`. */
function preflightHeaders({ headers }: Pick<HttpRequest, "headers">): Record<string, string> {
  return {
    "access-control-allow-methods": "GET, POST, OPTIONS",
    "access-control-allow-headers": headers["access-control-request-headers"] ?? "*",
    "access-control-max-age": "172800",
  };
}
