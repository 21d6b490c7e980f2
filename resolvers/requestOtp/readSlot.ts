import { util } from "@aws-appsync/utils";
import type { Slot } from "../../contract/slot.ts";
import { itemsRead } from "../shared/batchGet.ts";
import { type CounterItem, counterOf, dayOf, limitOf } from "../shared/counters.ts";
import { idempotencyMismatch, throttled } from "../shared/errors.ts";
import { destinationDayKey, slotKey, subjectDayKey } from "../shared/keys.ts";
import { settings } from "../shared/settings.ts";
import { tokenOf } from "../shared/slot.ts";
import type { RequestOtpContext } from "./context.ts";
import { decide } from "./decide.ts";
import { replacedToken } from "./replacedToken.ts";

/** Reads the slot and both counters of the day, in one call. */
export function request(ctx: RequestOtpContext) {
  const { tenant, subject, purpose, destination } = ctx.stash.otpRequest;
  const now = util.time.nowEpochSeconds();
  const keys = [
    slotKey(tenant, subject, purpose),
    subjectDayKey(tenant, subject, dayOf(now)),
    destinationDayKey(tenant, destination, dayOf(now)),
  ];
  ctx.stash.now = now;
  return { operation: "BatchGetItem", tables: { [ctx.env.TOKENS_TABLE as string]: { keys, consistentRead: true } } };
}

/** Decides what to do, and ends the pipeline where nothing is to be written. */
export function response(ctx: RequestOtpContext) {
  const { otpRequest, now } = ctx.stash;
  const [slot, subjectDay, destinationDay] = itemsRead(ctx) as [Slot | null, CounterItem, CounterItem];
  const counters = [
    counterOf("SUBJECT", settings.sends.subject, subjectDay, now),
    counterOf("DESTINATION", settings.sends.destination, destinationDay, now),
  ];
  const decision = decide(slot, otpRequest, counters, now);
  if (decision.what === "mismatch") idempotencyMismatch();
  if (decision.what === "refuse") throttled(decision.limit, decision.seconds);
  const spent = decision.what === "resend" || decision.what === "issue" ? 1 : 0;
  ctx.stash.decision = decision;
  ctx.stash.limits = counters.map((counter) => limitOf(counter, spent, now));
  if (decision.what === "answer") ctx.stash.token = tokenOf(decision.slot);
  if (decision.what === "answerReplaced") {
    ctx.stash.token = replacedToken(otpRequest, decision.key, decision.resendAfter);
  }
  return decision.what;
}
