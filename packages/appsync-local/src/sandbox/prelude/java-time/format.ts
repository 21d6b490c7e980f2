import { abs, floor, padStart, toText } from "../primordials.ts";
import { type LocalDateTime, toLocal } from "./calendar.ts";
import { DAYS, MONTHS, styled } from "./names.ts";
import { localizedOffset, offsetText } from "./offset.ts";
import { readPattern, type Token } from "./pattern.ts";
import type { Zone } from "./zone.ts";

interface Moment extends LocalDateTime {
  zone: Zone;
  epochMilliseconds: number;
  offset: number;
}

/**
 * Writes an instant by a pattern of Java's DateTimeFormatter, in English.
 *
 * @throws TypeError for a pattern that is malformed or not supported
 */
export function formatInstant(epochMilliseconds: number, pattern: string, zone: Zone): string {
  const offset = zone.offsetSeconds(epochMilliseconds);
  const local = toLocal(epochMilliseconds + offset * 1000);
  return write(readPattern(pattern), { ...local, zone, epochMilliseconds, offset });
}

function write(tokens: Token[], moment: Moment): string {
  let text = "";
  for (const token of tokens) {
    if ("literal" in token) text += token.literal;
    else if ("optional" in token) text += write(token.optional, moment);
    else text += (WRITERS[token.letter] as Writer)(token.count, moment);
  }
  return text;
}

type Writer = (count: number, moment: Moment) => string;

const number = (value: number, width: number) => padStart(toText(value), width, "0");
const hourOf = (moment: Moment) => floor(moment.milliOfDay / 3_600_000);
const milliOf = (moment: Moment) => moment.milliOfDay % 1000;

const month: Writer = (count, { month }) =>
  count < 3 ? number(month, count) : styled(MONTHS[month - 1] as string, count);
const dayName: Writer = (count, { dayOfWeek }) => styled(DAYS[dayOfWeek - 1] as string, count);

const WRITERS: { [letter: string]: Writer } = {
  u: (count, { year }) => yearText(year, count),
  y: (count, { year }) => yearText(year > 0 ? year : 1 - year, count),
  M: month,
  L: month,
  d: (count, { day }) => number(day, count),
  D: (count, { dayOfYear }) => number(dayOfYear, count),
  E: dayName,
  // In the United States' locale, weeks start on Sunday [?].
  e: (count, moment) => (count < 3 ? number((moment.dayOfWeek % 7) + 1, count) : dayName(count, moment)),
  a: (_, moment) => (hourOf(moment) < 12 ? "AM" : "PM"),
  H: (count, moment) => number(hourOf(moment), count),
  k: (count, moment) => number(hourOf(moment) || 24, count),
  K: (count, moment) => number(hourOf(moment) % 12, count),
  h: (count, moment) => number(hourOf(moment) % 12 || 12, count),
  m: (count, { milliOfDay }) => number(floor(milliOfDay / 60_000) % 60, count),
  s: (count, { milliOfDay }) => number(floor(milliOfDay / 1000) % 60, count),
  S: (count, moment) => number(milliOf(moment) * 1_000_000, 9).slice(0, count),
  A: (count, { milliOfDay }) => number(milliOfDay, count),
  n: (count, moment) => number(milliOf(moment) * 1_000_000, count),
  V: (_, { zone }) => zone.id,
  z: (count, { zone, epochMilliseconds }) => zone.name(epochMilliseconds, count === 4 ? "long" : "short"),
  O: (count, { offset }) => localizedOffset(offset, count),
  X: (count, { offset }) => (offset === 0 ? "Z" : offsetText(offset, count)),
  x: (count, { offset }) => offsetText(offset, count),
  Z(count, { offset }) {
    if (count === 4) return localizedOffset(offset, 4);
    if (count === 5) return offset === 0 ? "Z" : offsetText(offset, 5);
    return offsetText(offset, 2);
  },
};

/** Two letters: the last two digits. Four and more: a sign where the year is wider than that. */
function yearText(year: number, count: number): string {
  const digits = toText(abs(year));
  if (count === 2) return number(abs(year) % 100, 2);
  const sign = year < 0 ? "-" : count >= 4 && digits.length > count ? "+" : "";
  return sign + padStart(digits, count, "0");
}
