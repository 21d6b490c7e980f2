import { ACTIVATION_SECONDS } from "../../contract/api-clients.ts";
import { NO_MAC } from "../../contract/slot.ts";
import { clientWrite, keepWritten } from "./clientWrite.ts";
import type { ResendContext } from "./context.ts";

/**
 * Ends the activation code that was sent before, to make room for another one. The code is derived from its expiry, so that a new one has
 * to expire later, also within one second: each write raises the revision, which is added as seconds.
 */
export function request(ctx: ResendContext) {
  const { operation, key, update, condition } = clientWrite(
    ctx.stash,
    { activationMac: NO_MAC },
    {
      expression: "#status = :pending",
      names: { "#status": "status", "#activationExpiresAt": "activationExpiresAt" },
      values: { ":pending": "PENDING", ":expiresAt": ctx.stash.now + ACTIVATION_SECONDS },
    },
  );
  const expression = `${update.expression}, #activationExpiresAt = :expiresAt + #revision`;
  return { operation, key, update: { ...update, expression }, condition };
}

export const response = (ctx: ResendContext) => keepWritten(ctx, "API client, or it needs no activation any more");
