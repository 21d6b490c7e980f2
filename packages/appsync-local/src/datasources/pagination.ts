import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";
import type { Json } from "../contracts.ts";

const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** Turns positions into tokens that clients can neither read nor make. */
export interface Pagination {
  /** @param scope what the token is good for: a token opens under the scope that it was sealed with and no other */
  seal(scope: string, position: Json): string;
  /** The position; undefined for anything that was not sealed here under this scope. */
  open(scope: string, token: string): Json | undefined;
}

/** Tokens under a key that lives in memory alone, so a restart ends them. AES-256-GCM: 12 bytes nonce, 16 bytes tag, text. */
export function createPagination(): Pagination {
  const key = randomBytes(32);
  return {
    seal(scope, position) {
      const nonce = randomBytes(NONCE_BYTES);
      const cipher = createCipheriv("aes-256-gcm", key, nonce).setAAD(Buffer.from(scope));
      const text = Buffer.concat([cipher.update(JSON.stringify(position)), cipher.final()]);
      return Buffer.concat([nonce, cipher.getAuthTag(), text]).toString("base64");
    },
    open(scope, token) {
      const bytes = Buffer.from(token, "base64");
      if (bytes.length <= NONCE_BYTES + TAG_BYTES) return undefined;
      const decipher = createDecipheriv("aes-256-gcm", key, bytes.subarray(0, NONCE_BYTES), {
        authTagLength: TAG_BYTES,
      })
        .setAAD(Buffer.from(scope))
        .setAuthTag(bytes.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES));
      const text = decipher.update(bytes.subarray(NONCE_BYTES + TAG_BYTES));
      try {
        return JSON.parse(Buffer.concat([text, decipher.final()]).toString());
      } catch {
        return undefined;
      }
    },
  };
}
