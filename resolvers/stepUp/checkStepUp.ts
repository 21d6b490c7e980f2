import { runtime } from "@aws-appsync/utils";
import type { Person } from "../../contract/person.ts";
import { tableFailed } from "../shared/errors.ts";
import { checkSignedIn, personKey } from "../shared/person.ts";
import type { StepUpContext, StepUpNeed } from "./context.ts";
import { checkNotVoid } from "./need.ts";

/** Reads whether anything has made the step-up token void since: its person's devices were forgotten, or everybody was signed out. */
export function request(ctx: StepUpContext) {
  const need = ctx.stash.stepUp;
  if (need === null) return runtime.earlyReturn({});
  return { operation: "GetItem", key: personKey(need.tenant, need.subject), consistentRead: true };
}

export function response(ctx: StepUpContext) {
  if (ctx.error) tableFailed(ctx.error);
  const person = ctx.result as Person | null;
  const { authTime } = ctx.stash.stepUp as StepUpNeed;
  if (authTime !== null) checkSignedIn(authTime, person);
  checkNotVoid(ctx.stash, person);
  return null;
}
