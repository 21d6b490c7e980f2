import { errors, type JWTPayload, type JWTVerifyGetKey, jwtVerify } from "jose";
import type { Caller, Json } from "../contracts.ts";
import type { CognitoAuth } from "../description.ts";
import { createExpiringCache } from "./expiring-cache.ts";
import { wholeMatch } from "./expression.ts";
import { publishedKeys } from "./published-keys.ts";
import { Unauthenticated } from "./refusal.ts";

/** What a verified token says about its holder; where the request came from is not part of it. */
interface Holder {
  identity: { [key: string]: Json };
  groups: string[];
}

/** Tokens remembered as verified. The same token comes with every request of its holder, and RSA is slow beside a lookup. */
const REMEMBERED_TOKENS = 1_000;
/** How long a token is remembered before it is verified again, with keys that are read again: a key may have been withdrawn. */
const REMEMBERED_MILLISECONDS = 600_000;

/**
 * Identifies callers by ID and access tokens of one Cognito user pool, verified with the keys that the pool publishes.
 *
 * @returns the check of one token: the caller, or rejects with Unauthenticated
 * @throws Error when the description's URLs or its expression are malformed
 */
export function cognitoAuthenticator(
  mode: CognitoAuth,
  clock: () => number,
): (token: string, sourceIp: string) => Promise<Caller> {
  const keys = publishedKeys(mode.jwksUri ?? `${mode.issuer}/.well-known/jwks.json`, "the pool");
  const clients =
    mode.appIdClientRegex === undefined ? undefined : wholeMatch(mode.appIdClientRegex, "appIdClientRegex");
  const holders = createExpiringCache<Holder>(REMEMBERED_TOKENS, clock);

  async function verify(token: string): Promise<Holder> {
    const payload = await verifiedPayload(token, keys, mode.issuer, clock());
    const client = clientOf(payload);
    if (clients && !clients.test(client)) {
      throw new Unauthenticated("the token was issued to an app client that does not match appIdClientRegex");
    }
    const holder = holderOf(payload, mode);
    holders.set(token, holder, Math.min((payload.exp as number) * 1000, clock() + REMEMBERED_MILLISECONDS));
    return holder;
  }

  return async (token, sourceIp) => {
    const { identity, groups } = holders.get(token) ?? (await verify(token));
    return {
      mode: "AMAZON_COGNITO_USER_POOLS",
      identity: { ...identity, sourceIp: [sourceIp] },
      groups,
      mayReach: () => true,
    };
  };
}

async function verifiedPayload(token: string, keys: JWTVerifyGetKey, issuer: string, now: number): Promise<JWTPayload> {
  try {
    const options = { algorithms: ["RS256"], issuer, currentDate: new Date(now), requiredClaims: ["exp", "sub"] };
    return (await jwtVerify(token, keys, options)).payload;
  } catch (error) {
    if (error instanceof errors.JWTExpired) throw new Unauthenticated("the token has expired", "Token has expired.");
    throw new Unauthenticated((error as Error).message);
  }
}

/** The app client that a token was issued to. */
function clientOf({ token_use, aud, client_id }: JWTPayload): string {
  if (token_use !== "id" && token_use !== "access") {
    throw new Unauthenticated("the token's token_use is neither id nor access");
  }
  const client = token_use === "id" ? aud : client_id;
  if (typeof client !== "string") throw new Unauthenticated("the token names no app client");
  return client;
}

function holderOf(payload: JWTPayload, mode: CognitoAuth): Holder {
  const claims = payload as { [key: string]: Json };
  const groups = claims["cognito:groups"] ?? null;
  if (groups !== null && !isStrings(groups))
    throw new Unauthenticated("the token's cognito:groups are not a list of names");
  return {
    identity: {
      sub: claims.sub as string,
      issuer: mode.issuer,
      username: claims["cognito:username"] ?? claims.username ?? null,
      claims,
      groups,
      defaultAuthStrategy: mode.defaultAction ?? "ALLOW",
    },
    groups: groups ?? [],
  };
}

const isStrings = (value: Json): value is string[] =>
  Array.isArray(value) && value.every((item) => typeof item === "string");
