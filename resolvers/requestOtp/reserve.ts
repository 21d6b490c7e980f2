import { runtime } from "@aws-appsync/utils";
import type { Lane } from "../../contract/lane.ts";
import { ITEM_VERSION, type Slot } from "../../contract/slot.ts";
import { countMessage } from "../shared/counters.ts";
import { conflict, tableFailed } from "../shared/errors.ts";
import { dataKey, slotKey } from "../shared/keys.ts";
import { setAttributes } from "../shared/setAttributes.ts";
import { DAY } from "../shared/settings.ts";
import { tokenOf } from "../shared/slot.ts";
import type { RequestOtpContext } from "./context.ts";
import { keysAfter } from "./idempotencyKeys.ts";
import { keysWrite } from "./keysWrite.ts";
import { issued, type NewSlot, resent } from "./newSlot.ts";
import { replacedToken } from "./replacedToken.ts";
import { stillKnown } from "./stillKnown.ts";

/**
 * Ends the pipeline where nothing is written: for a request that was made before, and for one that is refused. For any other it writes one
 * transaction: the slot, the counters, and where there are some the idempotency keys and the data, if the caller is still who was read.
 * A tenant with a daily budget counts at one of several items: a single one, like one for a country, would be a hot item for all senders.
 */
export function request(ctx: RequestOtpContext) {
  const { otpRequest, now, decision, lane, counters, keys, budget, authTime } = ctx.stash;
  if (decision.what === "answer") ctx.stash.token = tokenOf(decision.slot);
  if (decision.what === "answerReplaced") {
    ctx.stash.token = replacedToken(otpRequest, decision.key, decision.resendAfter);
  }
  if (decision.what !== "issue" && decision.what !== "resend") return runtime.earlyReturn({}, { skipTo: "END" });
  const before = decision.slot;
  const next =
    decision.what === "resend" ? resent(decision.slot, now) : issued(before, otpRequest, lane.device, budget, now);
  const after = keysAfter(keys, before, next, otpRequest);
  ctx.stash.before = before;
  ctx.stash.slot = next;
  ctx.stash.keysWritten = after !== null;
  const table = ctx.env.TOKENS_TABLE as string;
  const { data } = otpRequest;
  const counted = counters.map(({ key, most }) => countMessage(table, key, most, now));
  const known = after === null ? [] : [keysWrite(table, lane, next, keys, after)];
  const kept = data === null || decision.what === "resend" ? [] : [dataWrite(table, lane, next, data)];
  return {
    operation: "TransactWriteItems",
    transactItems: [
      slotWrite(table, lane, before, next),
      ...counted,
      ...known,
      ...kept,
      ...stillKnown(ctx, lane, authTime, now),
    ],
  };
}

const dataWrite = (table: string, lane: Lane, { id, expiresAt }: NewSlot, data: string) => ({
  table,
  operation: "UpdateItem",
  key: dataKey(lane, id),
  update: setAttributes({ version: ITEM_VERSION, data, ttl: expiresAt + DAY }),
});

/** Writes every attribute anew, on the condition that the slot is the one that was read. */
function slotWrite(table: string, lane: Lane, before: Slot | null, next: NewSlot) {
  const { sk: _, ...attributes } = next;
  const ttl = Math.max(next.expiresAt, next.windowEndsAt) + DAY;
  const update = setAttributes({ ...attributes, ttl }, before ? { ":before": before.revision } : {});
  // What an earlier token left would make every guess cost more for as long as the slot is used. Slots of version 0.1 had keys in them.
  if (before !== null) update.expression = `${update.expression} REMOVE canceledBy, idempotencyKeys`;
  return {
    table,
    operation: "UpdateItem",
    key: slotKey(lane, next.sk),
    update,
    condition: {
      expression: before ? "#revision = :before" : "attribute_not_exists(pk)",
      returnValuesOnConditionCheckFailure: false,
    },
  };
}

/** A refused write was a race: the decision was made on items that have changed since. */
export function response(ctx: RequestOtpContext) {
  if (ctx.error?.type === "DynamoDB:TransactionCanceledException") conflict();
  if (ctx.error) tableFailed(ctx.error);
  return ctx.stash.slot;
}
