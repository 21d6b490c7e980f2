import { util } from "@aws-appsync/utils";
import { type Caller, subjectOf, tenantOf } from "../shared/caller.ts";
import type { DevicesArgs, Owner, PersonStash } from "./context.ts";

/** Begins a field about somebody's known devices: notes whose they are, and when it is. @returns whose they are */
export function beginDevices(ctx: { stash: PersonStash }, caller: Caller, { subject, tenant }: DevicesArgs): Owner {
  const owner = { subject: subjectOf(caller, subject, true), tenant: tenantOf(caller, tenant) };
  ctx.stash.owner = owner;
  ctx.stash.now = util.time.nowEpochSeconds();
  return owner;
}
