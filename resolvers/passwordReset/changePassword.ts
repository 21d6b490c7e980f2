import { runtime } from "@aws-appsync/utils";
import type { AccountAnswer, AccountRequest } from "../../contract/account-request.ts";
import { internalError, notFound } from "../shared/errors.ts";
import type { ResetAccount, ResetPasswordContext } from "./context.ts";
import { refusePassword } from "./passwordPolicy.ts";

/** Asks for the new password to be set, only once the code was right. */
export function request(ctx: ResetPasswordContext) {
  const { verified } = ctx.prev.result;
  if (!verified) return runtime.earlyReturn(ctx.prev.result);
  if (!ctx.stash.account) internalError("a code was verified of a slot without an account");
  const payload: AccountRequest = {
    change: "password",
    ...(ctx.stash.account as ResetAccount),
    newPassword: ctx.args.input.newPassword,
    channel: verified.channel,
    destination: verified.destination,
    verifiedAt: verified.at,
  };
  return { operation: "Invoke", payload };
}

/**
 * Who has the code may repeat the call with its key after any failure, with another password where the pool did not take this one. Anything
 * that is neither done nor refused is a failure (S17).
 */
export function response(ctx: ResetPasswordContext) {
  if (ctx.error) internalError(`Account: ${ctx.error.type}: ${ctx.error.message}`);
  const answer = ctx.result as AccountAnswer | null;
  if (answer?.outcome === "CHANGED") return ctx.prev.result;
  if (answer?.outcome !== "REFUSED") internalError("Account: the answer makes no sense");
  if ((answer as { reason: string }).reason === "PASSWORD_POLICY") refusePassword("newPassword");
  return notFound("account whose password could be reset");
}
