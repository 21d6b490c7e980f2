import { util } from "@aws-appsync/utils";
import { DAY } from "./settings.ts";

/** The counters of messages: an item a day, with the day's count and one for each quarter of an hour. */

const QUARTER = 15 * 60;

export interface SendLimit {
  quarterHour: number;
  day: number;
}

/** A counter as it was read. */
export interface Counter {
  name: "SUBJECT" | "DESTINATION";
  limit: SendLimit;
  /** Counts so far. */
  day: number;
  quarter: number;
}

export const dayOf = (now: number) => Math.floor(now / DAY);
const quarterOf = (now: number) => Math.floor((now % DAY) / QUARTER);
const quarterName = (now: number) => `q${quarterOf(now)}`;
const endOfDay = (now: number) => (dayOf(now) + 1) * DAY;
const endOfQuarter = (now: number) => (Math.floor(now / QUARTER) + 1) * QUARTER;

/** As it stands in the table; null before the first message of a day. */
export type CounterItem = Record<string, number> | null;

export function counterOf(name: Counter["name"], limit: SendLimit, item: CounterItem, now: number): Counter {
  return { name, limit, day: item?.total ?? 0, quarter: item?.[quarterName(now)] ?? 0 };
}

/** Seconds until the counter lets another message pass; 0 when it does now. */
export function waitOf({ limit, day, quarter }: Counter, now: number): number {
  if (day >= limit.day) return endOfDay(now) - now;
  return quarter >= limit.quarterHour ? endOfQuarter(now) - now : 0;
}

/** The tighter of the two windows, as the payload tells it. `spent` messages were counted since the counter was read. */
export function limitOf({ name, limit, day, quarter }: Counter, spent: number, now: number) {
  const ofDay = limit.day - day - spent;
  const ofQuarter = limit.quarterHour - quarter - spent;
  const tighter =
    ofDay < ofQuarter
      ? { name, limit: limit.day, remaining: Math.max(0, ofDay), resets: endOfDay(now) }
      : { name, limit: limit.quarterHour, remaining: Math.max(0, ofQuarter), resets: endOfQuarter(now) };
  const { resets, ...told } = tighter;
  return { ...told, resetsAt: util.time.epochMilliSecondsToISO8601(resets * 1000) };
}

/** The part of a transaction that counts one message, if the limits allow it. */
export function countMessage(table: string, key: object, limit: SendLimit, now: number) {
  return {
    table,
    operation: "UpdateItem",
    key,
    update: {
      expression: "SET #ttl = :ttl ADD #total :one, #quarter :one",
      expressionNames: { "#ttl": "ttl", "#total": "total", "#quarter": quarterName(now) },
      expressionValues: util.dynamodb.toMapValues({ ":ttl": endOfDay(now) + DAY, ":one": 1 }),
    },
    condition: {
      expression:
        "(attribute_not_exists(#total) OR #total < :day) AND (attribute_not_exists(#quarter) OR #quarter < :quarterHour)",
      expressionValues: util.dynamodb.toMapValues({ ":day": limit.day, ":quarterHour": limit.quarterHour }),
    },
  };
}

/** The part of a transaction that takes a message back which was never sent. */
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
