import { createPublicKey } from "node:crypto";
import { JWKS_PATH, JWKS_SECONDS, publishedKey } from "../../contract/proof.ts";
import type { KmsKeys } from "../kms/index.ts";
import { type ServeOptions, serveWire, type WireServer } from "../wire/index.ts";

/** The version of the key that signs proofs here. A deployed stage may have a later one. */
export const PROOF_KEY_VERSION = "1";

/** Serves what a deployed stage has in its public bucket: the keys by which proofs are checked. */
export function startPublicFiles(keys: KmsKeys, options: Omit<ServeOptions, "cors">): Promise<WireServer> {
  const jwks = JSON.stringify({ keys: [publishedKey(PROOF_KEY_VERSION, publicPartOf(keys))] });
  const headers = { "content-type": "application/json", "cache-control": `public, max-age=${JWKS_SECONDS}` };
  return serveWire(
    ({ method, path }) => {
      if (path !== JWKS_PATH || !["GET", "HEAD"].includes(method)) return { status: 404, headers: {}, body: "" };
      return { status: 200, headers, body: method === "HEAD" ? "" : jwks };
    },
    { ...options, cors: false },
  );
}

function publicPartOf(keys: KmsKeys): { n: string; e: string } {
  const key = keys.find(({ spec }) => spec === "RSA_2048");
  return createPublicKey(key?.material ?? "").export({ format: "jwk" }) as { n: string; e: string };
}
