import { type IdempotencyKey, iso, masked } from "../shared/slot.ts";
import type { OtpRequest } from "./otpRequest.ts";

/**
 * The end of a token that another has replaced since, for the idempotency key that asked for it.
 *
 * @param nextSend when the slot may be asked again
 */
export function replacedToken(asked: OtpRequest, key: IdempotencyKey, nextSend: number) {
  const { id, createdAt, expAt, length, alphabet, end } = key;
  return {
    id,
    subject: asked.subject,
    purpose: asked.purpose,
    channel: asked.channel,
    destination: masked(asked.channel, asked.destination),
    status: end ?? "CANCELED",
    codeLength: length,
    alphabet,
    attemptsRemaining: 0,
    sendsRemaining: 0,
    createdAt: iso(createdAt),
    expiresAt: iso(expAt),
    resendAfter: iso(nextSend),
  };
}
