/**
 * Signed requests: what an API client puts into the header `Authorization`, one word without dots or spaces, because AppSync takes what
 * looks like a JWT for Cognito's. docs/signing.md is enough to implement it from, and test vectors are beside it.
 *
 * `otp1_<client id>_<secret version>_<timestamp>_<nonce>_<signature>`
 *
 * - timestamp: epoch seconds, ten digits; nonce: 32 random hex digits, never used again; signature: 64 hex digits.
 * - The signature is HMAC-SHA-256 over `signedText`, in UTF-8, with the bytes of the secret's text (44 characters) as the key.
 */
export const SIGNATURE_PATTERN = "otp1_[0-9a-f]{16}_[1-9][0-9]{0,5}_[1-9][0-9]{9}_[0-9a-f]{32}_[0-9a-f]{64}";

/** Seconds by which the timestamp may differ from the service's clock. */
export const MAX_SKEW_SECONDS = 5 * 60;

/** What a signature covers. */
export interface SignedRequest {
  apiId: string;
  clientId: string;
  secretVersion: string;
  timestamp: string;
  nonce: string;
  /** Empty if the request names none. */
  operationName: string;
  /** SHA-256 of the query's text in UTF-8, 64 hex digits. */
  querySha256: string;
  /** SHA-256 of the variables in canonical JSON (RFC 8785), `{}` if there are none, 64 hex digits. Their numbers are 32-bit integers. */
  variablesSha256: string;
}

/** The text that is signed: nine lines, with a line feed between them and none at the end. No part can hold a line feed. */
export const signedText = (request: SignedRequest) =>
  [
    "otp1",
    request.apiId,
    request.clientId,
    request.secretVersion,
    request.timestamp,
    request.nonce,
    request.operationName,
    request.querySha256,
    request.variablesSha256,
  ].join("\n");

/** Seconds for which a nonce is kept: a minute longer than a request with the latest timestamp could pass. Counted from its timestamp. */
export const NONCE_SECONDS = MAX_SKEW_SECONDS + 60;

/**
 * Items that say which nonces were used. They have partitions of their own, so that the function that writes them needs no right on
 * anything else in the table. No tenant is called so.
 */
export const NONCES_PREFIX = "nonces|r|";
