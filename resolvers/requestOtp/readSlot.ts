import { type Context, util } from "@aws-appsync/utils";
import { callerOf } from "../shared/caller.ts";
import { counterOf, dayOf, toLimit } from "../shared/counters.ts";
import { destinationNotAllowed, idempotencyMismatch, tableFailed, throttled } from "../shared/errors.ts";
import { destinationDayKey, slotKey, subjectDayKey } from "../shared/keys.ts";
import { settings } from "../shared/settings.ts";
import { type Slot, toToken } from "../shared/slot.ts";
import { isAllowed } from "./allowed.ts";
import { decide } from "./decide.ts";
import { type Asked, askedBy, type RequestOtpInput } from "./input.ts";
import { pastToken } from "./pastToken.ts";

/** Reads the slot and both counters of the day, in one call. */
export function request(ctx: Context<{ input: RequestOtpInput }>) {
  const asked = askedBy(callerOf(ctx), ctx.args.input);
  if (asked.channel === "SMS" && !isAllowed(asked.destination)) destinationNotAllowed();
  const { tenant, subject, purpose, destination } = asked;
  const now = util.time.nowEpochSeconds();
  const keys = [
    slotKey(tenant, subject, purpose),
    subjectDayKey(tenant, subject, dayOf(now)),
    destinationDayKey(tenant, destination, dayOf(now)),
  ];
  ctx.stash.asked = asked;
  ctx.stash.now = now;
  return { operation: "BatchGetItem", tables: { [ctx.env.TOKENS_TABLE as string]: { keys, consistentRead: true } } };
}

/** Decides what is to be done, and ends the pipeline where nothing has to be. */
export function response(ctx: Context) {
  if (ctx.error) tableFailed(ctx.error);
  const { asked, now } = ctx.stash as { asked: Asked; now: number };
  const [slot, subjectDay, destinationDay] = ctx.result.data[ctx.env.TOKENS_TABLE as string];
  const counters = [
    counterOf("SUBJECT", settings.sends.subject, subjectDay, now),
    counterOf("DESTINATION", settings.sends.destination, destinationDay, now),
  ];
  const decision = decide(slot as Slot | null, asked, counters, now);
  if (decision.what === "mismatch") idempotencyMismatch();
  if (decision.what === "refuse") throttled(decision.limit, decision.seconds);
  const limits = (spent: number) => counters.map((counter) => toLimit(counter, spent, now));
  ctx.stash.decision = decision;
  ctx.stash.limits = limits(decision.what === "resend" || decision.what === "issue" ? 1 : 0);
  if (decision.what === "answer") ctx.stash.token = toToken(decision.slot);
  if (decision.what === "answerPast") ctx.stash.token = pastToken(asked, decision.key, now);
  return decision.what;
}
