import { runtime } from "@aws-appsync/utils";
import { deviceText } from "../../contract/mac-text.ts";
import { readDeviceToken } from "../shared/claimTokens.ts";
import { hasKey, isVerified, verifyMac } from "../shared/kms.ts";
import type { RequestOtpContext } from "./context.ts";

/**
 * Asks KMS whether the device token is genuine, if it names the caller and has the whole form of one. Any other is ignored: a client
 * keeps its token for long, and what it asks for works without one, too.
 */
export function request(ctx: RequestOtpContext) {
  const { tenant, subject } = ctx.stash.otpRequest;
  const token = readDeviceToken(ctx.args.input.deviceToken, { tenant, subject });
  if (token === null || !hasKey(ctx.env, token.keyVersion)) return runtime.earlyReturn({});
  ctx.stash.device = token.device;
  return verifyMac(ctx, token.keyVersion, deviceText(token), token.mac);
}

/** A forged token names no device; a failure of KMS ends the field (S17). */
export function response(ctx: RequestOtpContext) {
  if (!isVerified(ctx)) ctx.stash.device = undefined;
  return null;
}
