import type { IdempotencyKey } from "../../contract/idempotency-keys.ts";
import { masked } from "../../contract/masked.ts";
import { iso, type OtpToken } from "../shared/slot.ts";
import type { OtpRequest } from "./otpRequest.ts";

/**
 * Gives the end of a token that another has replaced, for the idempotency key that asked for it.
 *
 * @param resendAfter when the slot takes another request, in epoch seconds
 */
export function replacedToken(otpRequest: OtpRequest, key: IdempotencyKey, resendAfter: number): OtpToken {
  const { id, createdAt, expiresAt, codeLength, alphabet, endStatus } = key;
  return {
    id,
    subject: otpRequest.subject,
    purpose: otpRequest.purpose,
    channel: otpRequest.channel,
    destination: masked(otpRequest.channel, otpRequest.destination),
    status: endStatus ?? "CANCELED",
    codeLength,
    alphabet,
    attemptsRemaining: 0,
    sendsRemaining: 0,
    createdAt: iso(createdAt),
    expiresAt: iso(expiresAt),
    resendAfter: iso(resendAfter),
    test: otpRequest.test,
  };
}
