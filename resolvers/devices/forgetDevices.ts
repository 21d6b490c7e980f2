import { util } from "@aws-appsync/utils";
import { callerOf, subjectOf, tenantOf } from "../shared/caller.ts";
import { actsForOthers, operatorsNeed, ownersNeed } from "../stepUp/need.ts";
import type { ForgetDevicesContext } from "./context.ts";

/** Before handler of forgetDevices: whose they are. It always takes a second factor: the owner's, or that of an operator. */
export function request(ctx: ForgetDevicesContext) {
  const { subject: named, tenant: namedTenant, stepUpToken } = ctx.args.input;
  const caller = callerOf(ctx);
  const subject = subjectOf(caller, named, true);
  const tenant = tenantOf(caller, namedTenant);
  ctx.stash.owner = { tenant, subject };
  ctx.stash.now = util.time.nowEpochSeconds();
  ctx.stash.stepUp = actsForOthers(caller, tenant, subject)
    ? operatorsNeed(caller, stepUpToken)
    : ownersNeed(caller, subject, stepUpToken);
  return {};
}

/** After handler: the last step's payload is the answer. */
export const response = (ctx: ForgetDevicesContext) => ctx.prev?.result;
