import { padEnd, toNumber, typeError } from "../primordials.ts";
import { DAYS, MONTHS, styled } from "./names.ts";
import { offsetOf } from "./offset.ts";
import type { Parsed } from "./resolve.ts";
import { zoneOf } from "./zone.ts";

/** How a run of one letter is read. */
export interface Reader {
  /** A regular expression without groups that capture. */
  source: string;
  /** Reads the text that the expression matched. */
  read(text: string): Parsed;
}

type NumberField = "month" | "day" | "dayOfYear" | "hour" | "halfHour" | "minute" | "second" | "nano" | "milliOfDay";
type ByCount = (count: number) => Reader;

/** Reads a number with as many digits as letters, or with up to `most` digits if there is one letter. */
function digits(field: NumberField, most: number, meaning = (number: number) => number): ByCount {
  return (count) => ({
    source: count === 1 ? `\\d{1,${most}}` : `\\d{${count}}`,
    read: (text) => ({ [field]: meaning(toNumber(text)) }),
  });
}

function names(field: "month" | "dayOfWeek", all: string[]): ByCount {
  return (count) => {
    if (count === 5) throw typeError(`one letter does not tell which ${field} is meant`);
    const styles = all.map((name) => styled(name, count));
    return { source: styles.join("|"), read: (text) => ({ [field]: styles.indexOf(text) + 1 }) };
  };
}

const numberOrName =
  (number: ByCount, name: ByCount): ByCount =>
  (count) =>
    count < 3 ? number(count) : name(count);

const month = numberOrName(digits("month", 2), names("month", MONTHS));

/** Two letters mean 2000 to 2099. */
function year(count: number): Reader {
  if (count === 2) return { source: "\\d\\d", read: (text) => ({ year: 2000 + toNumber(text) }) };
  const source = count < 4 ? `-?\\d{${count},19}` : `\\d{${count}}|\\+\\d{${count + 1},20}|-\\d{${count},19}`;
  return { source, read: (text) => ({ year: toNumber(text) }) };
}

/** Days counted from Sunday. */
const localDay: ByCount = (count) => ({
  source: count === 1 ? "[1-7]" : "0[1-7]",
  read: (text) => ({ dayOfWeek: ((toNumber(text) + 5) % 7) + 1 }),
});

const PLAIN = "[+-]\\d{4}(?:\\d\\d)?";
const COLONS = "[+-]\\d\\d:\\d\\d(?::\\d\\d)?";
const LOCALIZED = `GMT(?:${COLONS})?`;
const SHORT_LOCALIZED = "GMT(?:[+-]\\d{1,2}(?::\\d\\d(?::\\d\\d)?)?)?";
/** The expressions by the number of letters. */
const NUMERIC = ["", "[+-]\\d\\d(?:\\d\\d)?", PLAIN, COLONS, PLAIN, COLONS];

const offset = (source: string): Reader => ({
  source,
  read(text) {
    const [, sign, hours, minutes, seconds] = /([+-])(\d{1,2}):?(\d\d)?:?(\d\d)?$/.exec(text) ?? [];
    return { offsetSeconds: sign ? offsetOf(sign, hours, minutes, seconds) : 0 };
  },
});

const zone = (source: string): Reader => ({ source, read: (text) => ({ zone: zoneOf(text) }) });

/** A reader for each letter that a pattern may have. */
export const READERS: { [letter: string]: ByCount } = {
  u: year,
  y: year,
  M: month,
  L: month,
  d: digits("day", 2),
  D: digits("dayOfYear", 3),
  E: names("dayOfWeek", DAYS),
  e: numberOrName(localDay, names("dayOfWeek", DAYS)),
  a: () => ({ source: "AM|PM", read: (text) => ({ afternoon: text === "PM" }) }),
  H: digits("hour", 2),
  k: digits("hour", 2, (hour) => (hour === 24 ? 0 : hour)),
  K: digits("halfHour", 2),
  h: digits("halfHour", 2, (hour) => (hour === 12 ? 0 : hour)),
  m: digits("minute", 2),
  s: digits("second", 2),
  S: (count) => ({ source: `\\d{${count}}`, read: (text) => ({ nano: toNumber(padEnd(text, 9, "0")) }) }),
  A: digits("milliOfDay", 8),
  n: digits("nano", 9),
  V: () => zone("[A-Za-z][A-Za-z0-9~/._+:-]*|[+-]\\d\\d:\\d\\d"),
  // Java also reads names such as PST, which mean different zones in different places; they are not read here.
  z: () => zone("UTC|GMT|Z|[A-Z][A-Za-z_]+/[A-Za-z0-9_/+-]+"),
  O: (count) => offset(count === 4 ? LOCALIZED : SHORT_LOCALIZED),
  X: (count) => offset(`Z|${NUMERIC[count]}`),
  x: (count) => offset(NUMERIC[count] as string),
  Z: (count) => offset(count === 4 ? LOCALIZED : count === 5 ? `Z|${COLONS}` : PLAIN),
};
