import { type Context, runtime } from "@aws-appsync/utils";
import { type DeviceClaim, deviceText, KEY_VERSION } from "../../contract/mac-text.ts";
import { deviceToken } from "../shared/claimTokens.ts";
import { generateMac, macIn } from "../shared/kms.ts";
import type { DeviceTokenStash } from "./context.ts";

type MacDeviceContext = Context<unknown, DeviceTokenStash>;

/** Asks KMS for the MAC of a device token, last: a token of a device that is not listed is never made. */
export function request(ctx: MacDeviceContext) {
  const { claim } = ctx.stash;
  if (!claim) return runtime.earlyReturn({});
  return generateMac(ctx, KEY_VERSION, deviceText(claim));
}

export function response(ctx: MacDeviceContext) {
  ctx.stash.deviceToken = deviceToken(ctx.stash.claim as DeviceClaim, { keyVersion: KEY_VERSION, mac: macIn(ctx) });
  return {};
}
