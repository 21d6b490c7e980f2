import { util } from "@aws-appsync/utils";
import type { LimitName } from "../../contract/errors.ts";
import { ITEM_VERSION } from "../../contract/slot.ts";
import { DAY } from "./settings.ts";

/** The counters of messages: one item a day, with the day's count and one count for each quarter of an hour. */

const QUARTER = 15 * 60;

export interface SendLimit {
  /** Null: there is none. */
  quarterHour: number | null;
  day: number;
}

/** A counter as it was read. */
export interface Counter {
  name: Extract<LimitName, "SUBJECT" | "DESTINATION" | "TENANT">;
  limit: SendLimit;
  /** Counts so far. */
  day: number;
  quarter: number;
}

export const dayOf = (now: number) => Math.floor(now / DAY);
const quarterOf = (now: number) => Math.floor((now % DAY) / QUARTER);
const quarterName = (now: number) => `q${quarterOf(now)}`;
export const endOfDay = (now: number) => (dayOf(now) + 1) * DAY;
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

/**
 * Gives the tighter of the two windows, as the payload has it.
 *
 * @param spent messages that were counted since the counter was read
 */
export function limitOf({ name, limit, day, quarter }: Counter, spent: number, now: number): Limit {
  const ofDay = limit.day - day - spent;
  const { quarterHour } = limit;
  const ofQuarter = quarterHour === null ? null : quarterHour - quarter - spent;
  const tighter =
    ofQuarter === null || ofDay < ofQuarter
      ? { name, limit: limit.day, remaining: Math.max(0, ofDay), resets: endOfDay(now) }
      : { name, limit: quarterHour as number, remaining: Math.max(0, ofQuarter), resets: endOfQuarter(now) };
  const { resets, ...limited } = tighter;
  return { ...limited, resetsAt: util.time.epochMilliSecondsToISO8601(resets * 1000) };
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
      expression: "SET #version = :version, #ttl = :ttl ADD #total :one, #quarter :one",
      expressionNames: { "#version": "version", "#ttl": "ttl", "#total": "total", "#quarter": quarterName(now) },
      expressionValues: util.dynamodb.toMapValues({
        ":version": ITEM_VERSION,
        ":ttl": endOfDay(now) + DAY,
        ":one": 1,
      }),
    },
    condition: {
      expression:
        "(attribute_not_exists(#total) OR #total < :day) AND (attribute_not_exists(#quarter) OR #quarter < :quarterHour)",
      expressionValues: util.dynamodb.toMapValues({ ":day": most.day, ":quarterHour": most.quarterHour }),
    },
  };
}

/** Gives the part of a transaction that takes back the count of a message that was never sent. */
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
