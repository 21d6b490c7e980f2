import { createHmac } from "node:crypto";
import {
  CognitoIdentityProviderClient,
  InitiateAuthCommand,
  type InitiateAuthCommandOutput,
  RespondToAuthChallengeCommand,
} from "@aws-sdk/client-cognito-identity-provider";
import * as cognitoJs from "amazon-cognito-identity-js";
import { onTestFinished } from "vitest";
import type { ClientName } from "../../../contract/user-pool.ts";
import {
  addUser,
  type ClientSettings,
  createPool,
  type NewUser,
  type PoolSettings,
  type PoolState,
  startCognito,
} from "../../../local/cognito/index.ts";
import { srpClient } from "./srp-client.ts";

export const NOW = Date.parse("2026-01-02T03:04:05Z");
export const PASSWORD = "Passw0rd!local";
export const ADA: NewUser = { email: "ada@example.com", phone: "+12025550123", password: PASSWORD, verified: true };
const KEYS = { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "none" };
const REGION = "us-east-1";

const CODES_GO_TO = ["email", "email_verified", "phone_number", "phone_number_verified"];
const WRITABLE = [
  ...["address", "birthdate", "family_name", "gender", "given_name", "locale", "middle_name", "name", "nickname"],
  ...["picture", "preferred_username", "profile", "updated_at", "website", "zoneinfo"],
];
/** An app client that may do everything the stand-in can do, which is more than those of the deployed pool may. */
const CLIENT: ClientSettings = {
  authFlows: ["USER_SRP_AUTH", "USER_PASSWORD_AUTH", "ADMIN_USER_PASSWORD_AUTH"],
  readAttributes: [...WRITABLE, ...CODES_GO_TO],
  writeAttributes: WRITABLE,
  lifetimes: { idTokenSeconds: 900, accessTokenSeconds: 900, refreshTokenSeconds: 86_400 },
};

type Settings = PoolSettings<ClientName>;

/** The settings of one app client, changed. */
export const clientsWith = (change: Partial<ClientSettings>, name: ClientName = "app"): Settings["clients"] => ({
  ...SETTINGS.clients,
  [name]: { ...CLIENT, ...change },
});

/** Settings that allow everything the stand-in can do. */
export const SETTINGS: Settings = {
  signInAliases: { username: true, email: true, phone: true },
  passwordPolicy: {
    minLength: 8,
    requireLowercase: true,
    requireUppercase: true,
    requireDigits: true,
    requireSymbols: true,
  },
  clients: { app: CLIENT, operators: CLIENT },
  blockedOperations: [],
};

/** One pool for all tests, because a key takes long to make. */
const template = createPool({ region: REGION, settings: SETTINGS });

export function poolState(
  users: NewUser[] = [ADA],
  settings: Partial<Settings> = {},
  groups: string[] = [],
): PoolState<ClientName> {
  const state: PoolState<ClientName> = { ...structuredClone(template), settings: { ...SETTINGS, ...settings }, groups };
  for (const user of users) addUser(state, user, NOW);
  return state;
}

/** Serves a pool until the test is over, with its clock in `time.now` and a client of the SDK. */
export async function serve(state = poolState()) {
  const time = { now: NOW };
  let changes = 0;
  const onChange = () => {
    changes++;
  };
  const server = await startCognito(state, { clock: () => time.now, onChange });
  const client = new CognitoIdentityProviderClient({
    region: REGION,
    endpoint: server.url,
    credentials: KEYS,
    maxAttempts: 1,
  });
  onTestFinished(async () => {
    client.destroy();
    await server.close();
  });
  return { ...server, state, time, client, changes: () => changes };
}

export type Served = Awaited<ReturnType<typeof serve>>;

/** A user of amazon-cognito-identity-js with its own storage. */
export function cognitoUser({ url, state }: Served, Username: string) {
  const items = new Map<string, string>();
  const Storage: cognitoJs.ICognitoStorage = {
    setItem: (key, value) => void items.set(key, value),
    getItem: (key) => items.get(key) ?? null,
    removeItem: (key) => void items.delete(key),
    clear: () => items.clear(),
  };
  const Pool = new cognitoJs.CognitoUserPool({
    UserPoolId: state.id,
    ClientId: state.clientIds.app,
    endpoint: url,
    Storage,
  });
  return new cognitoJs.CognitoUser({ Username, Pool, Storage });
}

type SignedIn = { session: cognitoJs.CognitoUserSession } | { newPasswordFor: Record<string, string> };

/** Signs in with SRP by amazon-cognito-identity-js. */
export function authenticate(user: cognitoJs.CognitoUser, Password: string): Promise<SignedIn> {
  const details = new cognitoJs.AuthenticationDetails({ Username: user.getUsername(), Password });
  return new Promise((resolve, reject) => {
    user.authenticateUser(details, {
      onSuccess: (session) => resolve({ session }),
      newPasswordRequired: (newPasswordFor) => resolve({ newPasswordFor }),
      onFailure: reject,
    });
  });
}

export async function sessionOf(user: cognitoJs.CognitoUser, password = PASSWORD) {
  const signedIn = await authenticate(user, password);
  if ("session" in signedIn) return signedIn.session;
  throw new Error("a new password is asked for");
}

/** Signs in by sending the password (USER_PASSWORD_AUTH). */
export const signIn = (
  { client, state }: Served,
  USERNAME: string,
  PASSWORD_ = PASSWORD,
  ClientId = state.clientIds.app,
) =>
  client.send(
    new InitiateAuthCommand({
      AuthFlow: "USER_PASSWORD_AUTH",
      ClientId,
      AuthParameters: { USERNAME, PASSWORD: PASSWORD_ },
    }),
  );

export async function tokensOf(served: Served, name = "ada@example.com", password = PASSWORD, clientId?: string) {
  const { AuthenticationResult: result } = await signIn(served, name, password, clientId);
  if (!result?.AccessToken || !result.IdToken || !result.RefreshToken) throw new Error("there are no tokens");
  return { id: result.IdToken, access: result.AccessToken, refresh: result.RefreshToken };
}

export const refresh = ({ client, state }: Served, token: string, ClientId = state.clientIds.app) =>
  client.send(
    new InitiateAuthCommand({
      AuthFlow: "REFRESH_TOKEN_AUTH",
      ClientId,
      AuthParameters: { REFRESH_TOKEN: token },
    }),
  );

/** Begins SRP, for tests that stop or tamper before the second step. */
export async function beginSrp({ client, state }: Served, USERNAME: string, ClientId = state.clientIds.app) {
  const poolName = state.id.split("_")[1] as string;
  const srp = srpClient();
  const { ChallengeParameters: challenge = {}, ChallengeName } = await client.send(
    new InitiateAuthCommand({
      AuthFlow: "USER_SRP_AUTH",
      ClientId,
      AuthParameters: { USERNAME, SRP_A: srp.A },
    }),
  );
  const { USER_ID_FOR_SRP: userId = "", SECRET_BLOCK: block = "", SRP_B = "", SALT = "" } = challenge;

  function answersFor(password: string) {
    const key = srp.keyFor(`${poolName}${userId}:${password}`, SRP_B, SALT);
    const TIMESTAMP = "Fri Jan 2 03:04:05 UTC 2026";
    const hmac = createHmac("sha256", key).update(`${poolName}${userId}`).update(Buffer.from(block, "base64"));
    return {
      USERNAME: userId,
      PASSWORD_CLAIM_SECRET_BLOCK: block,
      PASSWORD_CLAIM_SIGNATURE: hmac.update(TIMESTAMP).digest("base64"),
      TIMESTAMP,
    };
  }
  const send = (ChallengeResponses: Record<string, string>): Promise<InitiateAuthCommandOutput> =>
    client.send(
      new RespondToAuthChallengeCommand({
        ChallengeName: "PASSWORD_VERIFIER",
        ClientId,
        ChallengeResponses,
      }),
    );
  return { challenge, ChallengeName, answersFor, send };
}

export const refusal = (name: string, message: string) => ({ name, message });
export const WRONG_PASSWORD = refusal("NotAuthorizedException", "Incorrect username or password.");
