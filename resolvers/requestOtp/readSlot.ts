import { type Context, util } from "@aws-appsync/utils";
import { itemsRead } from "../shared/batchGet.ts";
import { type CounterItem, counterOf, dayOf, limitOf } from "../shared/counters.ts";
import { idempotencyMismatch, throttled } from "../shared/errors.ts";
import { destinationDayKey, slotKey, subjectDayKey } from "../shared/keys.ts";
import { settings } from "../shared/settings.ts";
import { type Slot, tokenOf } from "../shared/slot.ts";
import { decide } from "./decide.ts";
import type { OtpRequest } from "./otpRequest.ts";
import { replacedToken } from "./replacedToken.ts";

/** Reads the slot and both counters of the day, in one call. */
export function request(ctx: Context) {
  const { tenant, subject, purpose, destination } = ctx.stash.asked as OtpRequest;
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
  const { asked, now } = ctx.stash as { asked: OtpRequest; now: number };
  const [slot, subjectDay, destinationDay] = itemsRead(ctx) as [Slot | null, CounterItem, CounterItem];
  const counters = [
    counterOf("SUBJECT", settings.sends.subject, subjectDay, now),
    counterOf("DESTINATION", settings.sends.destination, destinationDay, now),
  ];
  const decision = decide(slot, asked, counters, now);
  if (decision.what === "mismatch") idempotencyMismatch();
  if (decision.what === "refuse") throttled(decision.limit, decision.seconds);
  const limits = (spent: number) => counters.map((counter) => limitOf(counter, spent, now));
  ctx.stash.decision = decision;
  ctx.stash.limits = limits(decision.what === "resend" || decision.what === "issue" ? 1 : 0);
  if (decision.what === "answer") ctx.stash.token = tokenOf(decision.slot);
  if (decision.what === "answerPast") ctx.stash.token = replacedToken(asked, decision.key, decision.nextSend);
  return decision.what;
}
