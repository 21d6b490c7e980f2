import { PROOF_SECONDS } from "../../contract/proof.ts";
import { VERIFY_CONTACT } from "../../contract/purposes.ts";
import type { Caller } from "../shared/caller.ts";
import type { VerifiedToken } from "../verifyOtp/context.ts";

/**
 * Gives the claims of a proof. All of them are those of the verification, its time included, so that a repeat of the call gives the same
 * proof. The issuer ends in the tenant: whoever checks the issuer alone cannot be shown another tenant's.
 */
export function claimsOf(verified: VerifiedToken, issuer: string, { kind, client }: Caller) {
  const { lane, id, purpose, channel, at } = verified;
  return {
    iss: `${issuer}/${lane.tenant}`,
    sub: lane.subject,
    aud: kind === "backend" ? lane.tenant : client,
    jti: id,
    iat: at,
    exp: at + PROOF_SECONDS,
    purpose,
    // RFC 8176. An e-mail is no second factor of its own kind (S11).
    amr: channel === "SMS" ? ["otp", "sms"] : ["otp"],
    ...transactionClaim(verified),
    ...contactClaim(verified),
    ...(verified.test ? { test: true } : {}),
  };
}

/** The payment itself, as whoever reads the proof knows no other. The table gives its parts in any order. */
function transactionClaim({ transaction }: VerifiedToken) {
  if (!transaction) return {};
  const { amount, currency, payee } = transaction;
  return { transaction: { amount, currency, payee } };
}

/** The address or number, where proving it is the purpose. The names are those of OpenID Connect. */
function contactClaim({ purpose, channel, destination }: VerifiedToken) {
  if (purpose !== VERIFY_CONTACT) return {};
  return channel === "SMS" ? { phone_number: destination } : { email: destination };
}
