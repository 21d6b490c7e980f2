import { ACTIVATION_SECONDS, type ApiClient } from "../../contract/api-clients.ts";
import { ITEM_VERSION, NO_MAC } from "../../contract/slot.ts";
import { setAttributes } from "../shared/setAttributes.ts";
import { operatorIn } from "../stepUp/need.ts";
import { clientKey, keepWritten } from "./clientWrite.ts";
import type { CreateContext } from "./context.ts";

/** Writes the new client, which nobody can act as before it is activated. */
export function request(ctx: CreateContext) {
  const { id, now, fields } = ctx.stash;
  const client: Omit<ApiClient, "pk" | "sk"> = {
    version: ITEM_VERSION,
    revision: 1,
    ...fields,
    status: "PENDING",
    createdAt: now,
    updatedAt: now,
    activatedAt: 0,
    lastUsedAt: 0,
    secretVersion: 0,
    previousValidUntil: 0,
    oldestSecretVersion: 0,
    activationMac: NO_MAC,
    activationExpiresAt: now + ACTIVATION_SECONDS,
    changedBy: operatorIn(ctx.stash),
  };
  return {
    operation: "UpdateItem",
    key: clientKey(id),
    update: setAttributes({ ...client }),
    condition: { expression: "attribute_not_exists(pk)" },
  };
}

export const response = (ctx: CreateContext) => keepWritten(ctx, null);
