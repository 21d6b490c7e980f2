import { randomBytes } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Credentials } from "appsync-local";
import { type ClientName, USER_POOL } from "../../contract/user-pool.ts";
import type { Settings } from "../../settings/schema.ts";
import { ACCOUNTS, PASSWORD } from "../accounts.ts";
import { addUser, createPool, type PoolState } from "../cognito/index.ts";
import { createKmsKeys, type KmsKeys } from "../kms/index.ts";
import { writeSecret } from "./files.ts";
import { StartProblem } from "./start-problem.ts";

/** The keys, users and credentials that the first start makes. They are secret, so only their owner may read the file. */
export interface LocalState {
  version: typeof STATE_VERSION;
  /** The credentials of the API's own role, and of the roles of the functions. */
  api: Credentials;
  send: Credentials;
  reset: Credentials;
  account: Credentials;
  stream: Credentials;
  authorizer: Credentials;
  webhook: Credentials;
  /** By role name. */
  backends: Record<string, Credentials>;
  keys: KmsKeys;
  apiKey: string;
  pool: PoolState<ClientName>;
}

const STATE_VERSION = 6;
export const REGION = "us-east-1";
export const CODE_KEY = "alias/otp-code";
export const CHECK_KEY = "alias/otp-check";
export const CLIENT_KEY = "alias/otp-client";
export const PROOF_KEY = "alias/otp-proof";

/** Reads the state of an earlier start, or makes it. @throws StartProblem when it cannot be read, or another version made it */
export function openState(folder: string, settings: Settings): LocalState {
  const file = join(folder, "state.json");
  const state = existsSync(file) ? readState(file) : createState();
  for (const role of Object.keys(settings.backends)) {
    // An object has a member `constructor` that nobody gave it; IAM takes that name for a role.
    if (!Object.hasOwn(state.backends, role)) state.backends[role] = createCredentials();
  }
  // The settings are of this version, as a deployment would set them.
  state.pool.settings = USER_POOL;
  saveState(folder, state);
  return state;
}

function readState(file: string): LocalState {
  const remedy = `delete its folder to start anew, or name another folder by LOCAL_DIR`;
  let state: LocalState;
  try {
    state = JSON.parse(readFileSync(file, "utf8"));
  } catch {
    throw new StartProblem(`${file} cannot be read: ${remedy}`);
  }
  if (state?.version !== STATE_VERSION) {
    throw new StartProblem(`${file} was made by another version of appsync-otp: ${remedy}`);
  }
  return state;
}

export const saveState = (folder: string, state: LocalState) => writeSecret(join(folder, "state.json"), state);

const createCredentials = (): Credentials => ({
  accessKeyId: `AKIALOCAL${randomBytes(5).toString("hex").toUpperCase()}`,
  secretAccessKey: randomBytes(30).toString("base64"),
});

/** Of the form that AppSync's have. */
const createApiKey = () => `da2-${randomBytes(13).toString("hex")}`;

/**
 * Only the send function and the reset function may use the code key. They and the API make MACs with the check key, the API and the authorizer with the client key,
 * and the API and the webhook function sign by the key of proofs, as on AWS.
 */
function createState(): LocalState {
  const api = createCredentials();
  const send = createCredentials();
  const reset = createCredentials();
  const authorizer = createCredentials();
  const webhook = createCredentials();
  const mac = (accessKeyId: string, ...more: string[]) => ({ accessKeyId, operations: ["GenerateMac", ...more] });
  const signs = (accessKeyId: string) => ({ accessKeyId, operations: ["Sign"] });
  const keys = createKmsKeys([
    { spec: "HMAC_256", aliases: ["otp-code"], allow: [mac(send.accessKeyId), mac(reset.accessKeyId)] },
    {
      spec: "HMAC_256",
      aliases: ["otp-check"],
      allow: [mac(send.accessKeyId), mac(reset.accessKeyId), mac(api.accessKeyId, "VerifyMac")],
    },
    { spec: "HMAC_256", aliases: ["otp-client"], allow: [mac(api.accessKeyId), mac(authorizer.accessKeyId)] },
    { spec: "RSA_2048", aliases: ["otp-proof"], allow: [signs(api.accessKeyId), signs(webhook.accessKeyId)] },
  ]);
  const pool = createPool({ region: REGION, settings: USER_POOL, groups: USER_POOL.groups });
  for (const account of ACCOUNTS) addUser(pool, { ...account, password: PASSWORD, verified: true });
  return {
    version: STATE_VERSION,
    api,
    send,
    reset,
    account: createCredentials(),
    stream: createCredentials(),
    authorizer,
    webhook,
    backends: {},
    keys,
    apiKey: createApiKey(),
    pool,
  };
}
