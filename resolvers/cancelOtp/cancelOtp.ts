import { partsOf } from "../../contract/token-id.ts";
import { callerOf, subjectOf, tenantOf } from "../shared/caller.ts";
import { notFound } from "../shared/errors.ts";
import { isId } from "../shared/keys.ts";
import { actsForOthers, operatorsNeed } from "../stepUp/need.ts";
import type { CancelOtpContext } from "./context.ts";

/** Before handler: finds out where the token is, and whether an operator needs a second factor to end it. */
export function request(ctx: CancelOtpContext) {
  const { id, subject: named, tenant: namedTenant, stepUpToken } = ctx.args.input;
  const caller = callerOf(ctx);
  const subject = subjectOf(caller, named, true);
  const tenant = tenantOf(caller, namedTenant);
  if (!isId(id)) notFound("token that could be verified");
  const { purpose, device } = partsOf(id);
  ctx.stash.lane = { tenant, subject, device };
  ctx.stash.purpose = purpose;
  ctx.stash.stepUp = actsForOthers(caller, tenant, subject) ? operatorsNeed(caller, stepUpToken) : null;
  return {};
}

/** After handler: the last step's payload is the answer. */
export const response = (ctx: CancelOtpContext) => ctx.prev?.result;
