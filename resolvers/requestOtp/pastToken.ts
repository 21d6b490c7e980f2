import { util } from "@aws-appsync/utils";
import { type IdempotencyKey, masked } from "../shared/slot.ts";
import type { Asked } from "./input.ts";

/** The end of a token that another has replaced since, for the idempotency key that asked for it. */
export function pastToken(asked: Asked, { id, createdAt, expAt }: IdempotencyKey, now: number) {
  const iso = (seconds: number) => util.time.epochMilliSecondsToISO8601(seconds * 1000);
  return {
    id,
    subject: asked.subject,
    purpose: asked.purpose,
    channel: asked.channel,
    destination: masked(asked.channel, asked.destination),
    status: "CANCELED",
    codeLength: asked.codeLength,
    alphabet: asked.alphabet,
    attemptsRemaining: 0,
    sendsRemaining: 0,
    createdAt: iso(createdAt),
    expiresAt: iso(expAt),
    resendAfter: iso(now),
  };
}
