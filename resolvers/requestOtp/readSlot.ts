import { util } from "@aws-appsync/utils";
import type { IdempotencyKeys } from "../../contract/idempotency-keys.ts";
import type { Lane } from "../../contract/lane.ts";
import type { Person } from "../../contract/person.ts";
import type { Slot } from "../../contract/slot.ts";
import { itemsRead } from "../shared/batchGet.ts";
import { type CounterItem, dayOf } from "../shared/counters.ts";
import { conflict, idempotencyMismatch, throttled } from "../shared/errors.ts";
import {
  destinationDayKey,
  idempotencyKeysKey,
  knownDestinationDayKey,
  slotKey,
  subjectDayKey,
  tenantDayKey,
} from "../shared/keys.ts";
import { checkSignedIn, knownDevice, personKey } from "../shared/person.ts";
import type { RequestOtpContext } from "./context.ts";
import { decide } from "./decide.ts";
import { commonBudget, deviceBudget } from "./guessBudget.ts";
import { messageCounters } from "./messageCounters.ts";
import { SHARES, tenantCounter } from "./tenantCounter.ts";

/**
 * Reads all that the decision needs in one call: the person, and the slot, idempotency keys and counters of the common lane; with a
 * device token those of the device's lane, too, and the tenant's counters if it has a daily budget. Which lane it is to be is known only
 * then: the device may have been forgotten.
 */
export function request(ctx: RequestOtpContext) {
  const { otpRequest, device, dailySends } = ctx.stash;
  const { tenant, subject, purpose, mailbox } = otpRequest;
  const now = util.time.nowEpochSeconds();
  const day = dayOf(now);
  const ofLane = (lane: Lane) => [slotKey(lane, purpose), idempotencyKeysKey(lane, purpose), subjectDayKey(lane, day)];
  const common = ofLane({ tenant, subject, device: null });
  const own = device ? [...ofLane({ tenant, subject, device }), knownDestinationDayKey(tenant, mailbox, day)] : [];
  const ofTenant = dailySends ? SHARES.map((share) => tenantDayKey(tenant, share, day)) : [];
  const keys = [personKey(tenant, subject), destinationDayKey(tenant, mailbox, day), ...common, ...own, ...ofTenant];
  ctx.stash.now = now;
  return { operation: "BatchGetItem", tables: { [ctx.env.TOKENS_TABLE as string]: { keys, consistentRead: true } } };
}

/** The items in the order of their keys. The last ones are those of the tenant; without a device token they follow on the common lane's. */
type Read = [
  person: Person | null,
  toDestination: CounterItem,
  slot: Slot | null,
  keys: IdempotencyKeys | null,
  sent: CounterItem,
  ownSlot: Slot | null,
  ownKeys: IdempotencyKeys | null,
  ownSent: CounterItem,
  toKnown: CounterItem,
];

/** Decides what to do, and ends the field where the request is refused. */
export function response(ctx: RequestOtpContext) {
  const { otpRequest, authTime, now, device: named, dailySends } = ctx.stash;
  const { tenant, subject } = otpRequest;
  const items = itemsRead(ctx);
  const [person, toDestination, slot, keys, sent, ownSlot, ownKeys, ownSent, toKnown] = items as Read;
  if (authTime !== null) checkSignedIn(authTime, person);
  const device = named ? knownDevice(person, named, now) : null;
  const lane = { tenant, subject, device: device ? (named as string) : null };
  const read = { ofLane: device ? ownSent : sent, ofDestination: toDestination, ofKnownDestination: toKnown };
  const ofTenant = dailySends
    ? [tenantCounter(lane, dailySends, items.slice(-SHARES.length) as CounterItem[], now)]
    : [];
  const counters = [...messageCounters(otpRequest, lane, device, read, now), ...ofTenant];
  const common = { slot, keys };
  const own = device ? { slot: ownSlot, keys: ownKeys } : common;
  const budget = device ? deviceBudget(person as Person, device, now) : commonBudget(now);
  const decision = decide(own, device ? common : null, otpRequest, counters, budget, now);
  if (decision.what === "mismatch") idempotencyMismatch();
  if (decision.what === "overtaken") conflict();
  if (decision.what === "refuse") throttled(decision.limit, decision.seconds);
  ctx.stash.lane = lane;
  ctx.stash.budget = budget;
  ctx.stash.keys = own.keys;
  ctx.stash.counters = counters;
  ctx.stash.decision = decision;
  return decision.what;
}
