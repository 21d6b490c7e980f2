import { type Context, util } from "@aws-appsync/utils";
import { itemsRead } from "../shared/batch.ts";
import { type CounterItem, counterOf, dayOf, toLimit } from "../shared/counters.ts";
import { idempotencyMismatch, throttled } from "../shared/errors.ts";
import { destinationDayKey, slotKey, subjectDayKey } from "../shared/keys.ts";
import { settings } from "../shared/settings.ts";
import { type Slot, toToken } from "../shared/slot.ts";
import { decide } from "./decide.ts";
import type { Asked } from "./input.ts";
import { pastToken } from "./pastToken.ts";

/** Reads the slot and both counters of the day, in one call. */
export function request(ctx: Context) {
  const { tenant, subject, purpose, destination } = ctx.stash.asked as Asked;
  const now = util.time.nowEpochSeconds();
  const keys = [
    slotKey(tenant, subject, purpose),
    subjectDayKey(tenant, subject, dayOf(now)),
    destinationDayKey(tenant, destination, dayOf(now)),
  ];
  ctx.stash.now = now;
  return { operation: "BatchGetItem", tables: { [ctx.env.TOKENS_TABLE as string]: { keys, consistentRead: true } } };
}

/** Decides what is to be done, and ends the pipeline where nothing has to be. */
export function response(ctx: Context) {
  const { asked, now } = ctx.stash as { asked: Asked; now: number };
  const [slot, subjectDay, destinationDay] = itemsRead(ctx) as [Slot | null, CounterItem, CounterItem];
  const counters = [
    counterOf("SUBJECT", settings.sends.subject, subjectDay, now),
    counterOf("DESTINATION", settings.sends.destination, destinationDay, now),
  ];
  const decision = decide(slot, asked, counters, now);
  if (decision.what === "mismatch") idempotencyMismatch();
  if (decision.what === "refuse") throttled(decision.limit, decision.seconds);
  const limits = (spent: number) => counters.map((counter) => toLimit(counter, spent, now));
  ctx.stash.decision = decision;
  ctx.stash.limits = limits(decision.what === "resend" || decision.what === "issue" ? 1 : 0);
  if (decision.what === "answer") ctx.stash.token = toToken(decision.slot);
  if (decision.what === "answerPast") ctx.stash.token = pastToken(asked, decision.key, decision.nextSend);
  return decision.what;
}
