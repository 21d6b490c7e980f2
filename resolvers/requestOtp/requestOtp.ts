import { callerOf } from "../shared/caller.ts";
import type { Limit } from "../shared/counters.ts";
import { destinationNotAllowed } from "../shared/errors.ts";
import { settings } from "../shared/settings.ts";
import type { RequestOtpContext } from "./context.ts";
import { countriesAllowed } from "./countries.ts";
import { readOtpRequest } from "./otpRequest.ts";
import { tenantLimits } from "./tenantLimits.ts";

/** Before handler: nothing is read for a request that cannot be met. */
export function request(ctx: RequestOtpContext) {
  const caller = callerOf(ctx);
  const limits = tenantLimits(ctx, caller);
  const otpRequest = readOtpRequest(caller, limits, ctx.args.input);
  const countries = otpRequest.channel === "SMS" ? countriesAllowed(otpRequest.destination, limits.countries) : [];
  if (otpRequest.channel === "SMS" && countries.length === 0) destinationNotAllowed();
  ctx.stash.kind = caller.kind;
  ctx.stash.otpRequest = otpRequest;
  ctx.stash.countries = countries;
  ctx.stash.dailySends = limits.dailySends;
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
