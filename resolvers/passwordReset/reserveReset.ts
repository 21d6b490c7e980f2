import { runtime } from "@aws-appsync/utils";
import { dayOf } from "../../contract/counter.ts";
import { countMessage } from "../shared/counters.ts";
import { conflict, tableFailed } from "../shared/errors.ts";
import { sendsKey } from "../shared/keys.ts";
import { resets } from "../shared/settings.ts";
import { slotWrite } from "../shared/slotWrite.ts";
import type { RequestPasswordResetContext } from "./context.ts";
import { issuedReset, resentReset } from "./newResetSlot.ts";

/** Writes slot and counter in one transaction, whoever it is. Where nothing is to be sent the after handler is next. */
export function request(ctx: RequestPasswordResetContext) {
  const { decision, lane, now } = ctx.stash;
  if (decision.what === "answer") ctx.stash.slot = decision.slot;
  if (decision.what !== "issue" && decision.what !== "resend") return runtime.earlyReturn({}, { skipTo: "END" });
  const before = decision.slot;
  const next =
    decision.what === "resend"
      ? resentReset(decision.slot, now)
      : issuedReset(before, ctx.args.input.channel, lane.device, now);
  ctx.stash.slot = next;
  const table = ctx.env.RESETS_TABLE as string;
  return {
    operation: "TransactWriteItems",
    transactItems: [
      slotWrite(table, lane, before, next),
      countMessage(table, sendsKey(lane, "CODE", dayOf(now)), resets.subject, now),
    ],
  };
}

/** A refused write was a race: the decision was made on items that have changed since. */
export function response(ctx: RequestPasswordResetContext) {
  if (ctx.error?.type === "DynamoDB:TransactionCanceledException") conflict();
  if (ctx.error) tableFailed(ctx.error);
  return null;
}
