import type { Context } from "@aws-appsync/utils";
import type { SendOutcome, SendRequest } from "../../contract/order.ts";
import { isMac, NO_MAC } from "../shared/slot.ts";
import type { NewSlot } from "./newSlot.ts";
import type { OtpRequest } from "./otpRequest.ts";

/** Orders the message. The function derives the code by itself: it is not in here, and does not come back. */
export function request(ctx: Context) {
  const { asked, slot } = ctx.stash as { asked: OtpRequest; slot: NewSlot };
  const order: SendRequest = {
    tenant: slot.tenant,
    subject: slot.subject,
    purpose: slot.sk,
    id: slot.id,
    transaction: asked.transaction,
    channel: slot.channel,
    destination: slot.dest,
    countries: ctx.stash.countries,
    locale: asked.locale,
    codeLength: slot.length,
    alphabet: slot.alphabet,
    message: asked.message,
    expiresAt: slot.expAt,
  };
  return { operation: "Invoke", payload: order };
}

/**
 * A function that failed, or answered nothing that makes sense, is noted and not raised: the next step has to write down
 * that nothing was delivered.
 */
export function response(ctx: Context) {
  const failed: SendOutcome = { status: "FAILED", mac: NO_MAC, retryable: true };
  ctx.stash.outcome = !ctx.error && isOutcome(ctx.result) ? ctx.result : failed;
  return null;
}

const isOutcome = (answer: Partial<Record<string, unknown>> | null) =>
  answer?.status === "INVALID" ||
  answer?.status === "NOT_ALLOWED" ||
  ((answer?.status === "SENT" || answer?.status === "FAILED") && isMac(answer.mac));
