import { util } from "@aws-appsync/utils";
import { CONTACT_CHANGE } from "../../contract/purposes.ts";
import type { SendOutcome } from "../../contract/send-request.ts";
import { NO_MAC, type Slot } from "../../contract/slot.ts";
import { uncountMessage } from "../shared/counters.ts";
import {
  conflict,
  deliveryFailed,
  destinationNotAllowed,
  invalidInput,
  sendUnreached,
  tableFailed,
} from "../shared/errors.ts";
import { slotKey } from "../shared/keys.ts";
import { setAttributes } from "../shared/setAttributes.ts";
import { slotOf, tokenOf } from "../shared/slot.ts";
import type { RequestOtpContext } from "./context.ts";
import { withdrawnKeys } from "./keysWrite.ts";

type SentOutcome = Extract<SendOutcome, { mac: string }>;

/** Whether the message was handed to the provider, or handing it over was tried at least. */
const isSent = (outcome: RequestOtpContext["stash"]["outcome"]): outcome is SentOutcome =>
  outcome.status === "SENT" || outcome.status === "FAILED";

/** Writes down the send outcome, or withdraws the reservation where no message can have reached the destination. */
export function request(ctx: RequestOtpContext) {
  const { outcome } = ctx.stash;
  return isSent(outcome) ? writeDown(ctx, outcome) : withdraw(ctx);
}

/**
 * A late message still has to verify, so the MAC is kept after a failure too. Guesses and a cancellation that came meanwhile stay:
 * only a later message of the slot takes this one's place. A token's MAC never changes once it is known: with another one an id could
 * be verified twice.
 */
function writeDown(ctx: RequestOtpContext, { status, mac }: SentOutcome) {
  const { lane, slot } = ctx.stash;
  const hasMac = mac !== NO_MAC;
  const outcome = {
    status,
    ...(status === "FAILED" && { resendAfter: util.time.nowEpochSeconds() }),
    ...(hasMac && { codeMac: mac }),
  };
  const { expression, expressionNames, expressionValues } = setAttributes(outcome, {
    ":id": slot.id,
    ":sends": slot.sends,
    ":one": 1,
    ...(hasMac && { ":none": NO_MAC }),
  });
  return {
    operation: "UpdateItem",
    key: slotKey(lane, slot.sk),
    update: {
      expression: `${expression}, #revision = #revision + :one`,
      expressionNames: { ...expressionNames, "#revision": "revision", "#id": "id", "#sends": "sends" },
      expressionValues,
    },
    condition: { expression: `#id = :id AND #sends = :sends${hasMac ? " AND #codeMac IN (:none, :codeMac)" : ""}` },
  };
}

/** Puts slot, counters and idempotency keys back as they were: nothing was sent, and nobody has to wait for it. */
function withdraw(ctx: RequestOtpContext) {
  const { lane, slot, before, now, counters, keys, keysWritten } = ctx.stash;
  const table = ctx.env.TOKENS_TABLE as string;
  const empty: Slot = {
    ...slot,
    pk: "-",
    id: "-",
    live: false,
    status: "FAILED",
    resendAfter: now,
    activeShard: undefined,
  };
  // Everything but the key: the slot as it was read has its time to live among its attributes.
  const { pk: _pk, sk: _sk, activeShard, ...attributes } = before ?? empty;
  const listed = activeShard === undefined ? {} : { activeShard };
  const revision = slot.revision + 1;
  const update = setAttributes({ test: false, ...attributes, ...listed, revision }, { ":mine": slot.revision });
  if (activeShard === undefined) {
    update.expression = `${update.expression} REMOVE #activeShard`;
    update.expressionNames["#activeShard"] = "activeShard";
  }
  return {
    operation: "TransactWriteItems",
    transactItems: [
      {
        table,
        operation: "UpdateItem",
        key: slotKey(lane, slot.sk),
        update,
        condition: { expression: "#revision = :mine", returnValuesOnConditionCheckFailure: false },
      },
      ...counters.map(({ key }) => uncountMessage(table, key, now)),
      ...(keysWritten ? [withdrawnKeys(table, lane, slot, keys)] : []),
    ],
  };
}

/** A failed delivery is raised only now: the slot knows of it, and another request works at once. */
export function response(ctx: RequestOtpContext) {
  const { outcome, unreached, kind, otpRequest } = ctx.stash;
  // What could not be withdrawn keeps the slot busy for a while: the caller has to call again, and must not take it for settled.
  if (ctx.error?.type === "DynamoDB:ConditionalCheckFailedException") conflict();
  if (ctx.error?.type === "DynamoDB:TransactionCanceledException") conflict();
  if (ctx.error) tableFailed(ctx.error);
  if (outcome.status === "NOT_ALLOWED") destinationNotAllowed();
  if (outcome.status === "INVALID") refuse(kind === "backend" || otpRequest.purpose === CONTACT_CHANGE, outcome);
  if (unreached) sendUnreached();
  if (outcome.status === "FAILED") deliveryFailed(outcome.retryable);
  ctx.stash.token = tokenOf(slotOf(ctx.result));
  return null;
}

/** Ends the field with what only the send function could find out. Of users, only those who change it name a destination. */
function refuse(isNamed: boolean, { field, reason }: Extract<SendOutcome, { field: string }>): void {
  if (field !== "destination") invalidInput(field, reason, "no URL");
  invalidInput(isNamed ? field : "channel", reason, "no message can reach it");
}
