import { createHash, createHmac, timingSafeEqual } from "node:crypto";
import canonicalize from "canonicalize";
import { signedText } from "../../contract/signing.ts";
import type { AuthorizerEvent } from "./event.ts";
import type { SignatureToken } from "./token.ts";

/** GraphQL's names (section 2.1.9 of its specification), or none. */
const OPERATION_NAME = /^([_A-Za-z][_0-9A-Za-z]*)?$/;

/**
 * Whether a token's signature is the one of this request under a secret. The two are compared in constant time.
 *
 * @param secret 44 characters of base64
 */
export function isSigned(token: SignatureToken, { requestContext }: AuthorizerEvent, secret: string): boolean {
  const { apiId, queryString } = requestContext;
  const operationName = requestContext.operationName ?? "";
  const variables = canonical(requestContext.variables ?? {});
  if (variables === null || !OPERATION_NAME.test(operationName)) return false;
  const text = signedText({
    apiId,
    ...token,
    operationName,
    querySha256: sha256(queryString),
    variablesSha256: sha256(variables),
  });
  const right = createHmac("sha256", secret).update(text).digest();
  return timingSafeEqual(right, Buffer.from(token.signature, "hex"));
}

const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");

/** Gives variables as RFC 8785 writes them; null for what has no form that every JSON library agrees on. */
function canonical(variables: object): string | null {
  try {
    return hasWholeNumbers(variables) ? (canonicalize(variables) ?? null) : null;
  } catch {
    // Half a surrogate pair, or nested too deeply.
    return null;
  }
}

/** Whether every number in a value is a 32-bit integer: longer ones, and fractions, are written differently by different libraries. */
const hasWholeNumbers = (value: unknown): boolean =>
  typeof value === "number"
    ? (value | 0) === value
    : typeof value !== "object" || value === null || Object.values(value).every(hasWholeNumbers);
