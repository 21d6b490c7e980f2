import { util } from "@aws-appsync/utils";
import { dayOf } from "../../contract/counter.ts";
import type { Lane } from "../../contract/lane.ts";
import type { CounterItem } from "../shared/counters.ts";
import { tenantDayKey } from "../shared/keys.ts";
import type { MessageCounter } from "./messageCounters.ts";

/** The items over which the messages of a tenant with a daily budget are counted. */
export const SHARES = [0, 1, 2, 3, 4, 5, 6, 7];

/**
 * Gives the counter of a tenant's day. Each item has a share of the budget, and all shares together are the budget, so that no more is ever
 * sent, however many requests come at once. A message counts at any item whose share is not used up. A fifth of the budget is kept for
 * known devices: nobody who knows only passwords uses that up.
 *
 * @param read the items as they were read, in the order of `SHARES`
 */
export function tenantCounter(lane: Lane, dailySends: number, read: CounterItem[], now: number): MessageCounter {
  const budget = lane.device === null ? dailySends - Math.floor(dailySends / 5) : dailySends;
  const counts = read.map((item) => item?.total ?? 0);
  const open = SHARES.filter((share) => (counts[share] as number) < shareOf(budget, share));
  const share = open[Math.floor(util.math.randomDouble() * open.length)] ?? 0;
  const sent = counts.reduce((sum, count) => sum + count, 0);
  return {
    name: "TENANT",
    limit: { day: budget, quarterHour: null },
    // Devices may have filled the shares unevenly, and a budget that was lowered leaves shares that are too full.
    day: open.length === 0 ? budget : Math.min(sent, budget),
    quarter: 0,
    key: tenantDayKey(lane.tenant, share, dayOf(now)),
    // The count of a quarter of an hour is never above that of the day, so that this limits the day alone.
    most: { day: shareOf(budget, share), quarterHour: shareOf(budget, share) },
  };
}

/** Gives one item's share: they differ by one at most, and add up to the budget. */
const shareOf = (budget: number, share: number) => Math.floor((budget + share) / SHARES.length);
