import { util } from "@aws-appsync/utils";
import { callerOf } from "../shared/caller.ts";
import { settings } from "../shared/settings.ts";
import type { DeviceTokenContext } from "./context.ts";

/** Before handler of `VerifyOtpPayload.deviceToken`: only successes for the purposes of the settings make or renew a device. */
export function request(ctx: DeviceTokenContext) {
  const caller = callerOf(ctx);
  const verified = ctx.source?.verified;
  const makes = verified !== undefined && settings.devices.purposes.indexOf(verified.purpose) >= 0;
  ctx.stash.owner = makes ? { tenant: verified.lane.tenant, subject: verified.lane.subject } : null;
  ctx.stash.authTime = caller.kind === "backend" ? null : caller.authTime;
  ctx.stash.now = util.time.nowEpochSeconds();
  ctx.stash.person = null;
  return {};
}

/** After handler: null where there is no device. */
export const response = (ctx: DeviceTokenContext) => ctx.stash.deviceToken ?? null;
