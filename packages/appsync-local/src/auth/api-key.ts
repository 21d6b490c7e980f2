import { createHash, timingSafeEqual } from "node:crypto";
import type { Caller } from "../contracts.ts";
import type { ApiKeyAuth } from "../description.ts";
import { reachesAll } from "./reach.ts";
import { Unauthenticated } from "./refusal.ts";

const CALLER: Caller = { mode: "API_KEY", identity: null, groups: [], mayReach: reachesAll };

/**
 * Identifies callers by the `x-api-key` header.
 *
 * @returns the check of one key: the caller, or throws Unauthenticated
 */
export function apiKeyAuthenticator(mode: ApiKeyAuth, clock: () => number): (key: string) => Caller {
  const keys = mode.keys.map(({ key, expiresAt }) => ({ digest: digest(key), expiresAt: expiresAt * 1000 }));
  return (presented) => {
    const candidate = digest(presented);
    // Every key is compared, by digests of one length, so that the time taken reveals nothing about a key.
    const known = keys.filter((key) => timingSafeEqual(key.digest, candidate));
    if (known.length === 0) throw new Unauthenticated("the API has no such API key");
    if (!known.some((key) => clock() < key.expiresAt)) throw new Unauthenticated("the API key has expired");
    return CALLER;
  };
}

const digest = (text: string) => createHash("sha256").update(text).digest();
