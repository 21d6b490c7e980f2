import { codePointAt, fromCodePoint, toRadix } from "../primordials.ts";

/** One character as it may stand anywhere in an ECMAScript pattern, inside of classes and outside. */
export function literal(character: string): string {
  if (/^[A-Za-z0-9]$/.test(character)) return character;
  return `\\u{${toRadix(codePointAt(character, 0) as number, 16)}}`;
}

/** The characters from `low` to `high` as the body of a class; with ASCII letters in either case if `ignoreCase`. */
export function range(low: string, high: string, ignoreCase: boolean): string {
  const body = low === high ? literal(low) : `${literal(low)}-${literal(high)}`;
  return ignoreCase ? body + otherCase(low, high, "a", "z", -32) + otherCase(low, high, "A", "Z", 32) : body;
}

function otherCase(low: string, high: string, first: string, last: string, shift: number): string {
  const from = larger(pointOf(low), pointOf(first));
  const to = 0 - larger(0 - pointOf(high), 0 - pointOf(last));
  if (from > to) return "";
  return `${fromCodePoint(from + shift)}-${fromCodePoint(to + shift)}`;
}

const pointOf = (character: string) => codePointAt(character, 0) as number;
const larger = (a: number, b: number) => (a > b ? a : b);
