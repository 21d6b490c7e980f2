import { runtime } from "@aws-appsync/utils";
import { DAY } from "../../contract/counter.ts";
import type { Lane } from "../../contract/lane.ts";
import { ITEM_VERSION } from "../../contract/slot.ts";
import { countMessage } from "../shared/counters.ts";
import { conflict, tableFailed } from "../shared/errors.ts";
import { dataKey } from "../shared/keys.ts";
import { setAttributes } from "../shared/setAttributes.ts";
import { tokenOf } from "../shared/slot.ts";
import { slotWrite } from "../shared/slotWrite.ts";
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
  const { otpRequest, now, decision, lane, counters, own, budget, authTime } = ctx.stash;
  const { keys } = own;
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

/** A refused write was a race: the decision was made on items that have changed since. */
export function response(ctx: RequestOtpContext) {
  if (ctx.error?.type === "DynamoDB:TransactionCanceledException") conflict();
  if (ctx.error) tableFailed(ctx.error);
  return ctx.stash.slot;
}
