import type { ApiClient } from "../../contract/api-clients.ts";
import { FUNCTION_FAILED } from "../../contract/invocation-errors.ts";
import type { ActivationRequest } from "../../contract/send-request.ts";
import { isMac, NO_MAC } from "../../contract/slot.ts";
import type { ActivationContext } from "./context.ts";

/** Asks the send function to derive the activation code, and to send it. */
export function request(ctx: ActivationContext) {
  const { sk: clientId, name, email, activationExpiresAt: expiresAt } = ctx.stash.client as ApiClient;
  const payload: ActivationRequest = {
    kind: "activation",
    clientId,
    name,
    email,
    expiresAt,
    locale: ctx.stash.locale,
  };
  return { operation: "Invoke", payload };
}

/** A failure is raised only once it is written down: a code that got out in spite of it must work. */
export function response(ctx: ActivationContext) {
  const { error, result } = ctx;
  const made = !error && isMac(result?.mac) && (result.status === "SENT" || result.status === "FAILED");
  if (!made) console.error(error ? `Send: ${error.type}: ${error.message}` : "Send: the answer makes no sense");
  ctx.stash.unreached = !made && error?.type !== FUNCTION_FAILED;
  ctx.stash.outcome = made ? result : { status: "FAILED", mac: NO_MAC, retryable: true };
  return null;
}
