import { runtime } from "@aws-appsync/utils";
import type { Person } from "../../contract/person.ts";
import { tableFailed } from "../shared/errors.ts";
import { knownDevice, personKey } from "../shared/person.ts";
import type { ActiveTokensContext } from "./context.ts";

/** Reads which devices a subject is known by, where the tokens of one of them, or of all, are to be listed. */
export function request(ctx: ActiveTokensContext) {
  const { tenant, subject, includeDevices, device } = ctx.stash;
  if (subject === null || !(includeDevices || device)) return runtime.earlyReturn({});
  return { operation: "GetItem", key: personKey(tenant, subject), consistentRead: true };
}

export function response(ctx: ActiveTokensContext) {
  if (ctx.error) tableFailed(ctx.error);
  const person = ctx.result as Person | null;
  const { now, includeDevices, device: own } = ctx.stash;
  const listed = Object.keys(person?.devices ?? {});
  ctx.stash.devices = listed.filter(
    (device) => knownDevice(person, device, now) !== null && (includeDevices || device === own),
  );
  return null;
}
