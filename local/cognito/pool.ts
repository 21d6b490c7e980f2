import { createHash, generateKeyPairSync, type JsonWebKey, randomBytes, randomInt } from "node:crypto";
import { type Credential, credentialOf } from "./srp.ts";

/** A user pool with its settings and users, as plain data. It contains the key that signs tokens: keep it secret. */
export interface PoolState<Client extends string = string> {
  /** `<region>_<nine characters>` */
  id: string;
  region: string;
  /** The ids of the app clients, by their names in the settings. None has a secret. */
  clientIds: Record<Client, string>;
  /** RSA private key that signs the tokens. */
  signingKey: JsonWebKey & { kid: string };
  /** The answers for users who do not exist are derived from this. */
  secret: string;
  settings: PoolSettings<Client>;
  groups: string[];
  /** The users by `sub`. */
  users: Record<string, User>;
  /** The sign-ins by the `origin_jti` of their tokens, oldest first. */
  sessions: Record<string, Session>;
}

export interface User {
  sub: string;
  username: string;
  /** Standard attributes without `sub`. All values are strings, also those of `email_verified` and `phone_number_verified`. */
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

/** A way to sign in that an app client may allow, in Cognito's words. */
export type AuthFlow = "USER_SRP_AUTH" | "USER_PASSWORD_AUTH" | "ADMIN_USER_PASSWORD_AUTH";

export interface PasswordPolicy {
  minLength: number;
  requireLowercase: boolean;
  requireUppercase: boolean;
  requireDigits: boolean;
  requireSymbols: boolean;
}

/** How a pool is configured. */
export interface PoolSettings<Client extends string = string> {
  /** What users sign in with, besides the `sub`. With `username`, the name need not be an address or a number. */
  signInAliases: { username?: boolean; email?: boolean; phone?: boolean };
  passwordPolicy: PasswordPolicy;
  /** The app clients by name. */
  clients: Record<Client, ClientSettings>;
  /** The operations that a web ACL of the pool blocks. */
  blockedOperations: readonly string[];
}

/** How an app client is configured. */
export interface ClientSettings {
  /** Refreshing a session is always allowed. */
  authFlows: readonly AuthFlow[];
  /** The attributes that the app client may read and that ID tokens carry. */
  readAttributes: readonly string[];
  /** The attributes that users may write themselves. */
  writeAttributes: readonly string[];
  lifetimes: { idTokenSeconds: number; accessTokenSeconds: number; refreshTokenSeconds: number };
}

export interface Session {
  /** The `sub` of the user. */
  user: string;
  /** The app client through which the user signed in. */
  clientId: string;
  /** SHA-256 of the refresh token. The token itself is not stored. */
  refreshTokenHash: string;
  /** Epoch milliseconds. */
  signedInAt: number;
  expiresAt: number;
  revoked?: true;
}

export interface PoolOptions<Client extends string> {
  region: string;
  settings: PoolSettings<Client>;
  /** Groups that exist from the start. */
  groups?: readonly string[];
}

const ALPHANUMERICS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
const LOWER_ALPHANUMERICS = "abcdefghijklmnopqrstuvwxyz0123456789";

/** Makes an empty user pool with new keys, and new ids for its app clients. */
export function createPool<Client extends string>(options: PoolOptions<Client>): PoolState<Client> {
  const { region, settings, groups = [] } = options;
  const jwk = generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey.export({ format: "jwk" });
  const kid = createHash("sha256")
    .update(jwk.n as string)
    .digest("base64url");
  return {
    id: `${region}_${random(ALPHANUMERICS, 9)}`,
    region,
    clientIds: Object.fromEntries(
      Object.keys(settings.clients).map((name) => [name, random(LOWER_ALPHANUMERICS, 26)]),
    ) as Record<Client, string>,
    signingKey: { ...jwk, kid },
    secret: randomBytes(32).toString("base64"),
    settings,
    groups: [...groups],
    users: {},
    sessions: {},
  };
}

/** The text that SRP clients hash with a user's password. */
export const identityOf = (state: PoolState, userId: string) => `${state.id.split("_")[1]}${userId}`;

/** The salt and verifier that are stored instead of a user's password. */
export const credentialFor = (state: PoolState, userId: string, password: string) =>
  credentialOf(identityOf(state, userId), password);

const random = (alphabet: string, length: number) =>
  Array.from({ length }, () => alphabet[randomInt(alphabet.length)]).join("");
