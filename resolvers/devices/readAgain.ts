import { runtime } from "@aws-appsync/utils";
import type { Person } from "../../contract/person.ts";
import { conflict, tableFailed } from "../shared/errors.ts";
import { personKey } from "../shared/person.ts";
import type { VerifiedToken } from "../verifyOtp/context.ts";
import type { DeviceTokenContext, Owner } from "./context.ts";
import { decideDevice } from "./decideDevice.ts";

/**
 * Looks again after a race was lost. If the same success has listed its device meanwhile, by another field of the query or a repeat,
 * the token is that device's.
 */
export function request(ctx: DeviceTokenContext) {
  if (!ctx.stash.lost) return runtime.earlyReturn({});
  const { tenant, subject } = ctx.stash.owner as Owner;
  ctx.stash.claim = undefined;
  return { operation: "GetItem", key: personKey(tenant, subject), consistentRead: true };
}

export function response(ctx: DeviceTokenContext) {
  if (ctx.error) tableFailed(ctx.error);
  const verified = ctx.source?.verified as VerifiedToken;
  const decision = decideDevice(verified, ctx.result as Person | null, ctx.stash.now);
  if (decision.what === "none") return null;
  if (decision.what !== "known") conflict();
  ctx.stash.claim = { ...(ctx.stash.owner as Owner), device: decision.device, at: verified.at };
  return null;
}
