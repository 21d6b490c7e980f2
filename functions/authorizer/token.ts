import { SIGNATURE_PATTERN, type SignedRequest } from "../../contract/signing.ts";

/** What a signed request's `Authorization` says. */
export type SignatureToken = Pick<SignedRequest, "clientId" | "secretVersion" | "timestamp" | "nonce"> & {
  /** 64 hex digits. */
  signature: string;
};

const FORM = new RegExp(`^${SIGNATURE_PATTERN}$`);

/** As many as the form has. */
type Parts = [string, string, string, string, string, string];

/** Reads the token. Null for any text that does not have its whole form. */
export function readToken(text: unknown): SignatureToken | null {
  if (typeof text !== "string" || !FORM.test(text)) return null;
  const [, clientId, secretVersion, timestamp, nonce, signature] = text.split("_") as Parts;
  return { clientId, secretVersion, timestamp, nonce, signature };
}
