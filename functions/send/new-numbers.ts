import { type PhoneNumber, parsePhoneNumberFromString } from "libphonenumber-js/max";

/**
 * What a plan never assigns, as it was in November 2026, by calling code. The North American plan keeps area codes whose second digit is 9
 * for a longer format, those whose last two digits are equal for services, and 37x and 96x in reserve; exchanges begin with 2 to 9 and do
 * not end in 11 (NANPA, "Area codes" and "Central office codes").
 */
const NEVER_ASSIGNED: Record<string, RegExp> = { "1": /^(.9|.(.)\2|37|96|...[01]|....11)/ };

/**
 * Finds the allowed country in which a number that no table knows may have been opened since. It has to be of a possible length, and is
 * taken for what its nearest neighbours are: numbers that differ in one digit, the later the nearer. Where half of them
 * cost extra, or only the first digit leads to one, the number is taken for unassigned.
 *
 * @param countries ISO 3166
 * @param isCostly whether messages to a valid number cost extra
 * @returns undefined when the number is unassigned as far as anybody can tell
 */
export function mayBeOpened(
  number: PhoneNumber,
  countries: string[],
  isCostly: (number: PhoneNumber) => boolean,
): string | undefined {
  const { nationalNumber, countryCallingCode } = number;
  if (!number.isPossible() || NEVER_ASSIGNED[countryCallingCode]?.test(nationalNumber)) return undefined;
  for (let position = nationalNumber.length - 1; position > 0; position--) {
    const neighbours = neighboursAt(number, position);
    if (neighbours.length === 0) continue;
    const home = neighbours.map(({ country }) => country ?? "").find((country) => countries.includes(country));
    return neighbours.filter(isCostly).length * 2 >= neighbours.length ? undefined : home;
  }
  return undefined;
}

/** Gives the valid numbers that differ from a number in the digit at a position alone. */
function neighboursAt({ nationalNumber, countryCallingCode }: PhoneNumber, position: number): PhoneNumber[] {
  return [..."0123456789"]
    .map((digit) => `${nationalNumber.slice(0, position)}${digit}${nationalNumber.slice(position + 1)}`)
    .map((national) => parsePhoneNumberFromString(`+${countryCallingCode}${national}`, { extract: false }))
    .filter((number) => number !== undefined)
    .filter((number) => number.isValid());
}
