import { createRemoteJWKSet, errors, type JWTPayload, jwtVerify } from "jose";

/** What a server accepts: proofs of one tenant, for itself and for one purpose. */
export interface Expected {
  /** `jwksUrl` of the outputs. */
  jwksUrl: string;
  /** `proofIssuer` of the outputs, a slash, and the tenant: `https://….cloudfront.net/role:shop`. */
  issuer: string;
  /** The id of the app client that users sign in with, or a backend's tenant. */
  audience: string;
  purpose: string;
}

/**
 * Makes a function that checks proofs. Make it once: it keeps the published keys, and fetches them again for a key that it does not know.
 *
 * @returns a function that gives the claims of a proof, and throws an error of jose's (`JOSEError`) for any text that is none
 */
export function proofVerifier({ jwksUrl, issuer, audience, purpose }: Expected) {
  const keys = createRemoteJWKSet(new URL(jwksUrl));
  return async (proof: string): Promise<JWTPayload> => {
    const { payload } = await jwtVerify(proof, keys, {
      algorithms: ["RS256"],
      typ: "otp-proof+jwt",
      issuer,
      audience,
      requiredClaims: ["sub", "jti", "purpose"],
      maxTokenAge: "5m",
      // Clocks differ by a little.
      clockTolerance: "5s",
    });
    if (payload.purpose !== purpose) {
      throw new errors.JWTClaimValidationFailed('unexpected "purpose" claim value', payload, "purpose", "check_failed");
    }
    return payload;
  };
}
