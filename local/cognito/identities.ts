import { createHmac } from "node:crypto";
import { findUser, normalized } from "./find-user.ts";
import type { PoolState } from "./pool.ts";
import type { Credential } from "./srp.ts";

const SALT_BYTES = 16;

/**
 * The internal id that a name stands for: a user's `sub`, or for somebody who does not exist a UUID that is always the same
 * for the same name. Cognito answers so too where user existence errors are prevented. It is the `sub` also for users with a
 * user name, where Cognito answers the name [?]: else the answer would tell who exists.
 */
export const userIdOf = (state: PoolState, name: string): string =>
  findUser(state, name)?.sub ?? uuidOf(derived(state, `id ${normalized(name)}`, 16));

/** What a password is checked against: for an id that is nobody's, one that no password fits. */
export const credentialOfId = (state: PoolState, userId: string): Credential =>
  state.users[userId]?.credential ?? {
    salt: derived(state, `salt ${userId}`, SALT_BYTES).toString("hex"),
    // Fewer than the group's 384 bytes, so that it is one of the group's numbers.
    verifier: derived(state, `verifier ${userId}`, 383).toString("hex"),
  };

function derived({ secret }: PoolState, purpose: string, bytes: number): Buffer {
  const blocks = Array.from({ length: Math.ceil(bytes / 32) }, (_, block) =>
    createHmac("sha256", secret).update(`${block} ${purpose}`).digest(),
  );
  return Buffer.concat(blocks).subarray(0, bytes);
}

/** Marked as a random one (RFC 9562, version 4), as a `sub` is. */
function uuidOf(bytes: Buffer): string {
  const hex = bytes.toString("hex");
  const variant = "89ab"[(bytes[8] as number) % 4];
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20)}`;
}
