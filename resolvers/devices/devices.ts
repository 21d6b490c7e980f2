import { util } from "@aws-appsync/utils";
import { callerOf, subjectOf, tenantOf } from "../shared/caller.ts";
import { actsForOthers, operatorsNeed } from "../stepUp/need.ts";
import type { DevicesContext } from "./context.ts";
import { devicesOf } from "./deviceView.ts";

/** Before handler of `Query.devices`: whose they are, and whether an operator needs a second factor to see them. */
export function request(ctx: DevicesContext) {
  const { subject: named, tenant: namedTenant, stepUpToken } = ctx.args;
  const caller = callerOf(ctx);
  const subject = subjectOf(caller, named, true);
  const tenant = tenantOf(caller, namedTenant);
  ctx.stash.owner = { tenant, subject };
  ctx.stash.now = util.time.nowEpochSeconds();
  ctx.stash.stepUp = actsForOthers(caller, tenant, subject) ? operatorsNeed(caller, stepUpToken) : null;
  return {};
}

/** After handler. */
export const response = (ctx: DevicesContext) => devicesOf(ctx.stash.person, ctx.stash.now);
