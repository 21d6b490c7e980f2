import { type Api, type ApiOptions, createApi } from "./api.ts";
import { type ApiDescription, DEFAULT_LIMITS } from "./description.ts";
import { type PageStart, renderPage } from "./graphiql.ts";
import { type HttpHandler, type HttpResponse, serveHttp } from "./http-server.ts";

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
  /** Answers the requests to every other path than `/graphql`, such as a page of one's own on the API's origin. Default: 404 to all. */
  serveOther?: HttpHandler;
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
  const { port, host, page = {}, serveOther = () => reply(404), ...rest } = options;
  const api = createApi(description, rest);
  const maxBodyBytes = description.limits?.bodyBytes ?? DEFAULT_LIMITS.bodyBytes;
  try {
    const server = await serveHttp(route(api, page, serveOther, rest.clock), {
      port,
      host,
      maxBodyBytes,
      onLog: rest.onLog,
    });
    return {
      url: `${server.url}/graphql`,
      port: server.port,
      api,
      async close() {
        await server.close();
        await api.close();
      },
    };
  } catch (error) {
    await api.close();
    throw error;
  }
}

const route =
  (api: Api, page: PageStart, serveOther: HttpHandler, clock = Date.now): HttpHandler =>
  async (request) => {
    if (request.url.split("?", 1)[0] !== "/graphql") return serveOther(request);
    if (request.method === "OPTIONS") return reply(200, CORS_HEADERS);
    if (request.method === "GET" && request.headers.accept?.includes("text/html")) {
      return reply(200, { "content-type": "text/html; charset=utf-8" }, await renderPage(page));
    }
    if (request.method !== "POST") return reply(405, { allow: "OPTIONS, POST" });
    const answer = await api.handle(request);
    const date = new Date(clock()).toUTCString();
    return { ...answer, headers: { date, ...CORS_HEADERS, ...answer.headers } };
  };

const reply = (status: number, headers = {}, body = ""): HttpResponse => ({ status, headers, body });
