import { runtime, util } from "@aws-appsync/utils";
import type { Person } from "../../contract/person.ts";
import type { SentDevice } from "../devices/claimContext.ts";
import { tableFailed } from "../shared/errors.ts";
import { knownDevice, personKey } from "../shared/person.ts";
import type { RequestPasswordResetContext } from "./context.ts";

/** Reads the person whom a genuine device token names: only a device that is still listed has a lane. Without such a token nothing is read. */
export function request(ctx: RequestPasswordResetContext) {
  const { device, sentDevice } = ctx.stash;
  if (device === undefined) return runtime.earlyReturn({});
  const { tenant, subject } = sentDevice as SentDevice;
  return { operation: "GetItem", key: personKey(tenant, subject), consistentRead: true };
}

export function response(ctx: RequestPasswordResetContext) {
  if (ctx.error) tableFailed(ctx.error);
  const person = (ctx.result as Person | null) ?? null;
  const known = knownDevice(person, ctx.stash.device as string, util.time.nowEpochSeconds());
  if (known === null) ctx.stash.device = undefined;
  return null;
}
