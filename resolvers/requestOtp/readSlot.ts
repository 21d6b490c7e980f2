import { util } from "@aws-appsync/utils";
import { dayOf } from "../../contract/counter.ts";
import type { IdempotencyKeys } from "../../contract/idempotency-keys.ts";
import type { Lane } from "../../contract/lane.ts";
import type { Person } from "../../contract/person.ts";
import type { Slot } from "../../contract/slot.ts";
import { accountRead, checkSignedIn, readWithAccount, signedOutBefore } from "../shared/account.ts";
import { itemsRead } from "../shared/batchGet.ts";
import type { CounterItem } from "../shared/counters.ts";
import {
  destinationKey,
  idempotencyKeysKey,
  knownDestinationDayKey,
  sendsKey,
  slotKey,
  tenantDayKey,
  visitorDayKey,
} from "../shared/keys.ts";
import { knownDevice, personKey } from "../shared/person.ts";
import { checkHold, withoutVoid } from "./account.ts";
import type { RequestOtpContext } from "./context.ts";
import { commonBudget, deviceBudget } from "./guessBudget.ts";
import { messageCounters } from "./messageCounters.ts";
import { SHARES, tenantCounter } from "./tenantCounter.ts";
import { visitorCounters } from "./visitorCounters.ts";

/**
 * Reads all that the decision needs in one call: the person, and the slot, idempotency keys and counters of the common lane; with a
 * device token those of the device's lane, too, the tenant's counters if it has a daily budget, and the visitor's if a backend has said who
 * it is. Which lane it is to be is known only then: the device may have been forgotten.
 */
export function request(ctx: RequestOtpContext) {
  const { otpRequest, device, dailySends, visitorParts } = ctx.stash;
  const { tenant, subject, purpose, mailbox } = otpRequest;
  const now = util.time.nowEpochSeconds();
  const day = dayOf(now);
  const ofLane = (lane: Lane) => [
    slotKey(lane, purpose),
    idempotencyKeysKey(lane, purpose),
    sendsKey(lane, purpose, day),
  ];
  const common = ofLane({ tenant, subject, device: null });
  const own = device ? [...ofLane({ tenant, subject, device }), knownDestinationDayKey(tenant, mailbox, day)] : [];
  const ofTenant = dailySends ? SHARES.map((share) => tenantDayKey(tenant, share, day)) : [];
  const ofVisitor = visitorParts.map(({ mac }) => visitorDayKey(tenant, mac, day));
  const shared = [personKey(tenant, subject), destinationKey(tenant, purpose, mailbox, day)];
  const keys = [...shared, ...common, ...own, ...ofTenant, ...ofVisitor];
  ctx.stash.now = now;
  return readWithAccount(ctx, keys, tenant, subject);
}

/** Of the common lane, with what all lanes share, and of a device's lane beside it. */
const COMMON_ITEMS = 5;
const OWN_ITEMS = 4;

/** The items in the order of their keys, but for the last ones: those of the tenant and of the visitor, behind those of the lanes. */
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

/** Finds out which lane it is to be, and what the decision is made on. */
export function response(ctx: RequestOtpContext) {
  const { otpRequest, authTime, hasOtherClaim, now, device: named, dailySends, visitorParts } = ctx.stash;
  const { tenant, subject } = otpRequest;
  const items = itemsRead(ctx, ctx.env.TOKENS_TABLE as string);
  const [person, toDestination, slot, keys, sent, ownSlot, ownKeys, ownSent, toKnown] = items as Read;
  const account = accountRead(ctx, tenant);
  const signedOut = signedOutBefore(account);
  checkSignedIn(authTime, signedOut);
  if (hasOtherClaim) checkHold(account, otpRequest);
  const device = named ? knownDevice(person, named, now) : null;
  const lane = { tenant, subject, device: device ? (named as string) : null };
  const read = { ofLane: device ? ownSent : sent, ofDestination: toDestination, ofKnownDestination: toKnown };
  const further = items.slice(COMMON_ITEMS + (named ? OWN_ITEMS : 0)) as CounterItem[];
  const ofTenant = dailySends ? [tenantCounter(lane, dailySends, further.slice(0, SHARES.length), now)] : [];
  const ofVisitor = visitorCounters(lane, visitorParts, further.slice(dailySends ? SHARES.length : 0), now);
  const counters = [...messageCounters(otpRequest, lane, device, read, now), ...ofVisitor, ...ofTenant];
  const common = { slot: withoutVoid(slot, signedOut), keys };
  const own = device ? { slot: withoutVoid(ownSlot, signedOut), keys: ownKeys } : common;
  const budget = device ? deviceBudget(person as Person, device, now) : commonBudget(now);
  ctx.stash.lane = lane;
  ctx.stash.budget = budget;
  ctx.stash.own = own;
  ctx.stash.common = device ? common : null;
  ctx.stash.counters = counters;
  return null;
}
