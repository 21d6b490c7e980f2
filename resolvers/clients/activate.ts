import { NO_MAC } from "../../contract/slot.ts";
import { NOT_ACTIVATED } from "./activateApiClient.ts";
import { clientWrite, keepWritten } from "./clientWrite.ts";
import type { ActivateContext } from "./context.ts";

/** Activates the client if the code is right and counts: of several calls with it exactly one gets through, and is told the secret. */
export function request(ctx: ActivateContext) {
  const { mac, now } = ctx.stash;
  const changes = { status: "ACTIVE", secretVersion: 1, activatedAt: now, activationMac: NO_MAC } as const;
  return clientWrite(ctx.stash, changes, {
    expression: "#status = :pending AND #activationMac = :mac AND #activationExpiresAt > :now",
    names: { "#activationExpiresAt": "activationExpiresAt" },
    values: { ":pending": "PENDING", ":mac": mac, ":now": now },
  });
}

export const response = (ctx: ActivateContext) => keepWritten(ctx, NOT_ACTIVATED);
