import { runtime } from "@aws-appsync/utils";
import { ITEM_VERSION, type Slot } from "../../contract/slot.ts";
import { countMessage, dayOf } from "../shared/counters.ts";
import { conflict, tableFailed } from "../shared/errors.ts";
import { dataKey, destinationDayKey, slotKey, subjectDayKey } from "../shared/keys.ts";
import { setAttributes } from "../shared/setAttributes.ts";
import { DAY, settings } from "../shared/settings.ts";
import type { RequestOtpContext } from "./context.ts";
import { issued, type NewSlot, resent } from "./newSlot.ts";
import type { OtpRequest } from "./otpRequest.ts";

/**
 * Writes one transaction: the slot, the counters of the subject's and of the destination's day, and the data if there is some. There
 * is no other counter: a tenant's or a country's would be one hot item for all senders.
 */
export function request(ctx: RequestOtpContext) {
  const { otpRequest, now, decision } = ctx.stash;
  if (decision.what !== "issue" && decision.what !== "resend") return runtime.earlyReturn({}, { skipTo: "END" });
  const before = decision.slot;
  const next = decision.what === "resend" ? resent(decision.slot, otpRequest, now) : issued(before, otpRequest, now);
  ctx.stash.before = before;
  ctx.stash.slot = next;
  const table = ctx.env.TOKENS_TABLE as string;
  const { tenant, subject, destination, data } = otpRequest;
  const counted = [
    countMessage(table, subjectDayKey(tenant, subject, dayOf(now)), settings.sends.subject, now),
    countMessage(table, destinationDayKey(tenant, destination, dayOf(now)), settings.sends.destination, now),
  ];
  const kept = data === null || decision.what === "resend" ? [] : [dataWrite(table, otpRequest, next, data)];
  return {
    operation: "TransactWriteItems",
    transactItems: [slotWrite(table, otpRequest, before, next), ...counted, ...kept],
  };
}

const dataWrite = (table: string, { tenant, subject }: OtpRequest, { id, expiresAt }: NewSlot, data: string) => ({
  table,
  operation: "UpdateItem",
  key: dataKey(tenant, subject, id),
  update: setAttributes({ version: ITEM_VERSION, data, ttl: expiresAt + DAY }),
});

/** Writes every attribute anew, on the condition that the slot is the one that was read. */
function slotWrite(table: string, { tenant, subject }: OtpRequest, before: Slot | null, next: NewSlot) {
  const { sk: _, ...attributes } = next;
  const ttl = Math.max(next.expiresAt, next.windowEndsAt) + DAY;
  return {
    table,
    operation: "UpdateItem",
    key: slotKey(tenant, subject, next.sk),
    update: setAttributes({ ...attributes, ttl }, before ? { ":before": before.revision } : {}),
    condition: {
      expression: before ? "#revision = :before" : "attribute_not_exists(pk)",
      returnValuesOnConditionCheckFailure: false,
    },
  };
}

/** A refused write was a race: the decision was made on a slot that has changed since. */
export function response(ctx: RequestOtpContext) {
  if (ctx.error?.type === "DynamoDB:TransactionCanceledException") conflict();
  if (ctx.error) tableFailed(ctx.error);
  return ctx.stash.slot;
}
