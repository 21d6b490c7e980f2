import { type Context, util } from "@aws-appsync/utils";
import { idempotencyMismatch, tableFailed } from "../shared/errors.ts";
import { slotKey } from "../shared/keys.ts";
import { isLive, isUsed, NO_MAC, type Slot, slotOf, tokenOf } from "../shared/slot.ts";

export interface Guess {
  tenant: string;
  subject: string;
  purpose: string;
  id: string;
  requestKey: string;
}

/** Charges the guess and writes it down in one conditional write: of many right ones exactly one gets through. */
export function request(ctx: Context) {
  const { guess, mac } = ctx.stash as { guess: Guess; mac: string };
  const { tenant, subject, purpose, id, requestKey } = guess;
  return {
    operation: "UpdateItem",
    key: slotKey(tenant, subject, purpose),
    update: {
      expression:
        "SET #lastMac = :guess, #lastReq = :request, #att = #att + :one, #used = #used + #cost, #rev = #rev + :one",
      expressionNames: {
        "#lastMac": "lastMac",
        "#lastReq": "lastReq",
        "#att": "att",
        "#used": "used",
        "#cost": "cost",
        "#rev": "rev",
        "#id": "id",
        "#live": "live",
        "#expAt": "expAt",
        "#max": "max",
        "#mac": "mac",
      },
      expressionValues: util.dynamodb.toMapValues({
        ":guess": mac,
        ":request": requestKey,
        ":one": 1,
        ":id": id,
        ":true": true,
        ":now": util.time.nowEpochSeconds(),
        ":none": NO_MAC,
      }),
    },
    condition: {
      expression:
        "#id = :id AND #live = :true AND #expAt > :now AND #att < #max AND #mac <> :none AND #lastMac <> #mac AND #lastReq <> :request",
    },
  };
}

/**
 * Judges by `ctx.error` first: after a failed condition `ctx.result` is the item as it stands, and a used token's last
 * guess equals its mac for ever.
 */
export function response(ctx: Context) {
  const { guess, mac } = ctx.stash as { guess: Guess; mac: string };
  const { error } = ctx;
  if (!error) return judged(slotOf(ctx.result));
  if (error.type !== "DynamoDB:ConditionalCheckFailedException") tableFailed(error);
  if (!ctx.result) return EXPIRED;
  const slot = slotOf(ctx.result);
  if (slot.id !== guess.id) return EXPIRED;
  const now = util.time.nowEpochSeconds();
  if (slot.lastReq === guess.requestKey && now < slot.expAt + REPLAY_SECONDS) {
    if (isUsed(slot)) return leftToRepeat(ctx, slot);
    if (slot.lastMac === mac) return judged(slot);
  }
  if (!isLive(slot, now)) return EXPIRED;
  if (slot.att >= slot.max) return { ...EXPIRED, status: "ATTEMPTS_EXHAUSTED" };
  if (slot.lastReq === guess.requestKey) idempotencyMismatch();
  return EXPIRED;
}

/**
 * At a used token a repeat is a guess like any other: the next step, `repeat.ts`, charges it before it is compared, and answers. As
 * many different ones as the token had guesses left, and one more for the right guess, which is given back.
 */
function leftToRepeat(ctx: Context, { max, att }: Slot) {
  ctx.stash.repeats = max - att + 1;
  return null;
}

/** For so long after a token's end a repeated call is answered as the first one was. */
const REPLAY_SECONDS = 60;

export const EXPIRED = { status: "EXPIRED", attemptsRemaining: 0 };

/** The slot right after the guess was written into it. */
export function judged(slot: Slot) {
  if (!isUsed(slot)) return { status: "WRONG_CODE", attemptsRemaining: slot.max - slot.att };
  const { tenant, subject, id } = slot;
  return { status: "VERIFIED", attemptsRemaining: 0, token: tokenOf(slot), verified: { tenant, subject, id } };
}
