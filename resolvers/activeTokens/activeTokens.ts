import { util } from "@aws-appsync/utils";
import { type Caller, callerOf, checkSubject, subjectOf, tenantOf } from "../shared/caller.ts";
import { invalidInput } from "../shared/errors.ts";
import { SHARDS } from "../shared/keys.ts";
import { isGiven } from "../shared/validation.ts";
import { actsForOthers, operatorsNeed } from "../stepUp/need.ts";
import type { ActiveTokensContext } from "./context.ts";

const DEFAULT_LIMIT = 25;

/** Before handler: finds out what is to be listed, and whether an operator needs a second factor to see it. */
export function request(ctx: ActiveTokensContext) {
  const caller = callerOf(ctx);
  const limit = ctx.args.limit ?? DEFAULT_LIMIT;
  if (limit < 1 || limit > 100) invalidInput("limit", "OUT_OF_RANGE", "1 to 100");
  const filter = ctx.args.filter ?? {};
  const tenant = tenantOf(caller, filter.tenant);
  const subject = subjectListed(caller, filter.subject);
  const includeDevices = filter.includeDevices === true;
  if (includeDevices && caller.kind === "user") {
    invalidInput("includeDevices", "NOT_FOR_USERS", "users give the deviceToken of the device whose tokens they want");
  }
  const forOthers = actsForOthers(caller, tenant, subject) || (includeDevices && caller.kind === "operator");
  ctx.stash.stepUp = forOthers ? operatorsNeed(caller, filter.stepUpToken) : null;
  ctx.stash.sentDevice = subject === null ? null : { token: filter.deviceToken ?? null, tenant, subject };
  ctx.stash.now = util.time.nowEpochSeconds();
  ctx.stash.tenant = tenant;
  ctx.stash.subject = subject;
  ctx.stash.includeDevices = includeDevices;
  ctx.stash.limit = limit;
  ctx.stash.devices = [];
  ctx.stash.keys = [];
  return {};
}

/** Users see their own tokens; backends and operators everybody's of a tenant, or one subject's. */
function subjectListed(caller: Caller, named: string | null | undefined): string | null {
  if (caller.kind !== "user" && !isGiven(named)) return null;
  return subjectOf(caller, named, true);
}

/** After handler. */
export function response(ctx: ActiveTokensContext) {
  const { position, tenant, subject } = ctx.stash;
  // Only now: a second factor that is missing is told first.
  if (subject !== null) checkSubject(callerOf(ctx), tenant, subject);
  const isLast = !position || position.shard === SHARDS;
  return { items: ctx.prev?.result, nextToken: isLast ? null : `${position.shard}.${position.token ?? ""}` };
}
