import { proofVerifier } from "./verify-proof.ts";

/**
 * A Lambda authorizer for an HTTP API of API Gateway (payload format 2.0, simple responses). Give it no cache (a TTL of 0): a cached answer
 * would outlive the proof. The route reads the claims from `requestContext.authorizer.lambda`.
 */

const { JWKS_URL = "", ISSUER = "", AUDIENCE = "", PURPOSE = "" } = process.env;
const verify = proofVerifier({ jwksUrl: JWKS_URL, issuer: ISSUER, audience: AUDIENCE, purpose: PURPOSE });

export async function handler({ headers }: { headers: Record<string, string> }) {
  try {
    const { sub, jti, purpose } = await verify(headers["x-otp-proof"] ?? "");
    return { isAuthorized: true, context: { sub, jti, purpose } };
  } catch {
    return { isAuthorized: false };
  }
}
