import {
  type CountryCode,
  getCountryCallingCode,
  isSupportedCountry,
  parsePhoneNumberFromString,
} from "libphonenumber-js/max";
import type { NumberRange, Settings } from "./schema.ts";

/** What is wrong with a value, with the path to it: the form of zod's own issues. */
interface Problem {
  path: (string | number)[];
  message: string;
  input: unknown;
}

/**
 * Says which prefixes no number of their country begins with, as far as is known, and which ranges are in a country that is not allowed
 * there. Steps take their types from the settings' schema, which is why what needs the table of numbers is not in it.
 */
export function numberProblems({ destinations: { allow, ranges } }: Settings): Problem[] {
  const problemOf = (key: string) => (entry: NumberRange, index: number) => {
    const message = mismatch(entry);
    return message === null ? [] : [{ path: ["destinations", key, index, "prefix"], message, input: entry.prefix }];
  };
  const closed = ranges.flatMap((range, index) => {
    if (allowedAt(range.prefix, allow).includes(range.country)) return [];
    const message = "a country that destinations.allow has for numbers with this prefix";
    return [{ path: ["destinations", "ranges", index, "country"], message, input: range.country }];
  });
  return [...allow.flatMap(problemOf("allow")), ...ranges.flatMap(problemOf("ranges")), ...closed];
}

/** Says what the prefix of a country's numbers would be; null when numbers of the country may begin with the given one. */
function mismatch({ prefix, country }: NumberRange): string | null {
  if (!isSupportedCountry(country)) return `that of a country with phone numbers, which ${country} is not`;
  const code = getCountryCallingCode(country);
  const digits = prefix.slice(1);
  const right = `what numbers of ${country} begin with, such as +${code}`;
  if (!code.startsWith(digits) && !digits.startsWith(code)) return right;
  return digits.length > code.length && isForeign(prefix, country) ? right : null;
}

/** Whether numbers with a prefix are known, and none of them is one of a country, as far as some hundreds of them tell. */
function isForeign(prefix: string, country: CountryCode): boolean {
  let isKnown = false;
  for (let filling = 0; filling < 100; filling++) {
    for (let length = 7; length <= 13; length++) {
      const digits = `${String(filling).padStart(2, "0")}2345678901`;
      const number = parsePhoneNumberFromString(`${prefix}${digits}`.slice(0, length + 1), { extract: false });
      if (!number?.isValid()) continue;
      isKnown = true;
      number.country = country;
      if (number.isValid()) return false;
    }
  }
  return isKnown;
}

/** The countries of the longest allowed prefix that a prefix begins with. */
export function allowedAt(prefix: string, allow: NumberRange[]): string[] {
  const matching = allow.filter((entry) => prefix.startsWith(entry.prefix));
  const longest = Math.max(0, ...matching.map((entry) => entry.prefix.length));
  return matching.filter((entry) => entry.prefix.length === longest).map(({ country }) => country);
}
