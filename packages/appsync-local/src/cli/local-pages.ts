import type { CognitoAuth, OidcAuth } from "../description.ts";
import type { HttpHandler, HttpResponse } from "../http-server.ts";
import type { Endpoint } from "../server.ts";
import type { TokenSigner } from "./token-signer.ts";

/** What is at other paths than `/graphql`: tokens to call with, and the events that the API put on its buses. */
export const TOKEN_PATH = "/local/token";
export const EVENTS_PATH = "/local/events";

export interface LocalPages {
  signer: TokenSigner;
  /** The mode that a token is for; null when the API takes none that is signed here. */
  mode(): CognitoAuth | OidcAuth | null;
  endpoint(): Endpoint;
}

/** Serves them. Pages of other origins cannot read the answers: there is no CORS header. */
export const localPages =
  ({ signer, mode, endpoint }: LocalPages): HttpHandler =>
  async ({ url }) => {
    const { pathname, searchParams } = new URL(url, "http://local");
    if (pathname === EVENTS_PATH) {
      const buses = [...endpoint().api.eventBuses].map(([arn, { events }]) => [arn, events]);
      return answer(200, `${JSON.stringify(Object.fromEntries(buses), null, 2)}\n`, "application/json");
    }
    if (pathname !== TOKEN_PATH) return answer(404, "GraphQL is at /graphql.\n");
    const asked = mode();
    if (!asked) return answer(404, "This API takes no tokens that are signed here.\n");
    const sub = searchParams.get("sub") ?? "";
    if (sub === "") return answer(400, `Say for whom: ${TOKEN_PATH}?sub=ada&groups=admin,staff\n`);
    const groups = (searchParams.get("groups") ?? "").split(",").filter((group) => group !== "");
    const holder = { sub, groups, client: searchParams.get("client") };
    return answer(
      200,
      `${await (asked.type === "OPENID_CONNECT" ? signer.oidcToken(asked, holder) : signer.userToken(asked, holder))}\n`,
    );
  };

const answer = (status: number, body: string, type = "text/plain"): HttpResponse => ({
  ...{ status, body, headers: { "content-type": `${type}; charset=utf-8` } },
});
