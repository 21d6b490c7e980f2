import { FUNCTION_FAILED, isNeverInvoked } from "../../contract/invocation-errors.ts";
import type { SendRequest } from "../../contract/send-request.ts";
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
    site: otpRequest.site,
    expiresAt: slot.expiresAt,
    test: slot.test === true,
  };
  return { operation: "Invoke", payload };
}

/**
 * A function that failed, or whose answer makes no sense, raises nothing here: the next step first has to write down that nothing
 * was delivered, or to take everything back where it certainly was not.
 */
export function response(ctx: RequestOtpContext) {
  const { error, result } = ctx;
  ctx.stash.unreached = false;
  if (!error && isOutcome(result)) {
    ctx.stash.outcome = result;
    return null;
  }
  console.error(error ? `Send: ${error.type}: ${error.message}` : "Send: the answer makes no sense");
  ctx.stash.unreached = error?.type !== FUNCTION_FAILED;
  ctx.stash.outcome =
    error && isNeverInvoked(error) ? { status: "NEVER_INVOKED" } : { status: "FAILED", mac: NO_MAC, retryable: true };
  return null;
}

const isOutcome = (answer: Partial<Record<string, unknown>> | null) =>
  answer?.status === "INVALID" ||
  answer?.status === "NOT_ALLOWED" ||
  ((answer?.status === "SENT" || answer?.status === "FAILED") && isMac(answer.mac));
