import canonicalize from "canonicalize";
import type { Caller } from "./callers.ts";
import { Sha256 } from "./sha256.ts";

export interface ApiClientOptions {
  /** The id of the API: `apiId` of the service's outputs. */
  apiId: string;
  /** What the activation, or the last rotation, told as `keyId` and `secret`. */
  keyId: string;
  secret: string;
  /** The time of signatures, for machines whose clock is wrong. Default: the machine's. */
  clock?: () => Date;
}

/**
 * A backend outside AWS, which signs its requests as an API client (docs/signing.md of appsync-otp). Its secret belongs on a server, never
 * in a page or an app.
 */
export function apiClient({ apiId, keyId, secret, clock = () => new Date() }: ApiClientOptions): Caller {
  return {
    triesAgainAfter401: true,
    async authorize({ body }) {
      const { query, operationName = "", variables = {} } = JSON.parse(body);
      const time = Math.floor(clock().getTime() / 1000);
      const nonce = hex(crypto.getRandomValues(new Uint8Array(16)));
      const covered = [operationName, await sha256(query), await sha256(canonicalize(variables) as string)];
      const text = ["otp1", apiId, ...keyId.split("_"), time, nonce, ...covered].join("\n");
      return { authorization: ["otp1", keyId, time, nonce, await sha256(text, secret)].join("_") };
    },
  };
}

/** SHA-256, or HMAC-SHA-256 by a secret. */
async function sha256(text: string, secret?: string): Promise<string> {
  const hash = new Sha256(secret);
  hash.update(text);
  return hex(await hash.digest());
}

const hex = (bytes: Uint8Array) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
