import { createHash, generateKeyPairSync, type JsonWebKey, randomBytes, randomInt } from "node:crypto";
import { type Credential, credentialOf } from "./srp.ts";

/** A user pool and all that it remembers, as plain data. It holds the key that signs tokens: keep it from others. */
export interface PoolState {
  /** `<region>_<nine characters>` */
  id: string;
  region: string;
  /** The pool's one app client, which has no secret. */
  clientId: string;
  /** RSA private key that signs the tokens. */
  signingKey: JsonWebKey & { kid: string };
  /** From which the answers for users who do not exist are made. */
  secret: string;
  lifetimes: Lifetimes;
  groups: string[];
  /** By `sub`. */
  users: Record<string, User>;
  /** Who is signed in, by the `origin_jti` of their tokens; oldest first. */
  sessions: Record<string, Session>;
}

export interface User {
  sub: string;
  username: string;
  /** Standard attributes but `sub`; all are text, also the `_verified` ones. */
  attributes: Record<string, string>;
  groups: string[];
  enabled: boolean;
  status: UserStatus;
  credential: Credential;
  /** Epoch milliseconds. */
  createdAt: number;
  modifiedAt: number;
}

export type UserStatus = "CONFIRMED" | "FORCE_CHANGE_PASSWORD";

export interface Lifetimes {
  idTokenSeconds: number;
  accessTokenSeconds: number;
  refreshTokenSeconds: number;
}

export interface Session {
  /** `sub` of the user. */
  user: string;
  /** SHA-256 of the refresh token, which is kept nowhere. */
  refreshTokenHash: string;
  /** Epoch milliseconds. */
  signedInAt: number;
  expiresAt: number;
  revoked?: true;
}

export interface PoolOptions {
  region: string;
  /** Default: a random one. */
  clientId?: string;
  /** Groups that exist from the start. */
  groups?: string[];
  /** Default: 15 minutes for ID and access tokens, a day for refresh tokens. */
  lifetimes?: Partial<Lifetimes>;
}

const DEFAULT_LIFETIMES: Lifetimes = { idTokenSeconds: 900, accessTokenSeconds: 900, refreshTokenSeconds: 86_400 };
const ALPHANUMERICS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
const LOWER_ALPHANUMERICS = "abcdefghijklmnopqrstuvwxyz0123456789";

/** Makes an empty user pool with keys of its own. */
export function createPool({ region, clientId, groups = [], lifetimes }: PoolOptions): PoolState {
  const jwk = generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey.export({ format: "jwk" });
  const kid = createHash("sha256")
    .update(jwk.n as string)
    .digest("base64url");
  return {
    id: `${region}_${random(ALPHANUMERICS, 9)}`,
    region,
    clientId: clientId ?? random(LOWER_ALPHANUMERICS, 26),
    signingKey: { ...jwk, kid },
    secret: randomBytes(32).toString("base64"),
    lifetimes: { ...DEFAULT_LIFETIMES, ...lifetimes },
    groups: [...groups],
    users: {},
    sessions: {},
  };
}

/** What a user's password is bound to, as SRP clients compute it. */
export const identityOf = (state: PoolState, userId: string) => `${state.id.split("_")[1]}${userId}`;

/** What is kept of a user's password. */
export const credentialFor = (state: PoolState, userId: string, password: string) =>
  credentialOf(identityOf(state, userId), password);

const random = (alphabet: string, length: number) =>
  Array.from({ length }, () => alphabet[randomInt(alphabet.length)]).join("");
