import { NO_MAC } from "../../contract/slot.ts";
import { UNKNOWN_CLIENT } from "./begin.ts";
import { clientWrite, keepWritten } from "./clientWrite.ts";
import type { UpdateContext } from "./context.ts";

/** Changes what the operator named. An activation code that went to another address than the client's own must not count. */
export function request(ctx: UpdateContext) {
  const { fields } = ctx.stash;
  const changes = fields.email === undefined ? fields : { ...fields, activationMac: NO_MAC };
  return clientWrite(ctx.stash, changes, {
    expression: "#status <> :revoked",
    names: { "#status": "status" },
    values: { ":revoked": "REVOKED" },
  });
}

export const response = (ctx: UpdateContext) => keepWritten(ctx, UNKNOWN_CLIENT);
