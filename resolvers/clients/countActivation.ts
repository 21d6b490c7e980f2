import { util } from "@aws-appsync/utils";
import { MAX_ACTIVATIONS_A_DAY } from "../../contract/api-clients.ts";
import { DAY, dayOf, endOfDay } from "../../contract/counter.ts";
import { ITEM_VERSION } from "../../contract/slot.ts";
import { tableFailed, throttled } from "../shared/errors.ts";
import { activationDayKey } from "../shared/keys.ts";
import type { StepUpNeed } from "../stepUp/context.ts";
import { tellActivations } from "./activationLimit.ts";
import type { ActivationContext } from "./context.ts";

/** Counts an activation code of the operator's day. The limit is what a session of theirs can do to mailboxes in the wrong hands. */
export function request(ctx: ActivationContext) {
  const { now, stepUp } = ctx.stash;
  const { tenant, subject } = stepUp as StepUpNeed;
  return {
    operation: "UpdateItem",
    key: activationDayKey(tenant, subject, dayOf(now)),
    update: {
      expression: "SET #version = :version, #ttl = :ttl ADD #total :one",
      expressionNames: { "#version": "version", "#ttl": "ttl", "#total": "total" },
      expressionValues: util.dynamodb.toMapValues({
        ":version": ITEM_VERSION,
        ":ttl": endOfDay(now) + DAY,
        ":one": 1,
        ":most": MAX_ACTIVATIONS_A_DAY,
      }),
    },
    condition: { expression: "attribute_not_exists(#total) OR #total < :most" },
  };
}

export function response(ctx: ActivationContext) {
  const { now } = ctx.stash;
  if (ctx.error?.type === "DynamoDB:ConditionalCheckFailedException") {
    tellActivations(MAX_ACTIVATIONS_A_DAY, now);
    throttled("ACTIVATIONS", endOfDay(now) - now);
  }
  if (ctx.error) tableFailed(ctx.error);
  ctx.stash.activations = ctx.result.total;
  return null;
}
