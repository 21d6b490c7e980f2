import { createPrivateKey } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { decodeJwt, decodeProtectedHeader, type JWTPayload, SignJWT } from "jose";
import type { LocalState } from "../../local/service/index.ts";
import type { Caller, TestService } from "./support.ts";

/** One sign-in at the service's user pool. */
export interface Session {
  sub: string;
  /** `origin_jti`. */
  name: string;
  /** Calls with the ID token that the sign-in gave. */
  call: Caller;
  /** Makes a caller with an ID token of this session that the pool issues now, as it does at a refresh. @param claims others than it would have */
  renewed(claims?: JWTPayload): Promise<Caller>;
}

/** Signs somebody in. @param client the app client */
export async function signedIn(
  service: TestService,
  email: string,
  client: "userPoolClientId" | "operatorsClientId",
): Promise<Session> {
  const { IdToken } = await service.cognito.tokensOf(email, service.outputs[client]);
  const { sub, origin_jti } = decodeJwt<{ origin_jti: string }>(IdToken);
  return {
    sub: sub as string,
    name: origin_jti,
    call: service.holder(IdToken),
    renewed: async (claims = {}) => service.holder(await reissued(service, IdToken, claims)),
  };
}

/** The first start's operator and user, each through the app client that is theirs. */
export const operatorSession = (service: TestService) => signedIn(service, "admin@example.com", "operatorsClientId");
export const userSession = (service: TestService) => signedIn(service, "user@example.com", "userPoolClientId");

const LIFE = 15 * 60;

function reissued({ folder, now }: TestService, idToken: string, claims: JWTPayload): Promise<string> {
  const { pool }: LocalState = JSON.parse(readFileSync(join(folder, "state.json"), "utf8"));
  const key = createPrivateKey({ key: pool.signingKey, format: "jwk" });
  const iat = Math.floor(now() / 1000);
  return new SignJWT({ ...decodeJwt(idToken), iat, exp: iat + LIFE, ...claims })
    .setProtectedHeader(decodeProtectedHeader(idToken) as { alg: string })
    .sign(key);
}
