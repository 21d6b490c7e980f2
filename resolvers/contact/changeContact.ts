import { runtime, util } from "@aws-appsync/utils";
import type { AccountAnswer, AccountRequest } from "../../contract/account-request.ts";
import { internalError, invalidInput } from "../shared/errors.ts";
import type { ConfirmContactChangeContext } from "./context.ts";

/** Has the verified address or number written into the user's account, and everybody signed out. */
export function request(ctx: ConfirmContactChangeContext) {
  const { verified } = ctx.prev.result;
  if (!verified) return runtime.earlyReturn(ctx.prev.result);
  const { lane, channel, destination, at } = verified;
  const { username } = ctx.identity as { username: string };
  const payload: AccountRequest = {
    ...{ change: "contact", subject: lane.subject, username, channel, destination },
    verifiedAt: at,
  };
  return { operation: "Invoke", payload };
}

/** After any error a repeat with the idempotency key goes on. What the function refuses for good was not changed. */
export function response(ctx: ConfirmContactChangeContext) {
  if (ctx.error) internalError(`Account: ${ctx.error.type}`);
  const answer = ctx.result as AccountAnswer | null;
  if (answer?.outcome === "CHANGED") return ctx.prev.result;
  if (answer?.outcome !== "REFUSED") internalError("Account: the answer makes no sense");
  if ((answer as { reason: string }).reason === "TAKEN") {
    invalidInput("destination", "TAKEN", "an address that nobody else signs in by");
  }
  return util.unauthorized();
}
