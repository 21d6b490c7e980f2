import { runtime } from "@aws-appsync/utils";
import { KEY_VERSION, visitorText } from "../../contract/mac-text.ts";
import { generateMac, macIn } from "../shared/kms.ts";
import { settings } from "../shared/settings.ts";
import type { RequestOtpContext } from "./context.ts";

/** Asks KMS for the MAC that names the counter of the visitor's device, if a backend has said it. */
export function request(ctx: RequestOtpContext) {
  const { otpRequest, visitor } = ctx.stash;
  if (visitor.device === null) return runtime.earlyReturn({});
  return generateMac(ctx, KEY_VERSION, visitorText(otpRequest.tenant, "device", visitor.device));
}

export function response(ctx: RequestOtpContext) {
  const mac = `${KEY_VERSION}:${macIn(ctx)}`;
  const part = { name: "VISITOR_DEVICE" as const, limit: settings.sends.visitorDevice, mac };
  ctx.stash.visitorParts = [...ctx.stash.visitorParts, part];
  return null;
}
