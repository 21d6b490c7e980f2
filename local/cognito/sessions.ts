import { createHash, randomBytes, randomUUID } from "node:crypto";
import { type Client, clientOf } from "./clients.ts";
import { notAuthorized } from "./errors.ts";
import type { PoolState, Session } from "./pool.ts";

/** One sign-in, from which tokens are issued until it is revoked or its refresh token expires. */
export interface SignedIn {
  originJti: string;
  session: Session;
}

const hashOf = (token: string) => createHash("sha256").update(token).digest("base64url");

/** Stores a sign-in. The refresh token is returned once; only its hash is stored. */
export function startSession(
  state: PoolState,
  client: Client,
  userId: string,
  now: number,
): SignedIn & { refreshToken: string } {
  forgetOld(state, now);
  const originJti = randomUUID();
  const refreshToken = `${originJti}.${randomBytes(32).toString("base64url")}`;
  const session: Session = {
    user: userId,
    clientId: client.id,
    refreshTokenHash: hashOf(refreshToken),
    signedInAt: now,
    expiresAt: now + client.lifetimes.refreshTokenSeconds * 1000,
  };
  state.sessions[originJti] = session;
  return { originJti, session, refreshToken };
}

/** Finds the sign-in of a refresh token, even a revoked or expired one; undefined for an unknown token. */
export function sessionOfRefreshToken(state: PoolState, refreshToken: string): SignedIn | undefined {
  const originJti = refreshToken.split(".", 1)[0] as string;
  const session = Object.hasOwn(state.sessions, originJti) ? state.sessions[originJti] : undefined;
  return session?.refreshTokenHash === hashOf(refreshToken) ? { originJti, session } : undefined;
}

/** @throws WireError when the token is unknown, of another client, revoked or expired */
export function resumeSession(state: PoolState, client: Client, refreshToken: string, now: number): SignedIn {
  const found = sessionOfRefreshToken(state, refreshToken);
  if (!found) throw notAuthorized("Invalid Refresh Token");
  // AWS's documentation still says "Invalid Refresh Token" here; Cognito has said this since 2022 (aws/aws-sdk-js #4016).
  if (found.session.clientId !== client.id) throw notAuthorized("Refresh Token has different Client");
  if (found.session.revoked) throw notAuthorized("Refresh Token has been revoked");
  if (now >= found.session.expiresAt) throw notAuthorized("Refresh Token has expired");
  return found;
}

/** Whether this sign-in's tokens are still valid. */
export const isLive = ({ sessions }: PoolState, originJti: string): boolean =>
  Object.hasOwn(sessions, originJti) && !sessions[originJti]?.revoked;

/** Signs a user out everywhere. */
export function revokeSessionsOf({ sessions }: PoolState, userId: string): void {
  for (const session of Object.values(sessions)) if (session.user === userId) session.revoked = true;
}

/** Deletes sign-ins whose access tokens must all have expired. */
function forgetOld(state: PoolState, now: number): void {
  for (const [originJti, { clientId, expiresAt }] of Object.entries(state.sessions)) {
    const { accessTokenSeconds } = clientOf(state, clientId).lifetimes;
    if (now >= expiresAt + accessTokenSeconds * 1000) delete state.sessions[originJti];
  }
}
