import { createHmac } from "node:crypto";
import { findUser, normalized } from "./find-user.ts";
import type { PoolState } from "./pool.ts";
import type { Credential } from "./srp.ts";

const SALT_BYTES = 16;

/**
 * Gives the internal id for a name: the user's `sub`, or, for a name that no user has, a UUID that is always the same for that
 * name. Cognito does the same where it prevents user existence errors. Users with a user name also get their `sub`, where Cognito
 * answers the name [?]: otherwise the answer would show who exists.
 */
export const userIdOf = (state: PoolState, name: string): string =>
  findUser(state, name)?.sub ?? uuidOf(derived(state, `id ${normalized(name)}`, 16));

/** Gives the credential that a password is checked against. An id that no user has gets one that no password matches. */
export const credentialOfId = (state: PoolState, userId: string): Credential =>
  state.users[userId]?.credential ?? {
    salt: derived(state, `salt ${userId}`, SALT_BYTES).toString("hex"),
    // 383 bytes are one less than the prime's 384, so the number is smaller than the prime.
    verifier: derived(state, `verifier ${userId}`, 383).toString("hex"),
  };

function derived({ secret }: PoolState, purpose: string, bytes: number): Buffer {
  const blocks = Array.from({ length: Math.ceil(bytes / 32) }, (_, block) =>
    createHmac("sha256", secret).update(`${block} ${purpose}`).digest(),
  );
  return Buffer.concat(blocks).subarray(0, bytes);
}

/** Formats bytes as a random UUID (RFC 9562, version 4), the form of a `sub`. */
function uuidOf(bytes: Buffer): string {
  const hex = bytes.toString("hex");
  const variant = "89ab"[(bytes[8] as number) % 4];
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20)}`;
}
