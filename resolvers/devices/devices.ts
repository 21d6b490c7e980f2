import { callerOf, checkSubject } from "../shared/caller.ts";
import { actsForOthers, operatorsNeed } from "../stepUp/need.ts";
import { beginDevices } from "./begin.ts";
import type { DevicesContext, Owner } from "./context.ts";
import { devicesOf } from "./deviceView.ts";

/** Before handler of `Query.devices`: whose they are, and whether an operator needs a second factor to see them. */
export function request(ctx: DevicesContext) {
  const caller = callerOf(ctx);
  const { tenant, subject } = beginDevices(ctx, caller, ctx.args);
  ctx.stash.stepUp = actsForOthers(caller, tenant, subject) ? operatorsNeed(caller, ctx.args.stepUpToken) : null;
  return {};
}

/** After handler. */
export function response(ctx: DevicesContext) {
  const owner = ctx.stash.owner as Owner;
  checkSubject(callerOf(ctx), owner.tenant, owner.subject);
  return devicesOf(ctx.stash.person, ctx.stash.now);
}
