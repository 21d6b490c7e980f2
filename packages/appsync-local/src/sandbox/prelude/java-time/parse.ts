import { memoize, regExp, replaceMatches, typeError } from "../primordials.ts";
import { readPattern, type Token } from "./pattern.ts";
import { READERS, type Reader } from "./readers.ts";
import { type Parsed, resolve } from "./resolve.ts";
import type { Zone } from "./zone.ts";

/**
 * Reads a text by a pattern of Java's DateTimeFormatter.
 *
 * @param zone the zone of the text's time, if the text names no zone
 * @returns milliseconds since the epoch
 * @throws TypeError if the text does not fit, or does not make an instant
 */
export function parseInstant(text: string, pattern: string, zone?: Zone): number {
  const { expression, readers } = compiled(pattern);
  const match = expression.exec(text);
  if (!match) throw typeError(`"${text}" is not a time of the format "${pattern}"`);
  let parsed: Parsed = {};
  readers.forEach(({ read }, index) => {
    const part = match[index + 1];
    if (part !== undefined) parsed = { ...parsed, ...read(part) };
  });
  return resolve(parsed, zone);
}

const compiled = memoize(256, (pattern: string) => {
  const readers: Reader[] = [];
  const source = sourceOf(readPattern(pattern), readers);
  return { expression: regExp(`^${source}$`, "u"), readers };
});

function sourceOf(tokens: Token[], readers: Reader[]): string {
  const sources = tokens.map((token) => {
    if ("literal" in token) return replaceMatches(token.literal, /[\\^$.*+?()[\]{}|/]/g, "\\$&");
    if ("optional" in token) return `(?:${sourceOf(token.optional, readers)})?`;
    const reader = (READERS[token.letter] as (count: number) => Reader)(token.count);
    readers.push(reader);
    return `(${reader.source})`;
  });
  return sources.join("");
}
