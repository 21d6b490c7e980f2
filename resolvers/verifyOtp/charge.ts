import { util } from "@aws-appsync/utils";
import { isLive, isUsed, LIVE, NO_MAC, type Slot } from "../../contract/slot.ts";
import { idempotencyMismatch, tableFailed } from "../shared/errors.ts";
import { slotKey } from "../shared/keys.ts";
import { latestEnd } from "../shared/settings.ts";
import { slotOf } from "../shared/slot.ts";
import type { VerifyOtpContext } from "./context.ts";
import { EXPIRED, judged } from "./judge.ts";

/** Charges the guess and writes it down in one conditional write: of many right guesses exactly one gets through. */
export function request(ctx: VerifyOtpContext) {
  const { guess, mac } = ctx.stash;
  const { lane, purpose, id, requestKey } = guess;
  const now = util.time.nowEpochSeconds();
  return {
    operation: "UpdateItem",
    key: slotKey(lane, purpose),
    update: {
      expression:
        "SET #lastGuessMac = :guess, #lastRequestKey = :request, #guessedAt = :now, #attempts = #attempts + :one, #guessesUsed = #guessesUsed + #guessCost, #revision = #revision + :one",
      expressionNames: {
        ...LIVE.names,
        "#lastRequestKey": "lastRequestKey",
        "#guessedAt": "guessedAt",
        "#attempts": "attempts",
        "#maxAttempts": "maxAttempts",
        "#guessesUsed": "guessesUsed",
        "#guessCost": "guessCost",
        "#revision": "revision",
        "#id": "id",
        "#createdAt": "createdAt",
      },
      expressionValues: util.dynamodb.toMapValues({
        ":guess": mac,
        ":request": requestKey,
        ":one": 1,
        ":id": id,
        ":true": true,
        ":now": now,
        ":latest": latestEnd(now),
        ":none": NO_MAC,
        ":signedOut": ctx.stash.signedOut ?? 0,
      }),
    },
    condition: {
      expression: `#id = :id AND ${LIVE.condition} AND #attempts < #maxAttempts AND #codeMac <> :none AND #lastRequestKey <> :request AND #createdAt > :signedOut`,
    },
  };
}

/**
 * Looks at `ctx.error` first: after a failed condition `ctx.result` is the item as it stands, and the last guess of a used token
 * equals its MAC for ever.
 */
export function response(ctx: VerifyOtpContext) {
  const { guess, mac } = ctx.stash;
  const { error } = ctx;
  if (!error) return judged(slotOf(ctx.result));
  if (error.type !== "DynamoDB:ConditionalCheckFailedException") tableFailed(error);
  if (!ctx.result) return EXPIRED;
  const slot = slotOf(ctx.result);
  if (slot.id !== guess.id) return EXPIRED;
  const now = util.time.nowEpochSeconds();
  const latest = latestEnd(now);
  const isRecent = now < slot.expiresAt + REPLAY_SECONDS && slot.expiresAt <= latest;
  if (slot.lastRequestKey === guess.requestKey && isRecent) {
    if (isUsed(slot)) return leftToRepeat(ctx, slot);
    if (slot.lastGuessMac === mac) return judged(slot);
  }
  if (!isLive(slot, now, latest) || slot.createdAt <= (ctx.stash.signedOut ?? 0)) return EXPIRED;
  if (slot.attempts >= slot.maxAttempts) return { ...EXPIRED, status: "ATTEMPTS_EXHAUSTED" };
  if (slot.lastRequestKey === guess.requestKey) idempotencyMismatch();
  return EXPIRED;
}

/**
 * At a used token a repeat is a guess like any other: the next step, `repeat.ts`, charges it before it compares it, and answers. It
 * charges as many different guesses as the token had left, and one more for the right one, which is given back.
 */
function leftToRepeat(ctx: VerifyOtpContext, { maxAttempts, attempts }: Slot) {
  ctx.stash.maxRepeats = maxAttempts - attempts + 1;
  return null;
}

/** Seconds after a token's end in which a repeated call is answered as the first one was. */
const REPLAY_SECONDS = 60;
