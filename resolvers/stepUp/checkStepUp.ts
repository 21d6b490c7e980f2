import { runtime } from "@aws-appsync/utils";
import type { Person } from "../../contract/person.ts";
import { accountRead, checkSignedIn, readWithAccount, signedOutBefore } from "../shared/account.ts";
import { itemsRead } from "../shared/batchGet.ts";
import { personKey } from "../shared/person.ts";
import type { StepUpContext, StepUpNeed } from "./context.ts";
import { checkNotVoid } from "./need.ts";

/** Reads whether anything has made the step-up token void since: its person's devices were forgotten, or everybody was signed out. */
export function request(ctx: StepUpContext) {
  const need = ctx.stash.stepUp;
  if (need === null) return runtime.earlyReturn({});
  const { tenant, subject } = need;
  return readWithAccount(ctx, [personKey(tenant, subject)], tenant, subject);
}

export function response(ctx: StepUpContext) {
  const [person] = itemsRead(ctx, ctx.env.TOKENS_TABLE as string);
  const { tenant, authTime } = ctx.stash.stepUp as StepUpNeed;
  const signedOut = signedOutBefore(accountRead(ctx, tenant), ctx.stash.finishes === true);
  checkSignedIn(authTime, signedOut);
  checkNotVoid(ctx.stash, person as Person | null);
  ctx.stash.signedOut = signedOut;
  return null;
}
