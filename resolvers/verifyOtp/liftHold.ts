import { runtime, util } from "@aws-appsync/utils";
import { mailboxOf } from "../../contract/mailbox.ts";
import { isSecondFactor } from "../../contract/purposes.ts";
import { accountKey } from "../shared/account.ts";
import { destinations } from "../shared/settings.ts";
import type { VerifyOtpContext, VerifyOtpResult } from "./context.ts";

/**
 * Lifts a hold: somebody has proven a second factor by another address or number than the one that the password was reset by. A code that
 * proves nothing but an address, or nothing at all, lifts none.
 */
export function request(ctx: VerifyOtpContext) {
  const { held, signedOut } = ctx.stash;
  const result = ctx.prev.result as VerifyOtpResult;
  const { verified } = result;
  if (!held || !verified || verified.test || !isSecondFactor(verified.purpose)) return runtime.earlyReturn(result);
  if (mailboxOf(verified.destination, destinations.email) === held) return runtime.earlyReturn(result);
  return {
    operation: "UpdateItem",
    key: accountKey(verified.lane.subject),
    update: {
      expression: "SET #held = :none, #revision = #revision + :one",
      expressionNames: { "#held": "held", "#revision": "revision" },
      expressionValues: util.dynamodb.toMapValues({ ":none": null, ":one": 1, ":held": held, ":read": signedOut }),
    },
    // Another reset meanwhile holds again.
    condition: {
      expression: "#held = :held AND #signedOut = :read",
      expressionNames: { "#signedOut": "signedOutBefore" },
    },
  };
}

/** The code was right, whatever becomes of the hold: one that stays keeps out too many rather than too few, and the next success lifts it. */
export function response(ctx: VerifyOtpContext) {
  if (ctx.error) console.error(`the hold was not lifted: ${ctx.error.type}`);
  return ctx.prev.result;
}
