import { util } from "@aws-appsync/utils";
import { COUNT_ONE, DAY, endOfDay, NOT_USED_UP, QUARTER, quarterName } from "../../contract/counter.ts";
import type { LimitName } from "../../contract/errors.ts";
import { ITEM_VERSION } from "../../contract/slot.ts";

/** The counters of messages (`contract/counter.ts`) as steps read and write them. */

export interface SendLimit {
  /** Null: there is none. */
  quarterHour: number | null;
  day: number;
}

/** A counter as it was read. */
export interface Counter {
  name: Exclude<LimitName, "COOLDOWN" | "TOKEN" | "ACTIVATIONS">;
  limit: SendLimit;
  /** Counts so far. */
  day: number;
  quarter: number;
}

const endOfQuarter = (now: number) => (Math.floor(now / QUARTER) + 1) * QUARTER;

/** The schema's `Limit`. */
export interface Limit {
  name: LimitName;
  limit: number;
  remaining: number;
  resetsAt: string;
}

/** The item as it was read; null before the first message of a day. */
export type CounterItem = Record<string, number> | null;

export function counterOf(name: Counter["name"], limit: SendLimit, item: CounterItem, now: number): Counter {
  return { name, limit, day: item?.total ?? 0, quarter: item?.[quarterName(now)] ?? 0 };
}

/** Gives the seconds until the counter lets another message pass; 0 when it does so now. */
export function waitOf({ limit, day, quarter }: Counter, now: number): number {
  if (day >= limit.day) return endOfDay(now) - now;
  return limit.quarterHour !== null && quarter >= limit.quarterHour ? endOfQuarter(now) - now : 0;
}

/** One window of a counter. */
export interface Window {
  name: "day" | "quarter-hour";
  seconds: number;
  limit: number;
  remaining: number;
  /** Epoch seconds. */
  resetsAt: number;
}

/**
 * Gives the windows of a counter, that of the day first.
 *
 * @param spent messages that were counted since the counter was read
 */
export function windowsOf({ limit, day, quarter }: Counter, spent: number, now: number): Window[] {
  const left = (most: number, count: number) => ({ limit: most, remaining: Math.max(0, most - count - spent) });
  const ofDay: Window = { name: "day", seconds: DAY, ...left(limit.day, day), resetsAt: endOfDay(now) };
  const { quarterHour } = limit;
  if (quarterHour === null) return [ofDay];
  const resetsAt = endOfQuarter(now);
  return [ofDay, { name: "quarter-hour", seconds: QUARTER, ...left(quarterHour, quarter), resetsAt }];
}

/** Gives the tighter of a counter's windows, as the payload has it. Of two that are equal the longer one is. @param spent as above */
export function limitOf(counter: Counter, spent: number, now: number): Limit {
  const { limit, remaining, resetsAt } = windowsOf(counter, spent, now).reduce((tightest, window) =>
    window.remaining < tightest.remaining ? window : tightest,
  );
  return { name: counter.name, limit, remaining, resetsAt: util.time.epochMilliSecondsToISO8601(resetsAt * 1000) };
}

/** What an item may count to. */
export interface Most {
  quarterHour: number;
  day: number;
}

/** Gives the part of a transaction that counts one message, if that is not too many. */
export function countMessage(table: string, key: object, most: Most, now: number) {
  return {
    table,
    operation: "UpdateItem",
    key,
    update: {
      expression: COUNT_ONE,
      expressionNames: { "#version": "version", "#ttl": "ttl", "#total": "total", "#quarter": quarterName(now) },
      expressionValues: util.dynamodb.toMapValues({
        ":version": ITEM_VERSION,
        ":ttl": endOfDay(now) + DAY,
        ":one": 1,
      }),
    },
    condition: {
      expression: NOT_USED_UP,
      expressionValues: util.dynamodb.toMapValues({ ":day": most.day, ":quarterHour": most.quarterHour }),
    },
  };
}

/** Gives the part of a transaction that withdraws the count of a message that was never sent. */
export function uncountMessage(table: string, key: object, at: number) {
  return {
    table,
    operation: "UpdateItem",
    key,
    update: {
      expression: "ADD #total :less, #quarter :less",
      expressionNames: { "#total": "total", "#quarter": quarterName(at) },
      expressionValues: util.dynamodb.toMapValues({ ":less": -1 }),
    },
  };
}
