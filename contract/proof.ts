/**
 * A proof: a JWT (RFC 7519) that says what was verified, and that anybody checks by the published keys, without asking the service.
 * docs/proof.md lists its claims.
 */

/** The `typ` of its header, so that no other JWT is taken for one (RFC 8725, 3.11). */
export const PROOF_TYPE = "otp-proof+jwt";

/** That of a proof in test mode: whoever checks the type takes it for a proof only if told to. */
export const TEST_PROOF_TYPE = "otp-test-proof+jwt";

/** Seconds from the verification to the proof's end. */
export const PROOF_SECONDS = 5 * 60;

/** Where the keys that proofs are checked by are published, below the issuer's address. */
export const JWKS_PATH = "/.well-known/jwks.json";

/** Seconds for which whoever fetched the published keys may keep them. A key has to be published for longer before it signs. */
export const JWKS_SECONDS = 5 * 60;

/** Gives the published form of a key (RFC 7517). @param version what the `kid` of the proofs that it signs says */
export const publishedKey = (version: string, { n, e }: { n: string; e: string }) => ({
  kid: version,
  kty: "RSA",
  alg: "RS256",
  use: "sig",
  n,
  e,
});
