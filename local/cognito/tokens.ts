import { createPrivateKey, createPublicKey, randomUUID } from "node:crypto";
import { errors, type JWTPayload, jwtVerify, SignJWT } from "jose";
import { readableAttributes } from "./attributes.ts";
import { type Client, clientOf } from "./clients.ts";
import { notAuthorized } from "./errors.ts";
import type { PoolState, User } from "./pool.ts";
import { isLive, type SignedIn } from "./sessions.ts";

export interface TokenSet {
  IdToken: string;
  AccessToken: string;
  /** The life of the access token in seconds. */
  ExpiresIn: number;
  TokenType: "Bearer";
}

export interface Tokens {
  issue(user: User, signedIn: SignedIn): Promise<TokenSet>;
  /**
   * @returns the `sub` of the access token's user, and the app client that it was issued to
   * @throws WireError when another pool issued the token, it has expired, or its user was signed out
   */
  holderOf(accessToken: string): Promise<{ userId: string; client: Client }>;
  /** The public keys as a JSON Web Key Set. */
  jwks: { keys: object[] };
}

const ALGORITHM = "RS256";
const SCOPE = "aws.cognito.signin.user.admin";

/** @param issuer returns the `iss` of tokens; it is called each time, because the port may be known only later */
export function createTokens(state: PoolState, clock: () => number, issuer: () => string): Tokens {
  const { kid } = state.signingKey;
  const privateKey = createPrivateKey({ key: state.signingKey, format: "jwk" });
  const publicKey = createPublicKey(privateKey);
  const sign = (claims: JWTPayload) => new SignJWT(claims).setProtectedHeader({ kid, alg: ALGORITHM }).sign(privateKey);

  return {
    jwks: { keys: [{ ...publicKey.export({ format: "jwk" }), kid, alg: ALGORITHM, use: "sig" }] },
    async issue(user, { originJti, session }) {
      const { id: clientId, lifetimes, readAttributes } = clientOf(state, session.clientId);
      const { idTokenSeconds, accessTokenSeconds } = lifetimes;
      const now = Math.floor(clock() / 1000);
      const shared = {
        sub: user.sub,
        ...(user.groups.length > 0 && { "cognito:groups": user.groups }),
        iss: issuer(),
        origin_jti: originJti,
        event_id: randomUUID(),
        auth_time: Math.floor(session.signedInAt / 1000),
        iat: now,
      };
      const [IdToken, AccessToken] = await Promise.all([
        sign({
          ...shared,
          ...attributeClaims(user, readAttributes),
          "cognito:username": user.username,
          aud: clientId,
          token_use: "id",
          exp: now + idTokenSeconds,
          jti: randomUUID(),
        }),
        sign({
          ...shared,
          version: 2,
          client_id: clientId,
          token_use: "access",
          scope: SCOPE,
          exp: now + accessTokenSeconds,
          jti: randomUUID(),
          username: user.username,
        }),
      ]);
      return { IdToken, AccessToken, ExpiresIn: accessTokenSeconds, TokenType: "Bearer" };
    },
    async holderOf(accessToken) {
      const options = { algorithms: [ALGORITHM], issuer: issuer(), currentDate: new Date(clock()) };
      const { payload } = await jwtVerify(accessToken, publicKey, options).catch((error: unknown) => {
        throw notAuthorized(error instanceof errors.JWTExpired ? "Access Token has expired" : "Invalid Access Token");
      });
      if (payload.token_use !== "access") throw notAuthorized("Invalid Access Token");
      if (!isLive(state, payload.origin_jti as string)) throw notAuthorized("Access Token has been revoked");
      return { userId: payload.sub as string, client: clientOf(state, payload.client_id as string) };
    },
  };
}

/** All claims are strings, except `email_verified` and `phone_number_verified`, which are booleans. */
const attributeClaims = (user: User, readable: readonly string[]): JWTPayload =>
  Object.fromEntries(
    readableAttributes(user, readable).map(([name, value]) => [
      name,
      name.endsWith("_verified") ? value === "true" : value,
    ]),
  );
