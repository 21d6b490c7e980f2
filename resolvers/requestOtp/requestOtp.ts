import { callerOf } from "../shared/caller.ts";
import type { Limit } from "../shared/counters.ts";
import { destinationNotAllowed } from "../shared/errors.ts";
import { settings } from "../shared/settings.ts";
import type { RequestOtpContext } from "./context.ts";
import { countriesAllowed } from "./countries.ts";
import { readOtpRequest } from "./otpRequest.ts";

/** Before handler: nothing is read for a request that cannot be met. */
export function request(ctx: RequestOtpContext) {
  const caller = callerOf(ctx);
  const otpRequest = readOtpRequest(caller, ctx.args.input);
  const countries = otpRequest.channel === "SMS" ? countriesAllowed(otpRequest.destination) : [];
  if (otpRequest.channel === "SMS" && countries.length === 0) destinationNotAllowed();
  ctx.stash.otpRequest = otpRequest;
  ctx.stash.countries = countries;
  ctx.stash.sentDevice = {
    token: ctx.args.input.deviceToken ?? null,
    tenant: otpRequest.tenant,
    subject: otpRequest.subject,
  };
  ctx.stash.authTime = caller.kind === "backend" ? null : caller.authTime;
  return {};
}

/** After handler: the steps have left the token and the limits in the stash. */
export function response(ctx: RequestOtpContext) {
  const { token, limits, lane } = ctx.stash;
  const ofToken: Limit = {
    name: "TOKEN",
    limit: settings.token.maxSends,
    remaining: token.sendsRemaining,
    resetsAt: token.expiresAt,
  };
  return { token, knownDevice: lane.device !== null, limits: [ofToken, ...limits] };
}
