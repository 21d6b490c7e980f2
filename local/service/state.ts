import { randomBytes } from "node:crypto";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import type { Credentials } from "appsync-local";
import { OPERATORS_GROUP } from "../../contract/tenants.ts";
import type { Settings } from "../../settings/schema.ts";
import { addUser, createPool, type PoolState } from "../cognito/index.ts";
import { createKmsKeys, type KmsKeys } from "../kms/index.ts";
import { StartProblem } from "../problem.ts";

/** What is made at the first start and kept: keys, users, credentials. Secret, so in files that only their owner reads. */
export interface LocalState {
  version: typeof STATE_VERSION;
  /** The API's own role, and the send function's. */
  api: Credentials;
  send: Credentials;
  /** By role name. */
  backends: Record<string, Credentials>;
  keys: KmsKeys;
  pool: PoolState;
}

const STATE_VERSION = 2;
const HALF = ".new";
export const REGION = "us-east-1";
export const PASSWORD = "Passw0rd!local";
export const CODE_KEY = "alias/otp-code";
export const CHECK_KEY = "alias/otp-check";

/** Makes the folder, for its owner alone. @throws StartProblem when it cannot be written to */
export function openFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const probe = join(folder, ".writable");
    writeFileSync(probe, "");
    rmSync(probe);
  } catch (error) {
    const reason = (error as NodeJS.ErrnoException).code;
    throw new StartProblem(
      `the folder ${folder} cannot be written to (${reason}): set LOCAL_DIR to one that can, or change its permissions`,
    );
  }
}

/** Removes what a killed start was about to write. */
export function removeHalves(folder: string): void {
  for (const name of readdirSync(folder)) if (name.endsWith(HALF)) rmSync(join(folder, name), { force: true });
}

/** Reads the state of an earlier start, or makes it. @throws StartProblem for a state that another version made */
export function openState(folder: string, settings: Settings): LocalState {
  const file = join(folder, "state.json");
  const state = existsSync(file) ? readState(file) : createState();
  for (const role of Object.keys(settings.backends)) state.backends[role] ??= createCredentials();
  saveState(folder, state);
  return state;
}

function readState(file: string): LocalState {
  const remedy = `delete the folder around it to start anew, or name another by LOCAL_DIR`;
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

/** Writes a file whole or not at all, readable by its owner alone. */
export function writeSecret(file: string, content: unknown): void {
  const text = typeof content === "string" ? content : `${JSON.stringify(content, null, 2)}\n`;
  const half = `${file}.${process.pid}${HALF}`;
  writeFileSync(half, text, { mode: 0o600 });
  chmodSync(half, 0o600);
  renameSync(half, file);
}

const createCredentials = (): Credentials => ({
  accessKeyId: `AKIALOCAL${randomBytes(5).toString("hex").toUpperCase()}`,
  secretAccessKey: randomBytes(30).toString("base64"),
});

/** Only the send function may use the code key; the API may make macs with the check key, as on AWS. */
function createState(): LocalState {
  const api = createCredentials();
  const send = createCredentials();
  const mac = (accessKeyId: string) => ({ accessKeyId, operations: ["GenerateMac"] });
  const keys = createKmsKeys([
    { spec: "HMAC_256", aliases: ["otp-code"], allow: [mac(send.accessKeyId)] },
    { spec: "HMAC_256", aliases: ["otp-check"], allow: [mac(send.accessKeyId), mac(api.accessKeyId)] },
  ]);
  const pool = createPool({ region: REGION, groups: [OPERATORS_GROUP] });
  const account = { password: PASSWORD, verified: true };
  addUser(pool, { ...account, email: "user@example.com", phone: "+12025550123" });
  addUser(pool, { ...account, email: "admin@example.com", phone: "+12025550124", groups: [OPERATORS_GROUP] });
  return { version: STATE_VERSION, api, send, backends: {}, keys, pool };
}
