import { ACTIVATION_SECONDS } from "../../contract/api-clients.ts";
import { NO_MAC } from "../../contract/slot.ts";
import { clientWrite, keepWritten } from "./clientWrite.ts";
import type { ResendContext } from "./context.ts";

/** Ends the activation code that was sent before, to make room for another one. */
export const request = (ctx: ResendContext) =>
  clientWrite(
    ctx.stash,
    { activationMac: NO_MAC, activationExpiresAt: ctx.stash.now + ACTIVATION_SECONDS },
    { expression: "#status = :pending", names: { "#status": "status" }, values: { ":pending": "PENDING" } },
  );

export const response = (ctx: ResendContext) => keepWritten(ctx, "API client, or it needs no activation any more");
