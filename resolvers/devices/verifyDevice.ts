import { runtime, util } from "@aws-appsync/utils";
import { DAY } from "../../contract/counter.ts";
import { deviceText } from "../../contract/mac-text.ts";
import { DEVICE_DAYS } from "../../contract/person.ts";
import { readDeviceToken } from "../shared/claimTokens.ts";
import { hasKey, isVerified, verifyMac } from "../shared/kms.ts";
import type { DeviceContext } from "./claimContext.ts";

/**
 * Asks KMS whether a device token is genuine, if it names the caller and has the whole form of one. Any other is ignored: a client
 * keeps its token for long, and what it asks for works without one, too.
 */
export function request(ctx: DeviceContext) {
  const sent = ctx.stash.sentDevice;
  const claimed = sent && readDeviceToken(sent.token, sent);
  if (!claimed || !hasKey(ctx.env, claimed.keyVersion)) return runtime.earlyReturn({});
  if (claimed.at + DEVICE_DAYS * DAY <= util.time.nowEpochSeconds()) return runtime.earlyReturn({});
  ctx.stash.device = claimed.device;
  return verifyMac(ctx, claimed.keyVersion, deviceText(claimed), claimed.mac);
}

/** A forged token names no device; a failure of KMS ends the field (S17). */
export function response(ctx: DeviceContext) {
  if (!isVerified(ctx)) ctx.stash.device = undefined;
  return null;
}
