import { type Context, runtime, util } from "@aws-appsync/utils";
import { tableFailed } from "../shared/errors.ts";
import { slotKey } from "../shared/keys.ts";
import { isUsed, type Slot, slotOf } from "../shared/slot.ts";
import { EXPIRED, type Guess, judged } from "./charge.ts";

/**
 * A call repeated with its key after the token was used: charged before it is compared, out of the guesses that the token had
 * left, or whoever knows the key could try codes for nothing. Each guess once, however often it comes. The right one is given
 * back with the one that used the token, when the next is issued. Of any other call the judgement of `charge` stands.
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
        ":mac": mac,
        ":one": 1,
        ":id": id,
        ":request": requestKey,
        ":most": repeats,
      }),
    },
    condition: {
      expression:
        "#id = :id AND #lastReq = :request AND #lastMac = #mac AND size(#repeats) < :most AND NOT contains(#repeats, :mac)",
    },
  };
}

export function response(ctx: Context) {
  const { guess, mac } = ctx.stash as { guess: Guess; mac: string };
  const { error } = ctx;
  if (error && error.type !== "DynamoDB:ConditionalCheckFailedException") tableFailed(error);
  if (error && !ctx.result) return EXPIRED;
  const slot = slotOf(ctx.result);
  if (error && !isCharged(slot, guess, mac)) return EXPIRED;
  return slot.mac === mac ? judged(slot) : EXPIRED;
}

/** Whether this very guess was charged before: by an earlier call, or by this one, whose write came twice. */
const isCharged = (slot: Slot, { id, requestKey }: Guess, mac: string) =>
  slot.id === id &&
  slot.lastReq === requestKey &&
  isUsed(slot) &&
  (slot.repeats ?? []).some((charged) => charged === mac);
