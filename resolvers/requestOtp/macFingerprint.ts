import { runtime } from "@aws-appsync/utils";
import { fingerprintText, KEY_VERSION } from "../../contract/mac-text.ts";
import { generateMac, macIn } from "../shared/kms.ts";
import type { RequestOtpContext } from "./context.ts";
import { readTexts } from "./texts.ts";

/**
 * Checks the request's texts before anything is called, and asks KMS for the MAC by which the `data` and `message` of two requests are
 * told apart, if there are any: they are too long to be kept with the token, and APPSYNC_JS has no hash. Everything else that a request
 * asks for is compared as it is.
 */
export function request(ctx: RequestOtpContext) {
  const { otpRequest, kind } = ctx.stash;
  ctx.stash.otpRequest = { ...otpRequest, ...readTexts(kind, ctx.args.input) };
  const { data, message } = ctx.stash.otpRequest;
  if (data === null && message === null) return runtime.earlyReturn({});
  return generateMac(ctx, KEY_VERSION, fingerprintText(ctx.stash.otpRequest));
}

export function response(ctx: RequestOtpContext) {
  ctx.stash.otpRequest = { ...ctx.stash.otpRequest, fingerprint: `${KEY_VERSION}:${macIn(ctx)}` };
  return null;
}
