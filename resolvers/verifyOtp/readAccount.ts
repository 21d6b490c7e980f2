import { runtime } from "@aws-appsync/utils";
import type { Account } from "../../contract/account.ts";
import { POOL_TENANT } from "../../contract/tenants.ts";
import { accountKey, checkSignedIn, signedOutBefore } from "../shared/account.ts";
import { callerOf } from "../shared/caller.ts";
import { tableFailed } from "../shared/errors.ts";
import type { VerifyOtpContext } from "./context.ts";

/**
 * Reads what changes of a pool user's account have left behind, before anything is charged: a session from before a sign-out makes no
 * guess, and a token from before it is void. Without this whoever has reset a password could use codes that went out earlier.
 */
export function request(ctx: VerifyOtpContext) {
  const { lane } = ctx.stash.guess;
  if (lane.tenant !== POOL_TENANT) return runtime.earlyReturn({});
  return { operation: "GetItem", key: accountKey(lane.subject), consistentRead: true };
}

export function response(ctx: VerifyOtpContext) {
  if (ctx.error) tableFailed(ctx.error);
  const account = ctx.result as Account | null;
  const signedOut = signedOutBefore(account);
  const { kind, authTime } = callerOf(ctx);
  checkSignedIn(kind === "backend" ? null : authTime, signedOut);
  ctx.stash.signedOut = signedOut;
  ctx.stash.held = account?.held ?? null;
  return null;
}
