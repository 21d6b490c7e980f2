import type { SendOutcome, SendRequest } from "../../contract/send-request.ts";
import { isMac, NO_MAC } from "../../contract/slot.ts";
import type { RequestOtpContext } from "./context.ts";

/** Sends the request to the send function, which derives the code by itself: the code is not in here, and does not come back. */
export function request(ctx: RequestOtpContext) {
  const { otpRequest, slot, countries } = ctx.stash;
  const payload: SendRequest = {
    tenant: otpRequest.tenant,
    subject: otpRequest.subject,
    purpose: slot.sk,
    id: slot.id,
    transaction: otpRequest.transaction,
    channel: slot.channel,
    destination: slot.destination,
    countries,
    locale: otpRequest.locale,
    codeLength: slot.codeLength,
    alphabet: slot.alphabet,
    message: otpRequest.message,
    expiresAt: slot.expiresAt,
  };
  return { operation: "Invoke", payload };
}

/**
 * A function that failed, or whose answer makes no sense, raises nothing here: the next step first has to write down that nothing
 * was delivered.
 */
export function response(ctx: RequestOtpContext) {
  const failed: SendOutcome = { status: "FAILED", mac: NO_MAC, retryable: true };
  ctx.stash.outcome = !ctx.error && isOutcome(ctx.result) ? ctx.result : failed;
  return null;
}

const isOutcome = (answer: Partial<Record<string, unknown>> | null) =>
  answer?.status === "INVALID" ||
  answer?.status === "NOT_ALLOWED" ||
  ((answer?.status === "SENT" || answer?.status === "FAILED") && isMac(answer.mac));
