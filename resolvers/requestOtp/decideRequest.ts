import { runtime } from "@aws-appsync/utils";
import type { RequestOtpContext } from "./context.ts";
import { decide } from "./decide.ts";

/** Decides on the request by what was read. It calls nothing: with the step before it, it would be larger than AppSync may take. */
export function request(ctx: RequestOtpContext) {
  const { own, common, otpRequest, counters, budget, now } = ctx.stash;
  ctx.stash.decision = decide(own, common, otpRequest, counters, budget, now);
  return runtime.earlyReturn({});
}

export const response = (_ctx: RequestOtpContext) => null;
