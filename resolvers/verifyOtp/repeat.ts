import { type Context, runtime, util } from "@aws-appsync/utils";
import { tableFailed } from "../shared/errors.ts";
import { slotKey } from "../shared/keys.ts";
import { slotOf } from "../shared/slot.ts";
import { EXPIRED, type Guess, judged } from "./charge.ts";

/**
 * A call repeated with its key after the token was used: charged before it is compared, out of the guesses that the token had
 * left, or whoever knows the key could try codes for nothing. The right ones are given back with the right guess itself, when
 * the next token is issued. Of any other call the judgement stands.
 */
export function request(ctx: Context) {
  const { guess, mac, repeats } = ctx.stash as { guess: Guess; mac: string; repeats?: number };
  if (repeats === undefined) runtime.earlyReturn(ctx.prev.result);
  const { tenant, subject, purpose, id, requestKey } = guess;
  return {
    operation: "UpdateItem",
    key: slotKey(tenant, subject, purpose),
    update: {
      expression: "SET #repeats = list_append(#repeats, :guess), #used = #used + #cost, #rev = #rev + :one",
      expressionNames: {
        "#repeats": "repeats",
        "#used": "used",
        "#cost": "cost",
        "#rev": "rev",
        "#id": "id",
        "#lastReq": "lastReq",
        "#lastMac": "lastMac",
        "#mac": "mac",
      },
      expressionValues: util.dynamodb.toMapValues({
        ":guess": [mac],
        ":one": 1,
        ":id": id,
        ":request": requestKey,
        ":most": repeats,
      }),
    },
    condition: { expression: "#id = :id AND #lastReq = :request AND #lastMac = #mac AND size(#repeats) < :most" },
  };
}

export function response(ctx: Context) {
  if (ctx.error?.type === "DynamoDB:ConditionalCheckFailedException") return EXPIRED;
  if (ctx.error) tableFailed(ctx.error);
  const slot = slotOf(ctx.result);
  return slot.mac === ctx.stash.mac ? judged(slot) : EXPIRED;
}
