import type { ApiClient } from "../../contract/api-clients.ts";
import { KEY_VERSION } from "../../contract/mac-text.ts";
import { NO_MAC } from "../../contract/slot.ts";
import { activationUndelivered } from "../shared/errors.ts";
import { clientWrite, keepWritten } from "./clientWrite.ts";
import type { ActivationContext } from "./context.ts";

/** Writes down the MAC of the code that was sent, unless the client has changed so that the code must not count any more. */
export function request(ctx: ActivationContext) {
  const { outcome, id, unreached } = ctx.stash;
  if (outcome.mac === NO_MAC) activationUndelivered(id, true, unreached);
  const { email, activationExpiresAt } = ctx.stash.client as ApiClient;
  return clientWrite(
    ctx.stash,
    { activationMac: `${KEY_VERSION}:${outcome.mac}` },
    {
      expression: "#status = :pending AND #email = :email AND #activationExpiresAt = :expiresAt",
      names: { "#status": "status", "#email": "email", "#activationExpiresAt": "activationExpiresAt" },
      values: { ":pending": "PENDING", ":email": email, ":expiresAt": activationExpiresAt },
    },
  );
}

export function response(ctx: ActivationContext) {
  keepWritten(ctx, null);
  const { outcome, id, unreached } = ctx.stash;
  if (outcome.status === "FAILED") activationUndelivered(id, outcome.retryable, unreached);
  return null;
}
