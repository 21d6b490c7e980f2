import { util } from "@aws-appsync/utils";
import { HANDED_OVER_SECONDS } from "../../contract/person.ts";
import { operatorOf, subjectOf, tenantOf } from "../shared/caller.ts";
import { iso } from "../shared/slot.ts";
import { operatorsNeed } from "../stepUp/need.ts";
import type { UnlockSubjectContext } from "./context.ts";

/** Before handler of unlockSubject, which operators alone may call, with their second factor. */
export function request(ctx: UnlockSubjectContext) {
  const { subject: named, tenant: namedTenant, stepUpToken } = ctx.args.input;
  const caller = operatorOf(ctx);
  const subject = subjectOf(caller, named, true);
  const tenant = tenantOf(caller, namedTenant);
  ctx.stash.owner = { tenant, subject };
  ctx.stash.now = util.time.nowEpochSeconds();
  ctx.stash.stepUp = operatorsNeed(caller, stepUpToken);
  return {};
}

/** After handler. */
export const response = (ctx: UnlockSubjectContext) => ({
  deviceToken: ctx.stash.deviceToken,
  expiresAt: iso(ctx.stash.now + HANDED_OVER_SECONDS),
});
