import { runtime, util } from "@aws-appsync/utils";
import { isUsed, type Slot } from "../../contract/slot.ts";
import { tableFailed } from "../shared/errors.ts";
import { slotKey } from "../shared/keys.ts";
import { slotOf } from "../shared/slot.ts";
import type { Guess, VerifyOtpContext } from "./context.ts";
import { EXPIRED, judged } from "./judge.ts";

/**
 * Charges a call that is repeated with its key after it used the token, before comparing it: otherwise whoever knows the key could
 * try codes for nothing. The charges come out of the guesses that the token had left, one for each different guess however often it
 * comes. The right guess is given back, together with the one that used the token, when the next token is issued. For any other call
 * the judgement of `charge` stands.
 */
export function request(ctx: VerifyOtpContext) {
  const { guess, mac, maxRepeats } = ctx.stash;
  if (maxRepeats === undefined) return runtime.earlyReturn(ctx.prev.result);
  const { lane, purpose, id, requestKey } = guess;
  return {
    operation: "UpdateItem",
    key: slotKey(lane, purpose),
    update: {
      expression:
        "SET #repeatedGuessMacs = list_append(#repeatedGuessMacs, :guess), #guessesUsed = #guessesUsed + #guessCost, #revision = #revision + :one",
      expressionNames: {
        "#repeatedGuessMacs": "repeatedGuessMacs",
        "#guessesUsed": "guessesUsed",
        "#guessCost": "guessCost",
        "#revision": "revision",
        "#id": "id",
        "#lastRequestKey": "lastRequestKey",
        "#lastGuessMac": "lastGuessMac",
        "#codeMac": "codeMac",
      },
      expressionValues: util.dynamodb.toMapValues({
        ":guess": [mac],
        ":mac": mac,
        ":one": 1,
        ":id": id,
        ":request": requestKey,
        ":most": maxRepeats,
      }),
    },
    condition: {
      expression:
        "#id = :id AND #lastRequestKey = :request AND #lastGuessMac = #codeMac AND size(#repeatedGuessMacs) < :most AND NOT contains(#repeatedGuessMacs, :mac)",
    },
  };
}

export function response(ctx: VerifyOtpContext) {
  const { guess, mac } = ctx.stash;
  const { error } = ctx;
  if (error && error.type !== "DynamoDB:ConditionalCheckFailedException") tableFailed(error);
  if (error && !ctx.result) return EXPIRED;
  const slot = slotOf(ctx.result);
  if (error && !isCharged(slot, guess, mac)) return EXPIRED;
  return slot.codeMac === mac ? judged(slot) : EXPIRED;
}

/** Whether this very guess was charged before: by an earlier call, or by this one, whose write came twice. */
const isCharged = (slot: Slot, { id, requestKey }: Guess, mac: string) =>
  slot.id === id &&
  slot.lastRequestKey === requestKey &&
  isUsed(slot) &&
  slot.repeatedGuessMacs.some((charged) => charged === mac);
