import { runtime } from "@aws-appsync/utils";
import { KEY_VERSION, visitorText } from "../../contract/mac-text.ts";
import { generateMac, macIn } from "../shared/kms.ts";
import { settings } from "../shared/settings.ts";
import type { RequestOtpContext } from "./context.ts";

/** Asks KMS for the MAC that names the counter of the visitor's address, if a backend has said it. */
export function request(ctx: RequestOtpContext) {
  const { otpRequest, visitor } = ctx.stash;
  if (visitor.address === null) return runtime.earlyReturn({});
  return generateMac(ctx, KEY_VERSION, visitorText(otpRequest.tenant, "address", visitor.address));
}

export function response(ctx: RequestOtpContext) {
  const mac = `${KEY_VERSION}:${macIn(ctx)}`;
  const part = { name: "VISITOR_ADDRESS" as const, limit: settings.sends.visitorAddress, mac };
  ctx.stash.visitorParts = [...ctx.stash.visitorParts, part];
  return null;
}
