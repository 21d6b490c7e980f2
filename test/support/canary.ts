import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";

/**
 * Canary search (S13): every code that was sent is looked for in everything that is not the phone.
 *
 * - A code of 12 characters and more is found wherever it stands, in hexadecimal and in base64, at any offset, too.
 * - A shorter one is found as a word of its own, in either case. A number with a decimal point, the number of a day in a key
 *   (`#sends#20778`) and one that ends a name (`live-000016`) are no words. Beside those hardly a word of six digits is in
 *   what is searched: times have ten digits or thirteen, ids and MACs are longer. So a false alarm takes a hit of one in a
 *   million on the few that there are. A database's bytes have more of them (its own hashes), so there a word has to stand as
 *   it would in a text.
 */

export interface Place {
  name: string;
  text: string;
  /** Bytes of a file: searched for words and whole codes, as the table itself is searched in every form. */
  raw?: boolean;
}

const LONG = 12;
/** Codes in a message: digits, or capitals of Crockford's base32 that are no word. */
const CODE = /(?<![0-9A-Z])(?:(?=[A-Z]*\d)[0-9A-HJKMNP-TV-Z]{6,16}|[0-9A-HJKMNP-TV-Z]{12,16})(?![0-9A-Z])/g;
const WORD = /(?<![0-9A-Za-z#]|[A-Za-z]-|\d\.)[0-9A-Za-z]{6,16}(?![0-9A-Za-z]|\.\d)/g;

const WORD_IN_BYTES = /(?<=[ "':=>(])[0-9A-Za-z]{6,16}(?=[ "'.,;:<&)])/g;

/** The activation code of an API client, in groups. */
const GROUPED = /(?<![0-9A-Z])(?:[0-9A-HJKMNP-TV-Z]{4}-){6}[0-9A-HJKMNP-TV-Z]{2}(?![0-9A-Z])/;

/** The codes in texts of messages. One in groups is looked for without its hyphens, too; the id beside it is no code. */
export function codesIn(texts: readonly string[]): Set<string> {
  return new Set(
    texts.flatMap((text) => {
      const [grouped] = GROUPED.exec(text) ?? [];
      return grouped ? [grouped, grouped.replaceAll("-", "")] : (text.match(CODE) ?? []);
    }),
  );
}

/** @returns a line for each code and place where it stands; none when all is silent */
export function leaksOf(codes: ReadonlySet<string>, places: readonly Place[]): string[] {
  const long = [...codes].filter((code) => code.length >= LONG);
  return places.flatMap(({ name, text, raw = false }) => {
    const words = wordsOf(text, raw).filter((word) => codes.has(word));
    const inside = long.filter((code) =>
      (raw ? [code, code.toLowerCase()] : formsOf(code)).some((form) => text.includes(form)),
    );
    return [...new Set([...words, ...inside])].map((code) => `${code} stands in ${name}`);
  });
}

const wordsOf = (text: string, raw: boolean) =>
  (text.match(raw ? WORD_IN_BYTES : WORD) ?? []).map((word) => word.toUpperCase());

/** What a code looks like inside something else. */
function formsOf(code: string): string[] {
  const hexadecimal = Buffer.from(code).toString("hex");
  const base64 = [0, 1, 2].map((offset) => inBase64(code, offset));
  return [code, code.toLowerCase(), hexadecimal, hexadecimal.toUpperCase(), ...base64];
}

/** The characters of base64 that depend on these bytes alone, when so many others stand before them. */
function inBase64(code: string, offset: number): string {
  const text = Buffer.from("\0".repeat(offset) + code).toString("base64");
  return text.slice(Math.ceil((offset * 8) / 6), Math.floor(((offset + code.length) * 8) / 6));
}

/**
 * Every file of a folder as a place, the engine's database among them.
 *
 * @param except files that are the phone, or cannot know a code
 */
export function filesOf(folder: string, except: RegExp): Place[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((name) => !except.test(name) && statSync(join(folder, name), { throwIfNoEntry: false })?.isFile())
    .map((name) => ({ name, text: readFileSync(join(folder, name), "latin1"), raw: true }));
}

/**
 * What is not searched of a start's folder: the phone's messages, process ids and ports, the functions' bundles, which
 * hold no code, and files that are just being written under their passing names.
 */
export const NOT_SEARCHED =
  /^(messages\.jsonl|.*\.pid|outputs\.json|(send|reset|account|stream|authorizer)\.cjs|.*\.new)$/;
