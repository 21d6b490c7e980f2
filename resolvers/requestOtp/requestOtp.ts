import { callerOf } from "../shared/caller.ts";
import { conflict, idempotencyMismatch, throttled } from "../shared/errors.ts";
import type { RequestOtpContext } from "./context.ts";
import { limitsOf, tellRateLimit } from "./limits.ts";
import { otherClaim, readOtpRequest } from "./otpRequest.ts";
import { tenantLimits } from "./tenantLimits.ts";

/** Before handler: nothing is read for a request that cannot be met. */
export function request(ctx: RequestOtpContext) {
  const caller = callerOf(ctx);
  const limits = tenantLimits(ctx, caller);
  const otpRequest = readOtpRequest(caller, limits, ctx.args.input);
  ctx.stash.kind = caller.kind;
  ctx.stash.otpRequest = otpRequest;
  ctx.stash.tenantCountries = limits.countries;
  ctx.stash.dailySends = limits.dailySends;
  ctx.stash.sentDevice = {
    token: ctx.args.input.deviceToken ?? null,
    tenant: otpRequest.tenant,
    subject: otpRequest.subject,
  };
  ctx.stash.visitorParts = [];
  ctx.stash.authTime = caller.kind === "backend" ? null : caller.authTime;
  ctx.stash.hasOtherClaim = caller.kind === "backend" || otherClaim(caller, otpRequest.channel) !== null;
  return {};
}

/** After handler: the answer, or the error that readSlot has decided on. */
export function response(ctx: RequestOtpContext) {
  const { token, lane, counters, decision, now } = ctx.stash;
  if (decision.what === "mismatch") idempotencyMismatch();
  if (decision.what === "overtaken") conflict();
  if (decision.what === "refuse") {
    tellRateLimit(counters, 0, decision, now);
    throttled(decision.limit, decision.seconds);
  }
  const spent = decision.what === "issue" || decision.what === "resend" ? 1 : 0;
  tellRateLimit(counters, spent, null, now);
  return { token, knownDevice: lane.device !== null, limits: limitsOf(token, counters, spent, now) };
}
