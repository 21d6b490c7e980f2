import type { Credentials, IamPrincipal, LambdaAuth } from "appsync-local";
import type { Settings } from "../../settings/schema.ts";
import { type LocalState, REGION } from "./state.ts";

/** On AWS each deploy renews the API key; here there is none. In epoch seconds, the year 2286. */
const NEVER = 9_999_999_999;
const ACCOUNT = "000000000000";

/** The backends that the settings name. The state may hold roles of earlier settings: they may not call any more. */
export const backendsOf = ({ backends }: LocalState, settings: Settings): IamPrincipal[] =>
  Object.keys(settings.backends).map((role) => ({
    ...(backends[role] as Credentials),
    accountId: ACCOUNT,
    userArn: `arn:aws:sts::${ACCOUNT}:assumed-role/${role}/local`,
    username: `AROALOCAL:${role}`,
  }));

/** Who may call: users of the local pool, through any of its app clients, the backends, and API clients. */
export function authOf(state: LocalState, settings: Settings, cognitoUrl: string, authorizer: LambdaAuth) {
  const { pool } = state;
  return {
    default: {
      type: "AMAZON_COGNITO_USER_POOLS" as const,
      issuer: `${cognitoUrl}/${pool.id}`,
      appIdClientRegex: Object.values(pool.clientIds).join("|"),
    },
    additional: [
      { type: "AWS_IAM" as const, region: REGION, principals: backendsOf(state, settings) },
      authorizer,
      { type: "API_KEY" as const, keys: [{ key: state.apiKey, expiresAt: NEVER }] },
    ],
  };
}
