import { runtime } from "@aws-appsync/utils";
import type { Person } from "../../contract/person.ts";
import { secondFactorRequired, tableFailed } from "../shared/errors.ts";
import { checkSignedIn, personKey } from "../shared/person.ts";
import type { StepUpContext, StepUpNeed } from "./context.ts";

/** Reads whether anything has made the step-up token void since: its person's devices were forgotten, or everybody was signed out. */
export function request(ctx: StepUpContext) {
  const need = ctx.stash.stepUp;
  if (need === null) return runtime.earlyReturn({});
  return { operation: "GetItem", key: personKey(need.tenant, need.subject), consistentRead: true };
}

export function response(ctx: StepUpContext) {
  if (ctx.error) tableFailed(ctx.error);
  const person = ctx.result as Person | null;
  const { authTime, purpose } = ctx.stash.stepUp as StepUpNeed;
  if (authTime !== null) checkSignedIn(authTime, person);
  if (person && (ctx.stash.steppedUpAt as number) <= person.forgottenAt) secondFactorRequired(purpose);
  return null;
}
