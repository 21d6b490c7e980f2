import { runtime } from "@aws-appsync/utils";
import { KEY_VERSION, visitorText } from "../../contract/mac-text.ts";
import { generateMac, macIn } from "../shared/kms.ts";
import type { RequestOtpContext } from "./context.ts";
import type { VisitorPart } from "./visitorCounters.ts";

/** Asks KMS for the MAC that names the counter of a part of the visitor, unless the backend has not said it. */
export function askVisitorMac(ctx: RequestOtpContext, part: "address" | "device") {
  const { otpRequest, visitor } = ctx.stash;
  const value = visitor[part];
  if (value === null) return runtime.earlyReturn({});
  return generateMac(ctx, KEY_VERSION, visitorText(otpRequest.tenant, part, value));
}

/** Keeps the MAC that KMS has made. */
export function keepVisitorMac(ctx: RequestOtpContext, { name, limit }: Omit<VisitorPart, "mac">): null {
  ctx.stash.visitorParts = [...ctx.stash.visitorParts, { name, limit, mac: `${KEY_VERSION}:${macIn(ctx)}` }];
  return null;
}
