import { runtime, util } from "@aws-appsync/utils";
import { stepUpText } from "../../contract/mac-text.ts";
import { STEP_UP_SECONDS } from "../../contract/step-up.ts";
import { readStepUpToken } from "../shared/claimTokens.ts";
import { secondFactorRequired } from "../shared/errors.ts";
import { hasKey, isVerified, verifyMac } from "../shared/kms.ts";
import { CLOCK_SKEW_SECONDS } from "../shared/settings.ts";
import type { StepUpContext, StepUpNeed } from "./context.ts";

/**
 * Asks KMS whether the step-up token is genuine, where the field needs one: it has to name this caller, session and purpose, and to be
 * recent. A user whose token names no session has none.
 */
export function request(ctx: StepUpContext) {
  const need = ctx.stash.stepUp;
  if (need === null) return runtime.earlyReturn({});
  const { purpose, session, authTime } = need;
  const token = readStepUpToken(need.token, need);
  if (token === null || !hasKey(ctx.env, token.keyVersion)) secondFactorRequired(purpose);
  if (authTime !== null && session === "") secondFactorRequired(purpose);
  const { at, keyVersion, mac } = token;
  const age = util.time.nowEpochSeconds() - at;
  if (age > STEP_UP_SECONDS[purpose] || age < -CLOCK_SKEW_SECONDS) secondFactorRequired(purpose);
  ctx.stash.steppedUpAt = at;
  return verifyMac(ctx, keyVersion, stepUpText({ ...need, at }), mac);
}

export function response(ctx: StepUpContext) {
  if (!isVerified(ctx)) secondFactorRequired((ctx.stash.stepUp as StepUpNeed).purpose);
  return null;
}
