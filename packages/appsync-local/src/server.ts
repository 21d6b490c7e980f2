import type { Api, ApiOptions } from "./api.ts";
import { type ApiDescription, DEFAULT_LIMITS } from "./description.ts";
import { callersIn } from "./graphiql/callers.ts";
import { type PageOptions, servePage } from "./graphiql/page.ts";
import { type HttpHandler, type HttpResponse, serveHttp, type TlsOptions } from "./http-server.ts";
import { serveWebSockets } from "./realtime/web-sockets.ts";
import { createReplaceableApi, type ReplaceableApi } from "./replaceable-api.ts";

export interface Endpoint {
  /** `http://127.0.0.1:<port>/graphql` */
  url: string;
  port: number;
  /** `ws://127.0.0.1:<port>/graphql/realtime`: where subscribers connect. Clients derive it from `url`, as of a custom domain. */
  realtimeUrl: string;
  /** The API as it is now. */
  readonly api: Api;
  /**
   * Puts another description in the place of this one, at the same address. Requests that have begun end by the old one; subscribers are cut off, and
   * clients connect anew.
   *
   * @throws Error as `createApi` does, and then the old one goes on
   */
  replace(description: ApiDescription): void;
  /** Stops listening, ends open connections and what runs beside the API. */
  close(): Promise<void>;
}

export interface ListenOptions extends ApiOptions {
  /** Default 0: a free one. */
  port?: number;
  /** Default 127.0.0.1. */
  host?: string;
  /**
   * Serves HTTPS and `wss:` with this certificate. Amplify's client subscribes over `wss:` alone, whatever the endpoint's scheme is.
   * Default: HTTP and `ws:`.
   */
  tls?: TlsOptions;
  /** What GraphiQL shows. */
  page?: PageOptions;
  /** Answers the requests to every other path than `/graphql` and those below it, such as a page of one's own on the API's origin. Default: 404 to all. */
  serveOther?: HttpHandler;
}

/** As on a custom domain of AppSync. */
const REALTIME_PATH = "/graphql/realtime";

/** AppSync answers every origin alike, and this cannot be configured. */
const CORS_HEADERS = {
  "access-control-allow-origin": "*",
  "access-control-allow-methods": "OPTIONS, POST",
  "access-control-allow-headers": "*",
  "access-control-expose-headers": "x-amzn-RequestId,x-amzn-ErrorType",
  "access-control-max-age": "172800",
};

/**
 * Serves an API on a socket of its own: POST `/graphql` for clients, GET of the same for a browser (GraphiQL), WebSockets of
 * subscribers on `/graphql/realtime`.
 */
export async function startAppSync(description: ApiDescription, options: ListenOptions = {}): Promise<Endpoint> {
  const { port, host, tls, page = {}, serveOther = () => reply(404), ...rest } = options;
  const current = createReplaceableApi(description, rest);
  let latest = description;
  const { callers = () => callersIn(latest, rest.clock) } = page;
  const answerPage = servePage(page, callers, tls ? "https" : "http");
  const maxBodyBytes = description.limits?.bodyBytes ?? DEFAULT_LIMITS.bodyBytes;
  const sockets = serveWebSockets({ connect: (handshake) => current.api.realtime.connect(handshake) }, REALTIME_PATH, {
    maxMessageBytes: maxBodyBytes,
    onLog: rest.onLog,
  });
  const { upgrade } = sockets;
  try {
    const listening = { port, host, tls, maxBodyBytes, clock: rest.clock, onLog: rest.onLog, upgrade };
    const server = await serveHttp(route(current, answerPage, serveOther), listening);
    return {
      url: `${server.url}/graphql`,
      port: server.port,
      realtimeUrl: `${server.url.replace("http", "ws")}${REALTIME_PATH}`,
      get api() {
        return current.api;
      },
      replace(next) {
        current.replace(next);
        latest = next;
        sockets.cutOff();
      },
      async close() {
        sockets.close();
        await server.close();
        await current.close();
      },
    };
  } catch (error) {
    await current.close();
    throw error;
  }
}

const route =
  (api: ReplaceableApi, answerPage: ReturnType<typeof servePage>, serveOther: HttpHandler): HttpHandler =>
  async (request) => {
    const ofPage = await answerPage(request);
    if (ofPage) return ofPage;
    if (request.url.split("?", 1)[0] !== "/graphql") return serveOther(request);
    if (request.method === "OPTIONS") return reply(200, CORS_HEADERS);
    if (request.method !== "POST") return reply(405, { allow: "OPTIONS, POST" });
    const answer = await api.handle(request);
    return { ...answer, headers: { ...CORS_HEADERS, ...answer.headers } };
  };

const reply = (status: number, headers = {}, body = ""): HttpResponse => ({ status, headers, body });
