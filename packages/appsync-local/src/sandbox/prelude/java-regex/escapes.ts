import { codePointAt, fromCodePoint, hasOwn, parseInteger } from "../primordials.ts";
import type { Cursor } from "./cursor.ts";
import { property, SETS } from "./sets.ts";

/** What a backslash means in classes as well as outside of them. */

const CONTROLS: { [letter: string]: string } = { t: "\t", n: "\n", r: "\r", f: "\f", a: "\x07", e: "\x1b" };

/** The predefined class that is named here (`d`, `S`, `p{Alpha}`), as a class of its own. */
export function predefinedClass(cursor: Cursor): string | undefined {
  const letter = cursor.peek();
  const lower = letter.toLowerCase();
  const negation = letter === lower ? "" : "^";
  if (hasOwn(SETS, lower)) {
    cursor.next();
    return `[${negation}${SETS[lower]}]`;
  }
  const [text, braced, single] = cursor.match(/^[pP](?:\{([^}]*)\}|([A-Z]))/) ?? [];
  if (!text) return undefined;
  const body = property(braced ?? (single as string));
  if (!body) throw cursor.unsupported(`\\${text}`);
  return `[${negation}${body}]`;
}

/** The character that is named here by a letter, by its code or by itself. */
export function escapedCharacter(cursor: Cursor): string {
  const [hex, two, four, braced] = cursor.match(/^(?:x([0-9A-F]{2})|u([0-9A-F]{4})|x\{([0-9A-F]+)\})/i) ?? [];
  if (hex) return coded(cursor, (two ?? four ?? braced) as string, 16);
  const [octal, digits] = cursor.match(/^0([0-3][0-7]{1,2}|[0-7]{1,2})/) ?? [];
  if (octal) return coded(cursor, digits as string, 8);
  const letter = cursor.next();
  if (hasOwn(CONTROLS, letter)) return CONTROLS[letter] as string;
  if (letter === "c") return fromCodePoint((codePointAt(cursor.next(), 0) as number) ^ 64);
  if (/[A-Za-z0-9]/.test(letter)) throw cursor.unsupported(`\\${letter}`);
  return letter;
}

function coded(cursor: Cursor, digits: string, radix: number): string {
  const point = parseInteger(digits, radix);
  if (point > 0x10ffff) throw cursor.malformed(`${digits} is no character`);
  if (point >= 0xd800 && point <= 0xdfff) throw cursor.unsupported(`half a character (\\u${digits}); \\x{...}, whole,`);
  return fromCodePoint(point);
}
