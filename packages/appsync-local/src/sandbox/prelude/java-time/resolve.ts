import { typeError } from "../primordials.ts";
import { daysOfMonth, daysOfYear, toEpochDay, toLocal, toLocalMilliseconds } from "./calendar.ts";
import { toEpochMilliseconds, type Zone } from "./zone.ts";

/** The fields read from a text. Absent fields were not in it. */
export interface Parsed {
  year?: number;
  month?: number;
  day?: number;
  dayOfYear?: number;
  dayOfWeek?: number;
  /** 0 to 23. */
  hour?: number;
  /** 0 to 11, with `afternoon`. */
  halfHour?: number;
  afternoon?: boolean;
  minute?: number;
  second?: number;
  nano?: number;
  milliOfDay?: number;
  offsetSeconds?: number;
  zone?: Zone;
}

/**
 * Gives the instant of the fields, in milliseconds since the epoch. An offset in the text takes precedence over a zone in it,
 * and both take precedence over `zone`.
 *
 * @throws TypeError for fields that are missing, out of range or contradict each other
 */
export function resolve(parsed: Parsed, zone: Zone | undefined): number {
  const local = toLocalMilliseconds(epochDayOf(parsed), milliOfDayOf(parsed));
  if (parsed.offsetSeconds !== undefined) return local - parsed.offsetSeconds * 1000;
  const chosen = parsed.zone ?? zone;
  if (!chosen) throw typeError("no time zone: neither the text nor the call names one");
  return toEpochMilliseconds(local, chosen);
}

function epochDayOf({ year, month, day, dayOfYear, dayOfWeek }: Parsed): number {
  if (year === undefined) throw typeError("no year");
  const epochDay = dayOfYear === undefined ? byMonth(year, month, day) : byDayOfYear(year, dayOfYear);
  if (dayOfWeek !== undefined && toLocal(toLocalMilliseconds(epochDay, 0)).dayOfWeek !== dayOfWeek) {
    throw typeError("the day of the week is not that of the date");
  }
  return epochDay;
}

/** A day up to 31 that the month does not have becomes its last day, as in Java's "smart" style. */
function byMonth(year: number, month: number | undefined, day: number | undefined): number {
  if (month === undefined || day === undefined) throw typeError("no date");
  within("month", month, 1, 12);
  within("day", day, 1, 31);
  const last = daysOfMonth(year, month);
  return toEpochDay(year, month, day > last ? last : day);
}

function byDayOfYear(year: number, dayOfYear: number): number {
  within("day of the year", dayOfYear, 1, daysOfYear(year));
  return toEpochDay(year, 1, 1) + dayOfYear - 1;
}

function milliOfDayOf({ hour, halfHour, afternoon, minute = 0, second = 0, nano = 0, milliOfDay }: Parsed): number {
  if (milliOfDay !== undefined) return within("milliseconds of the day", milliOfDay, 0, 86_399_999);
  const hours = hour ?? fullHour(halfHour, afternoon);
  if (hours === undefined) throw typeError("no time of the day");
  within("hour", hours, 0, 23);
  within("minute", minute, 0, 59);
  within("second", second, 0, 59);
  return hours * 3_600_000 + minute * 60_000 + second * 1000 + (nano - (nano % 1_000_000)) / 1_000_000;
}

function fullHour(halfHour: number | undefined, afternoon: boolean | undefined): number | undefined {
  if (halfHour === undefined || afternoon === undefined) return undefined;
  return within("hour of the half-day", halfHour, 0, 11) + (afternoon ? 12 : 0);
}

function within(name: string, value: number, lowest: number, highest: number): number {
  if (value < lowest || value > highest) throw typeError(`the ${name} must be ${lowest} to ${highest}, not ${value}`);
  return value;
}
