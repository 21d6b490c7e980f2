// The full metadata adds 73 KB and 1.5 ms to a cold start over the smallest set, which checks more loosely and knows few kinds of
// numbers. The mobile set refuses every landline, though some do get messages, and does not know premium rates.
import {
  type CountryCode,
  getCountryCallingCode,
  isSupportedCountry,
  type NumberType,
  type PhoneNumber,
  parsePhoneNumberFromString,
} from "libphonenumber-js/max";
import type { NumberRange } from "../../settings/schema.ts";
import type { CountryCheck } from "./country.ts";
import { mayBeOpened } from "./new-numbers.ts";

/** Kinds of numbers for which the sender is charged extra, or at which nobody reads a code. */
const COSTLY: NumberType[] = ["PREMIUM_RATE", "SHARED_COST", "PERSONAL_NUMBER", "PAGER", "UAN", "VOICEMAIL"];
/** Stands for the country of numbers that belong to no country, such as satellite phones: the world of UN M.49. */
const WORLD = "001";
const E164 = /^\+[1-9]\d{6,14}$/;

/**
 * Gives the country of a number, which must be in its normal E.164 form. Any allowed country will do in which the number is valid: some
 * share a range. A number that the library does not know is sent where a deployer has named its range, and where it may have been opened
 * since the library's release. One that is known to cost extra never is.
 *
 * @param countries the countries to which messages are allowed (ISO 3166)
 * @param ranges what the deployer knows of new numbers
 */
export function countryOfNumber(given: string, countries: string[], ranges: NumberRange[]): CountryCheck {
  const number = parsePhoneNumberFromString(given, { extract: false });
  if (number && number.number !== given) return { reason: "NOT_NORMAL_FORM" };
  const valid = number === undefined ? null : (countries.find((country) => isValidIn(number, country)) ?? null);
  if (number && (valid !== null || number.isValid())) {
    const country = valid ?? number.country ?? WORLD;
    return valid === null || isCostly(asIn(number, country)) ? { refused: country } : { country };
  }
  const range = E164.test(given) ? longest(ranges.filter(({ prefix }) => given.startsWith(prefix))) : undefined;
  const country = range?.country ?? (number && mayBeOpened(number, countries, isCostly));
  if (country === undefined) return { reason: "NOT_A_PHONE_NUMBER" };
  return countries.includes(country) ? { country } : { refused: country };
}

/** Reads a number by one country's plan. */
function asIn(number: PhoneNumber, country: string): PhoneNumber {
  const read = parsePhoneNumberFromString(number.number, { extract: false }) as PhoneNumber;
  if (country !== WORLD) read.country = country as CountryCode;
  return read;
}

/** Whether a country's plan has a number. */
export const isValidIn = (number: PhoneNumber, country: string): boolean =>
  isSupportedCountry(country) &&
  getCountryCallingCode(country) === number.countryCallingCode &&
  asIn(number, country).isValid();

const isCostly = (number: PhoneNumber) => COSTLY.includes(number.getType());

const longest = (ranges: NumberRange[]) =>
  ranges.reduce<NumberRange | undefined>(
    (found, range) => (found && found.prefix.length >= range.prefix.length ? found : range),
    undefined,
  );
