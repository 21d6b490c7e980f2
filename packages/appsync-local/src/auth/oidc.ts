import { errors, type JWTPayload, type JWTVerifyGetKey, jwtVerify } from "jose";
import type { Caller, Json } from "../contracts.ts";
import type { OidcAuth } from "../description.ts";
import { createExpiringCache } from "./expiring-cache.ts";
import { wholeMatch } from "./expression.ts";
import { discover } from "./oidc-discovery.ts";
import { Unauthenticated } from "./refusal.ts";

/** AppSync's list without HS256, HS384 and HS512: a provider's published keys hold no secret to verify those with. */
const ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512"];
const REMEMBERED_TOKENS = 1_000;
/** How long a token is remembered before it is verified again, with keys that are read again. */
const REMEMBERED_MILLISECONDS = 600_000;

/**
 * Identifies callers by the tokens of one OpenID Connect provider, verified with the keys that its discovery document leads to. `iat` has to
 * be there; `authTTL` needs `auth_time` (AppSync's guide, security-authz, "OPENID_CONNECT authorization", and API_OpenIDConnectConfig).
 *
 * @returns the check of one token: the caller, or rejects with Unauthenticated
 * @throws Error when the issuer is no URL or `clientId` no regular expression
 */
export function oidcAuthenticator(mode: OidcAuth, clock: () => number): (token: string) => Promise<Caller> {
  const provider = discover(mode.issuer);
  const clients = mode.clientId === undefined ? undefined : wholeMatch(mode.clientId, "clientId");
  const callers = createExpiringCache<Caller>(REMEMBERED_TOKENS, clock);

  return async (token) => {
    const known = callers.get(token);
    if (known) return known;
    const { issuer, keys } = await provider();
    const payload = await verified(token, keys, issuer, clock());
    const expiresAt = endOf(payload, mode);
    if (clock() >= expiresAt)
      throw new Unauthenticated("iatTTL or authTTL is over for the token", "Token has expired.");
    if (clients && !parties(payload).some((party) => clients.test(party))) {
      throw new Unauthenticated("neither aud nor azp of the token matches clientId");
    }
    const caller = callerOf(payload, issuer);
    callers.set(token, caller, Math.min(expiresAt, clock() + REMEMBERED_MILLISECONDS));
    return caller;
  };
}

async function verified(token: string, keys: JWTVerifyGetKey, issuer: string, now: number): Promise<JWTPayload> {
  try {
    const options = { algorithms: ALGORITHMS, issuer, currentDate: new Date(now), requiredClaims: ["iat", "exp"] };
    return (await jwtVerify(token, keys, options)).payload;
  } catch (error) {
    if (error instanceof errors.JWTExpired) throw new Unauthenticated("the token has expired", "Token has expired.");
    throw new Unauthenticated((error as Error).message);
  }
}

/** When the token stops to count, in milliseconds since the epoch. */
function endOf({ exp, iat, auth_time: authTime }: JWTPayload, { iatTTL, authTTL }: OidcAuth): number {
  if (authTTL !== undefined && typeof authTime !== "number") {
    throw new Unauthenticated("the API has an authTTL, and the token has no auth_time");
  }
  const ends = [
    (exp as number) * 1000,
    iatTTL === undefined ? Number.POSITIVE_INFINITY : (iat as number) * 1000 + iatTTL,
    authTTL === undefined ? Number.POSITIVE_INFINITY : (authTime as number) * 1000 + authTTL,
  ];
  return Math.min(...ends);
}

const parties = ({ aud, azp }: JWTPayload): string[] =>
  [aud, azp].flat().filter((party): party is string => typeof party === "string");

/** `ctx.identity` has these three (AppSync's guide, resolver-context-reference-js, AppSyncIdentityOIDC). */
const callerOf = (payload: JWTPayload, issuer: string): Caller => ({
  mode: "OPENID_CONNECT",
  identity: { sub: payload.sub ?? null, issuer, claims: payload as { [key: string]: Json } },
  groups: [],
  mayReach: () => true,
});
