import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { exportJWK, generateKeyPair, SignJWT } from "jose";

export interface TestPool {
  issuer: string;
  clientId: string;
  /** An ID token of the pool; `claims` add to or replace the usual ones. */
  idToken(sub: string, claims?: Record<string, unknown>): Promise<string>;
  close(): Promise<void>;
}

/** A user pool as far as an API sees it: an issuer, and keys at its well-known address. */
export async function startPool(): Promise<TestPool> {
  const { publicKey, privateKey } = await generateKeyPair("RS256");
  const kid = "key-1";
  const jwks = JSON.stringify({ keys: [{ ...(await exportJWK(publicKey)), kid, alg: "RS256", use: "sig" }] });
  const server = createServer((_request, response) =>
    response.writeHead(200, { "content-type": "application/json" }).end(jwks),
  );
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}/us-east-1_test`;
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
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
