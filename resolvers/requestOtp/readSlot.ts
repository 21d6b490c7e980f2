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
import { countedAs, messageCounters } from "./messageCounters.ts";
import { guessesUsedNow } from "./newSlot.ts";
import { SHARES, tenantCounter } from "./tenantCounter.ts";
import { isForTestDestination } from "./testMode.ts";
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
  const isTestDestination = isForTestDestination(otpRequest, now);
  const kind = countedAs(purpose, isTestDestination);
  const ofLane = (lane: Lane) => [slotKey(lane, purpose), idempotencyKeysKey(lane, purpose), sendsKey(lane, kind, day)];
  const common = ofLane({ tenant, subject, device: null });
  const own = device ? [...ofLane({ tenant, subject, device }), knownDestinationDayKey(tenant, mailbox, day)] : [];
  const ofTenant = dailySends ? SHARES.map((share) => tenantDayKey(tenant, share, day)) : [];
  const ofVisitor = visitorParts.map(({ mac }) => visitorDayKey(tenant, mac, day));
  const shared = [personKey(tenant, subject), destinationKey(tenant, kind, mailbox, day)];
  const keys = [...shared, ...common, ...own, ...ofTenant, ...ofVisitor];
  ctx.stash.now = now;
  ctx.stash.isTestDestination = isTestDestination;
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
  const { authTime, hasOtherClaim, now, device: named, dailySends, visitorParts, isTestDestination } = ctx.stash;
  const asked = ctx.stash.otpRequest;
  const { tenant, subject } = asked;
  const items = itemsRead(ctx, ctx.env.TOKENS_TABLE as string);
  const [person, toDestination, slot, keys, sent, ownSlot, ownKeys, ownSent, toKnown] = items as Read;
  const account = accountRead(ctx, tenant);
  const signedOut = signedOutBefore(account);
  checkSignedIn(authTime, signedOut);
  if (hasOtherClaim) checkHold(account, asked);
  const device = named ? knownDevice(person, named, now) : null;
  const lane = { tenant, subject, device: device ? (named as string) : null };
  const read = { ofLane: device ? ownSent : sent, ofDestination: toDestination, ofKnownDestination: toKnown };
  const common = { slot: withoutVoid(slot, signedOut), keys };
  const own = device ? { slot: withoutVoid(ownSlot, signedOut), keys: ownKeys } : common;
  const budget = device ? deviceBudget(person as Person, device, now) : commonBudget(now);
  // Once the guesses are spent codes are long, and the fixed one is none: the destination is then one like any other.
  const test = isTestDestination && guessesUsedNow(own.slot, budget, now) < budget.guesses;
  const otpRequest = { ...asked, test };
  const further = items.slice(COMMON_ITEMS + (named ? OWN_ITEMS : 0)) as CounterItem[];
  const ofTenant = dailySends ? [tenantCounter(lane, dailySends, further.slice(0, SHARES.length), now)] : [];
  const ofVisitor = visitorCounters(lane, visitorParts, further.slice(dailySends ? SHARES.length : 0), now);
  const ofMessages = messageCounters(otpRequest, isTestDestination, lane, device, read, now);
  const counters = test ? ofMessages : [...ofMessages, ...ofVisitor, ...ofTenant];
  ctx.stash.otpRequest = otpRequest;
  ctx.stash.lane = lane;
  ctx.stash.budget = budget;
  ctx.stash.slotRead = own.slot;
  ctx.stash.keys = own.keys;
  ctx.stash.common = device ? common : null;
  ctx.stash.counters = counters;
  return null;
}
