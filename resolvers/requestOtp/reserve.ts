import { type Context, runtime } from "@aws-appsync/utils";
import { countMessage, dayOf } from "../shared/counters.ts";
import { conflict, tableFailed } from "../shared/errors.ts";
import { dataKey, destinationDayKey, slotKey, subjectDayKey } from "../shared/keys.ts";
import { setAttributes } from "../shared/setAttributes.ts";
import { DAY, settings } from "../shared/settings.ts";
import type { Slot } from "../shared/slot.ts";
import type { Decision } from "./decide.ts";
import { issued, type NewSlot, resent } from "./newSlot.ts";
import type { OtpRequest } from "./otpRequest.ts";

/**
 * One transaction: the slot, a counter each for the subject's and the destination's day, and the data if there is some. No
 * other counter: a tenant's or a country's would be one hot item for all senders.
 */
export function request(ctx: Context) {
  const { asked, now, decision } = ctx.stash as { asked: OtpRequest; now: number; decision: Decision };
  if (decision.what !== "issue" && decision.what !== "resend") runtime.earlyReturn({}, { skipTo: "END" });
  const before = (decision as { slot: Slot | null }).slot;
  const next = decision.what === "resend" ? resent(before as Slot, asked, now) : issued(before, asked, now);
  ctx.stash.before = before;
  ctx.stash.slot = next;
  const table = ctx.env.TOKENS_TABLE as string;
  const { tenant, subject, destination, data } = asked;
  const counted = [
    countMessage(table, subjectDayKey(tenant, subject, dayOf(now)), settings.sends.subject, now),
    countMessage(table, destinationDayKey(tenant, destination, dayOf(now)), settings.sends.destination, now),
  ];
  const kept = data === null || decision.what === "resend" ? [] : [dataWrite(table, next, data)];
  return { operation: "TransactWriteItems", transactItems: [slotWrite(table, before, next), ...counted, ...kept] };
}

const dataWrite = (table: string, { tenant, subject, id, expAt }: NewSlot, data: string) => ({
  table,
  operation: "UpdateItem",
  key: dataKey(tenant, subject, id),
  update: setAttributes({ data, ttl: expAt + DAY }),
});

/** Every attribute is written anew, on the condition that the slot is the one that was read. */
function slotWrite(table: string, before: Slot | null, next: NewSlot) {
  const { sk: _, ...attributes } = next;
  const ttl = Math.max(next.expAt, next.winEnd) + DAY;
  return {
    table,
    operation: "UpdateItem",
    key: slotKey(next.tenant, next.subject, next.sk),
    update: setAttributes({ ...attributes, ttl }, before ? { ":before": before.rev } : {}),
    condition: {
      expression: before ? "#rev = :before" : "attribute_not_exists(pk)",
      returnValuesOnConditionCheckFailure: false,
    },
  };
}

/** A refused write was a race: the decision had been made on what is no longer so. */
export function response(ctx: Context) {
  if (ctx.error?.type === "DynamoDB:TransactionCanceledException") conflict();
  if (ctx.error) tableFailed(ctx.error);
  return ctx.stash.slot;
}
