import { util } from "@aws-appsync/utils";
import { LIVE } from "../../contract/slot.ts";
import { notFound, tableFailed } from "../shared/errors.ts";
import { slotKey } from "../shared/keys.ts";
import { latestEnd } from "../shared/settings.ts";
import { slotOf, tokenOf } from "../shared/slot.ts";
import { operatorIn } from "../stepUp/need.ts";
import type { CancelOtpContext } from "./context.ts";

/** Ends a token and takes it out of the index of active tokens. Who does it for somebody else is written down. */
export function request(ctx: CancelOtpContext) {
  const { lane, purpose } = ctx.stash;
  const now = util.time.nowEpochSeconds();
  const operator = operatorIn(ctx.stash);
  const byOperator = operator === null ? "" : ", canceledBy = :operator";
  return {
    operation: "UpdateItem",
    key: slotKey(lane, purpose),
    update: {
      expression: `SET #live = :false, #revision = #revision + :one${byOperator} REMOVE #activeShard`,
      expressionNames: { ...LIVE.names, "#revision": "revision", "#activeShard": "activeShard", "#id": "id" },
      expressionValues: util.dynamodb.toMapValues({
        ":false": false,
        ":true": true,
        ":one": 1,
        ":id": ctx.args.input.id,
        ":now": now,
        ":latest": latestEnd(now),
        ...(operator !== null && { ":operator": operator }),
      }),
    },
    condition: { expression: `#id = :id AND ${LIVE.condition}` },
  };
}

export function response(ctx: CancelOtpContext) {
  if (ctx.error?.type === "DynamoDB:ConditionalCheckFailedException") notFound("token that could be verified");
  if (ctx.error) tableFailed(ctx.error);
  return { token: tokenOf(slotOf(ctx.result)) };
}
