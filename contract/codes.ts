/** Codes: the alphabets that they are made of, and how long they are. */

export type Alphabet = "NUMERIC" | "ALPHANUMERIC";

/** The characters of each alphabet. ALPHANUMERIC is Crockford's base32: no I, L, O, U. */
export const CHARACTERS: Record<Alphabet, string> = {
  NUMERIC: "0123456789",
  ALPHANUMERIC: "0123456789ABCDEFGHJKMNPQRSTVWXYZ",
};

/** Gives the alphabet of a code: one of digits alone is NUMERIC. */
export const alphabetOf = (code: string): Alphabet =>
  code.split("").every((character) => CHARACTERS.NUMERIC.indexOf(character) >= 0) ? "NUMERIC" : "ALPHANUMERIC";

export const MIN_CODE_LENGTH = 6;
export const MAX_CODE_LENGTH = 16;

/** From this length on a guess at an alphanumeric code costs the guess budget nothing. */
export const LONG_CODE_LENGTH = 12;
