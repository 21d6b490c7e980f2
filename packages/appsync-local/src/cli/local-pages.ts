import { type HttpHandler, type HttpResponse, isLocal, NOT_LOCAL } from "../http-server.ts";
import type { Endpoint } from "../server.ts";
import type { SignToken } from "./token-signer.ts";

/** What is at other paths than `/graphql`: tokens to call with, and the events that the API put on its buses. */
export const TOKEN_PATH = "/local/token";
export const EVENTS_PATH = "/local/events";

export interface LocalPages {
  /** Signs a token that the API takes; null when it takes none that is signed here. */
  signToken(): SignToken | null;
  endpoint(): Endpoint;
  /** Whether other machines may ask, because whoever started this named an address that they reach. */
  forOthers: boolean;
}

/** Serves them. Pages of other origins cannot read the answers: there is no CORS header, and a host name that was rebound is refused. */
export const localPages =
  ({ signToken, endpoint, forOthers }: LocalPages): HttpHandler =>
  async ({ url, headers }) => {
    if (!forOthers && !isLocal(headers)) return NOT_LOCAL;
    const { pathname, searchParams } = new URL(url, "http://local");
    if (pathname === EVENTS_PATH) {
      const buses = [...endpoint().api.eventBuses].map(([arn, { events }]) => [arn, events]);
      return answer(200, `${JSON.stringify(Object.fromEntries(buses), null, 2)}\n`, "application/json");
    }
    if (pathname !== TOKEN_PATH) return answer(404, "GraphQL is at /graphql.\n");
    const sign = signToken();
    if (!sign) return answer(404, "This API takes no tokens that are signed here.\n");
    const sub = searchParams.get("sub") ?? "";
    if (sub === "") return answer(400, `Say for whom: ${TOKEN_PATH}?sub=ada&groups=admin,staff\n`);
    const groups = (searchParams.get("groups") ?? "").split(",").filter((group) => group !== "");
    return answer(200, `${await sign({ sub, groups, client: searchParams.get("client") })}\n`);
  };

const answer = (status: number, body: string, type = "text/plain"): HttpResponse => ({
  ...{ status, body, headers: { "content-type": `${type}; charset=utf-8` } },
});
