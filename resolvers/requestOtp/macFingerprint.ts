import { runtime } from "@aws-appsync/utils";
import { fingerprintText, KEY_VERSION } from "../../contract/mac-text.ts";
import { mailboxOf } from "../../contract/mailbox.ts";
import { destinationNotAllowed } from "../shared/errors.ts";
import { generateMac, macIn } from "../shared/kms.ts";
import { destinations } from "../shared/settings.ts";
import type { RequestOtpContext } from "./context.ts";
import { countriesAllowed } from "./countries.ts";
import { readTexts } from "./texts.ts";
import { readVisitor } from "./visitor.ts";

/**
 * Checks where the message may go, its texts and the visitor, before anything is called. Then it asks KMS for the MAC by which the `data`
 * and `message` of two requests are told apart, if there are any: they are too long to be kept with the token, and APPSYNC_JS has no hash.
 * Everything else that a request asks for is compared as it is.
 */
export function request(ctx: RequestOtpContext) {
  const { otpRequest, kind, tenantCountries } = ctx.stash;
  const { channel, destination } = otpRequest;
  const countries = channel === "SMS" ? countriesAllowed(destination, tenantCountries) : [];
  if (channel === "SMS" && countries.length === 0) destinationNotAllowed();
  const mailbox = mailboxOf(destination, destinations.email);
  ctx.stash.countries = countries;
  ctx.stash.visitor = readVisitor(kind, ctx.args.input.visitor);
  ctx.stash.otpRequest = { ...otpRequest, mailbox, ...readTexts(kind, ctx.args.input) };
  const { data, message } = ctx.stash.otpRequest;
  if (data === null && message === null) return runtime.earlyReturn({});
  return generateMac(ctx, KEY_VERSION, fingerprintText(ctx.stash.otpRequest));
}

export function response(ctx: RequestOtpContext) {
  ctx.stash.otpRequest = { ...ctx.stash.otpRequest, fingerprint: `${KEY_VERSION}:${macIn(ctx)}` };
  return null;
}
