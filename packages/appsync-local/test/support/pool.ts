import { exportJWK, generateKeyPair, SignJWT } from "jose";
import { serveHttp } from "../../src/http-server.ts";

export interface TestPool {
  issuer: string;
  clientId: string;
  /** An ID token of the pool; `claims` add to or replace the usual ones. */
  idToken(sub: string, claims?: Record<string, unknown>): Promise<string>;
  close(): Promise<void>;
}

/** A user pool as far as an API sees it: an issuer, keys at its well-known address, and what OpenID Connect finds them by. */
export async function startPool(): Promise<TestPool> {
  const { publicKey, privateKey } = await generateKeyPair("RS256");
  const kid = "key-1";
  const jwks = JSON.stringify({ keys: [{ ...(await exportJWK(publicKey)), kid, alg: "RS256", use: "sig" }] });
  const { url, close } = await serveHttp((request) => ({
    status: 200,
    headers: { "content-type": "application/json" },
    body: request.url.endsWith("/openid-configuration") ? JSON.stringify({ issuer, jwks_uri: `${issuer}/keys` }) : jwks,
  }));
  const issuer = `${url}/us-east-1_test`;
  const clientId = "client1";
  return {
    issuer,
    clientId,
    idToken: (sub, claims = {}) =>
      new SignJWT({ token_use: "id", "cognito:username": sub, ...claims })
        .setProtectedHeader({ alg: "RS256", kid })
        .setIssuer(issuer)
        .setSubject(sub)
        .setAudience(clientId)
        .setIssuedAt()
        .setExpirationTime("5m")
        .sign(privateKey),
    close,
  };
}
