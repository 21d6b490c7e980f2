import { type Context, util } from "@aws-appsync/utils";
import type { OrderOutcome } from "../../order.ts";
import { dayOf, uncountingWrite } from "../shared/counters.ts";
import { conflict, deliveryFailed, invalidInput, tableFailed } from "../shared/errors.ts";
import { destinationDayKey, slotKey, subjectDayKey } from "../shared/keys.ts";
import { type Slot, toToken } from "../shared/slot.ts";
import { setAll } from "../shared/update.ts";
import type { Asked } from "./input.ts";
import type { NewSlot } from "./next.ts";

/** Of a mac in base64: 256 bits. */
const MAC_LENGTH = 44;

/** Writes down what came of the order, or takes it all back where the destination was none. */
export function request(ctx: Context) {
  const { outcome } = ctx.stash as { outcome: OrderOutcome };
  return outcome.status === "INVALID" ? takeBack(ctx) : writeDown(ctx, outcome);
}

/** A late message still has to verify, so the mac is kept after a failure too. */
function writeDown(ctx: Context, outcome: Exclude<OrderOutcome, { status: "INVALID" }>) {
  const { slot } = ctx.stash as { slot: NewSlot };
  const now = util.time.nowEpochSeconds();
  const mac = outcome.mac.length === MAC_LENGTH ? outcome.mac : null;
  const sent = outcome.status === "SENT" && mac !== null;
  const status = sent ? "SENT" : "FAILED";
  const nextSend = sent ? slot.nextSend : now;
  ctx.stash.slot = { ...slot, status, nextSend };
  const told = { status, nextSend, rev: slot.rev + 1 };
  return {
    operation: "UpdateItem",
    key: slotKey(slot.tenant, slot.subject, slot.sk),
    update: setAll(mac === null ? told : { ...told, mac }, { ":mine": slot.rev }),
    condition: { expression: "#rev = :mine" },
  };
}

/** The slot and the counters as they were: nothing was sent, and nobody has to wait for it. */
function takeBack(ctx: Context) {
  const { asked, slot, before, now } = ctx.stash as { asked: Asked; slot: NewSlot; before: Slot | null; now: number };
  const table = ctx.env.TOKENS_TABLE as string;
  const { tenant, subject, destination } = asked;
  const kept: Record<string, unknown> = before
    ? { ...before, rev: slot.rev + 1 }
    : { ...slot, rev: slot.rev + 1, live: false, status: "FAILED", nextSend: now, keys: [], id: "-" };
  const { pk: _pk, sk: _sk, ...attributes } = kept;
  return {
    operation: "TransactWriteItems",
    transactItems: [
      {
        table,
        operation: "UpdateItem",
        key: slotKey(tenant, subject, slot.sk),
        update: setAll(attributes, { ":mine": slot.rev }),
        condition: { expression: "#rev = :mine", returnValuesOnConditionCheckFailure: false },
      },
      uncountingWrite(table, subjectDayKey(tenant, subject, dayOf(now)), now),
      uncountingWrite(table, destinationDayKey(tenant, destination, dayOf(now)), now),
    ],
  };
}

/** Only now is a failed delivery raised: the slot knows of it, and asking again works at once. */
export function response(ctx: Context) {
  const { outcome, slot } = ctx.stash as { outcome: OrderOutcome; slot: Slot };
  if (outcome.status === "INVALID") invalidInput(outcome.field, outcome.reason, "no such number");
  if (ctx.error?.type === "DynamoDB:ConditionalCheckFailedException") conflict();
  if (ctx.error) tableFailed(ctx.error);
  if (slot.status === "FAILED") deliveryFailed(outcome.status === "FAILED" ? outcome.retryable : true);
  ctx.stash.token = toToken(slot);
  return null;
}
