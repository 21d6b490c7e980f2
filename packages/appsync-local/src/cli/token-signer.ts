import { exportJWK, generateKeyPair, SignJWT } from "jose";
import type { CognitoAuth, OidcAuth } from "../description.ts";
import { type HttpServer, serveHttp } from "../http-server.ts";

/** Stands in for the issuer of tokens: publishes a key, and signs with it whatever is asked for. */
export interface TokenSigner {
  /** Where it listens; also the issuer of its OpenID Connect tokens. */
  url: string;
  /** An ID token of a user pool. */
  userToken(mode: CognitoAuth, holder: Holder): Promise<string>;
  /** A token of an OpenID Connect provider. */
  oidcToken(mode: OidcAuth, holder: Holder): Promise<string>;
  close(): Promise<void>;
}

export interface Holder {
  sub: string;
  groups: string[];
  /** The app client; null: one that the mode accepts. */
  client: string | null;
}

/** Signs a token for the mode of an API. */
export type SignToken = (holder: Holder) => Promise<string>;

const LIFE = "12h";
const KEY_ID = "local";

/** Starts the issuer on a free port. Its key is made anew each time, so no token outlives it. */
export async function startTokenSigner(): Promise<TokenSigner> {
  const { publicKey, privateKey } = await generateKeyPair("RS256");
  const keys = [{ ...(await exportJWK(publicKey)), kid: KEY_ID, alg: "RS256", use: "sig" }];
  const server: HttpServer = await serveHttp(({ url }) => {
    const body =
      url === "/.well-known/openid-configuration" ? { issuer: server.url, jwks_uri: `${server.url}/keys` } : { keys };
    return { status: 200, headers: { "content-type": "application/json" }, body: JSON.stringify(body) };
  });

  const sign = (issuer: string, client: string, sub: string, claims: Record<string, unknown>) =>
    new SignJWT({ auth_time: Math.floor(Date.now() / 1000), ...claims })
      .setProtectedHeader({ alg: "RS256", kid: KEY_ID })
      .setIssuer(issuer)
      .setAudience(client)
      .setSubject(sub)
      .setIssuedAt()
      .setExpirationTime(LIFE)
      .sign(privateKey);

  return {
    url: server.url,
    userToken: ({ issuer, appIdClientRegex }, { sub, groups, client }) =>
      sign(issuer, client ?? firstChoice(appIdClientRegex), sub, {
        token_use: "id",
        "cognito:username": sub,
        ...(groups.length > 0 && { "cognito:groups": groups }),
      }),
    oidcToken: ({ clientId }, { sub, groups, client }) =>
      sign(server.url, client ?? firstChoice(clientId), sub, groups.length > 0 ? { groups } : {}),
    close: () => server.close(),
  };
}

/** The first of a pattern's alternatives, which as a rule are plain ids. */
const firstChoice = (pattern = "local-client"): string => pattern.split("|")[0]?.replace(/[\^$()]/g, "") ?? pattern;
