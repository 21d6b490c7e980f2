import { type Context, util } from "@aws-appsync/utils";
import { LIVE } from "../../contract/slot.ts";
import { partsOf } from "../../contract/token-id.ts";
import { callerOf, subjectOf, tenantOf } from "../shared/caller.ts";
import { notFound, tableFailed } from "../shared/errors.ts";
import { isId, slotKey } from "../shared/keys.ts";
import { latestEnd } from "../shared/settings.ts";
import { slotOf, tokenOf } from "../shared/slot.ts";

interface CancelOtpInput {
  id: string;
  subject?: string | null;
  tenant?: string | null;
}

type CancelOtpContext = Context<{ input: CancelOtpInput }>;

/** Ends a token and takes it out of the index of active tokens. Operators may end anybody's. */
export function request(ctx: CancelOtpContext) {
  const { id, subject: named, tenant } = ctx.args.input;
  const caller = callerOf(ctx);
  const subject = subjectOf(caller, named, true);
  const owner = tenantOf(caller, tenant);
  if (!isId(id)) notFound();
  const { purpose, device } = partsOf(id);
  const now = util.time.nowEpochSeconds();
  return {
    operation: "UpdateItem",
    key: slotKey({ tenant: owner, subject, device }, purpose),
    update: {
      expression: "SET #live = :false, #revision = #revision + :one REMOVE #activeShard",
      expressionNames: { ...LIVE.names, "#revision": "revision", "#activeShard": "activeShard", "#id": "id" },
      expressionValues: util.dynamodb.toMapValues({
        ":false": false,
        ":true": true,
        ":one": 1,
        ":id": id,
        ":now": now,
        ":latest": latestEnd(now),
      }),
    },
    condition: { expression: `#id = :id AND ${LIVE.condition}` },
  };
}

export function response(ctx: CancelOtpContext) {
  if (ctx.error?.type === "DynamoDB:ConditionalCheckFailedException") notFound();
  if (ctx.error) tableFailed(ctx.error);
  return { token: tokenOf(slotOf(ctx.result)) };
}
