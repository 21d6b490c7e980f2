import { settings } from "../shared/settings.ts";
import type { RequestOtpContext } from "./context.ts";
import { askVisitorMac, keepVisitorMac } from "./visitorMac.ts";

/** Asks KMS for the MAC that names the counter of the visitor's address, if a backend has said it. */
export const request = (ctx: RequestOtpContext) => askVisitorMac(ctx, "address");

export const response = (ctx: RequestOtpContext) =>
  keepVisitorMac(ctx, { name: "VISITOR_ADDRESS", limit: settings.sends.visitorAddress });
