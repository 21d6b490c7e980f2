import { byApiKey, bySignature, type PageCaller, type PageOptions } from "appsync-local";
import { decodeJwt } from "jose";
import { OPERATORS_GROUP } from "../../contract/tenants.ts";
import type { Settings } from "../../settings/schema.ts";
import type { User } from "../cognito/index.ts";
import { backendsOf } from "./callers.ts";
import { BACKEND_QUERY, OPERATOR_QUERY, resetQuery, USER_QUERY } from "./graphiql-queries.ts";
import type { StandIns } from "./stand-ins.ts";
import { type LocalState, REGION } from "./state.ts";

/** The most accounts that have a button: those that exist from the start come first. */
const MOST_ACCOUNTS = 6;
/** A token is not used in the last seconds of its life: it could expire on its way. */
const MARGIN_SECONDS = 30;

/** What GraphiQL shows: a button for each account of the pool, for each backend and for the API key, and the way to the codes. */
export function graphiqlPage(
  state: LocalState,
  settings: Settings,
  { cognito, messages, events }: StandIns,
  clock: () => number,
): PageOptions {
  const { pool, apiKey } = state;
  const tokens = new Map<string, { token: string; modifiedAt: number }>();

  /** An ID token of now. It is made anew when it has expired, or when the account has changed, as after a new address. */
  async function idToken({ sub, modifiedAt }: User, clientId: string): Promise<string> {
    const kept = tokens.get(sub);
    const isFresh = (token: string) => (decodeJwt(token).exp as number) - MARGIN_SECONDS > clock() / 1000;
    if (kept?.modifiedAt === modifiedAt && isFresh(kept.token)) return kept.token;
    const { IdToken } = await cognito.tokensOf(sub, clientId);
    tokens.set(sub, { token: IdToken, modifiedAt });
    return IdToken;
  }

  function accountCaller(user: User): PageCaller {
    const isOperator = user.groups.includes(OPERATORS_GROUP);
    const clientId = isOperator ? pool.clientIds.operators : pool.clientIds.app;
    return {
      id: user.sub,
      name: user.attributes.email ?? user.attributes.phone_number ?? user.username,
      query: isOperator ? OPERATOR_QUERY : USER_QUERY,
      authorize: async () => ({ authorization: await idToken(user, clientId) }),
    };
  }

  return {
    title: "appsync-otp",
    links: [
      { name: "Page", url: "/" },
      { name: "Inbox", url: messages.inboxUrl },
      { name: "Events", url: events.eventsUrl },
    ],
    callers() {
      const accounts = Object.values(pool.users).filter(({ enabled, status }) => enabled && status === "CONFIRMED");
      const username = accounts[0]?.attributes.email ?? "user@example.com";
      return [
        ...accounts.slice(0, MOST_ACCOUNTS).map(accountCaller),
        ...backendsOf(state, settings).map((principal) => ({
          name: principal.userArn.split("/")[1] as string,
          query: BACKEND_QUERY,
          authorize: bySignature(principal, REGION, clock),
        })),
        { name: "API key", query: resetQuery(username), authorize: byApiKey(apiKey) },
      ];
    },
  };
}
