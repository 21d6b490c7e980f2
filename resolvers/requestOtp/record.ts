import { type Context, util } from "@aws-appsync/utils";
import type { SendOutcome } from "../../contract/order.ts";
import { dayOf, uncountMessage } from "../shared/counters.ts";
import { conflict, deliveryFailed, destinationNotAllowed, invalidInput, tableFailed } from "../shared/errors.ts";
import { destinationDayKey, slotKey, subjectDayKey } from "../shared/keys.ts";
import { setAttributes } from "../shared/setAttributes.ts";
import { NO_MAC, type Slot, slotOf, tokenOf } from "../shared/slot.ts";
import type { NewSlot } from "./newSlot.ts";
import type { OtpRequest } from "./otpRequest.ts";

type SentOutcome = Extract<SendOutcome, { mac: string }>;

/** Whether the message was handed on, or it was tried at least. */
const isSent = (outcome: SendOutcome): outcome is SentOutcome =>
  outcome.status === "SENT" || outcome.status === "FAILED";

/** Writes down what came of the order, or takes it all back where the destination was none. */
export function request(ctx: Context) {
  const { outcome } = ctx.stash as { outcome: SendOutcome };
  return isSent(outcome) ? writeDown(ctx, outcome) : takeBack(ctx);
}

/**
 * A late message still has to verify, so the mac is kept after a failure too. Guesses and a cancelling may have come since
 * the order, and stay: only a later message of the slot takes this one's place. A token's mac never changes once it is known: what
 * makes a token is kept as a weak print (`print.ts`), and by another mac an id could be verified twice.
 */
function writeDown(ctx: Context, { status, mac }: SentOutcome) {
  const { slot } = ctx.stash as { slot: NewSlot };
  const hasMac = mac !== NO_MAC;
  const told = {
    status,
    ...(status === "FAILED" && { nextSend: util.time.nowEpochSeconds() }),
    ...(hasMac && { mac }),
  };
  const { expression, expressionNames, expressionValues } = setAttributes(told, {
    ":id": slot.id,
    ":seq": slot.seq,
    ":one": 1,
    ...(hasMac && { ":none": NO_MAC }),
  });
  return {
    operation: "UpdateItem",
    key: slotKey(slot.tenant, slot.subject, slot.sk),
    update: {
      expression: `${expression}, #rev = #rev + :one`,
      expressionNames: { ...expressionNames, "#rev": "rev", "#id": "id", "#seq": "seq" },
      expressionValues,
    },
    condition: { expression: `#id = :id AND #seq = :seq${hasMac ? " AND #mac IN (:none, :mac)" : ""}` },
  };
}

/** The slot and the counters as they were: nothing was sent, and nobody has to wait for it. */
function takeBack(ctx: Context) {
  const { asked, slot, before, now } = ctx.stash as {
    asked: OtpRequest;
    slot: NewSlot;
    before: Slot | null;
    now: number;
  };
  const table = ctx.env.TOKENS_TABLE as string;
  const { tenant, subject, destination } = asked;
  const nothing = { ...slot, pk: "-", id: "-", live: false, status: "FAILED", nextSend: now, keys: [], gpk: undefined };
  // All but its key: what was read has its time to live among it.
  const { pk: _pk, sk: _sk, gpk, ...attributes } = (before ?? nothing) as Slot;
  const listed = gpk === undefined ? {} : { gpk };
  const update = setAttributes({ ...attributes, ...listed, rev: slot.rev + 1 }, { ":mine": slot.rev });
  if (gpk === undefined) {
    update.expression = `${update.expression} REMOVE #gpk`;
    update.expressionNames["#gpk"] = "gpk";
  }
  return {
    operation: "TransactWriteItems",
    transactItems: [
      {
        table,
        operation: "UpdateItem",
        key: slotKey(tenant, subject, slot.sk),
        update,
        condition: { expression: "#rev = :mine", returnValuesOnConditionCheckFailure: false },
      },
      uncountMessage(table, subjectDayKey(tenant, subject, dayOf(now)), now),
      uncountMessage(table, destinationDayKey(tenant, destination, dayOf(now)), now),
    ],
  };
}

/** Only now is a failed delivery raised: the slot knows of it, and asking again works at once. */
export function response(ctx: Context) {
  const { outcome } = ctx.stash as { outcome: SendOutcome };
  // What could not be taken back keeps the slot busy for a while: the caller is to ask again, not to think it is settled.
  if (ctx.error?.type === "DynamoDB:ConditionalCheckFailedException") conflict();
  if (ctx.error?.type === "DynamoDB:TransactionCanceledException") conflict();
  if (ctx.error) tableFailed(ctx.error);
  if (outcome.status === "NOT_ALLOWED") destinationNotAllowed();
  if (outcome.status === "INVALID") invalidInput(outcome.field, outcome.reason, "no message can reach it");
  if (outcome.status === "FAILED") deliveryFailed(outcome.retryable);
  ctx.stash.token = tokenOf(slotOf(ctx.result));
  return null;
}
