import { runtime } from "@aws-appsync/utils";
import { KEY_VERSION, type StepUpClaim, stepUpText } from "../../contract/mac-text.ts";
import { stepsUp } from "../../contract/step-up.ts";
import { callerOf } from "../shared/caller.ts";
import { stepUpToken } from "../shared/claimTokens.ts";
import { generateMac, macIn } from "../shared/kms.ts";
import type { StepUpTokenContext } from "./tokenContext.ts";

/**
 * Asks KMS for the MAC of a step-up token, for a purpose that steps up. It is dated by the success, so that a repeat of the call gives the
 * same one, and bound to the session. A user whose token names no session gets none.
 */
export function request(ctx: StepUpTokenContext) {
  const verified = ctx.source?.verified;
  if (!verified || !stepsUp(verified.purpose)) return runtime.earlyReturn({});
  const { kind, session } = callerOf(ctx);
  if (kind !== "backend" && session === "") return runtime.earlyReturn({});
  const { lane, purpose, at } = verified;
  const claim = { tenant: lane.tenant, subject: lane.subject, session, purpose, at };
  ctx.stash.claim = claim;
  return generateMac(ctx, KEY_VERSION, stepUpText(claim));
}

export function response(ctx: StepUpTokenContext) {
  ctx.stash.stepUpToken = stepUpToken(ctx.stash.claim as StepUpClaim, { keyVersion: KEY_VERSION, mac: macIn(ctx) });
  return {};
}
