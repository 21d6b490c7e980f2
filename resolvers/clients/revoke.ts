import { NO_MAC } from "../../contract/slot.ts";
import { UNKNOWN_CLIENT } from "./begin.ts";
import { clientWrite, keepWritten } from "./clientWrite.ts";
import type { RevokeContext } from "./context.ts";

/** Ends a client for good, and with it every secret and activation code. Its item stays, so that operators see what it was. */
export const request = (ctx: RevokeContext) =>
  clientWrite(
    ctx.stash,
    { status: "REVOKED", previousValidUntil: 0, activationMac: NO_MAC },
    { expression: "attribute_exists(#created)", names: { "#created": "createdAt" }, values: {} },
  );

export const response = (ctx: RevokeContext) => keepWritten(ctx, UNKNOWN_CLIENT);
