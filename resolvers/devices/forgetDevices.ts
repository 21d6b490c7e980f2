import { callerOf } from "../shared/caller.ts";
import { actsForOthers, operatorsNeed, ownersNeed } from "../stepUp/need.ts";
import { beginDevices } from "./begin.ts";
import type { ForgetDevicesContext } from "./context.ts";

/** Before handler of forgetDevices: whose they are. It always takes a second factor: the owner's, or that of an operator. */
export function request(ctx: ForgetDevicesContext) {
  const { input } = ctx.args;
  const caller = callerOf(ctx);
  const { tenant, subject } = beginDevices(ctx, caller, input);
  ctx.stash.stepUp = actsForOthers(caller, tenant, subject)
    ? operatorsNeed(caller, input.stepUpToken)
    : ownersNeed(caller, subject, input.stepUpToken);
  return {};
}

/** After handler: the last step's payload is the answer. */
export const response = (ctx: ForgetDevicesContext) => ctx.prev?.result;
