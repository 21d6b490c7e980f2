import { stringOf } from "../arguments.ts";
import {
  charCodeAt,
  padStart,
  parseInteger,
  percentEncode,
  replaceMatches,
  toRadix,
  typeError,
} from "../primordials.ts";
import { fromUtf8 } from "./utf8.ts";

/** `application/x-www-form-urlencoded` in UTF-8, as `java.net.URLEncoder`: space is `+`, and `. - * _` stay. */
export function urlEncode(value: string): string {
  const wellFormed = replaceMatches(stringOf(value, "util.urlEncode: the value"), /\p{Surrogate}/gu, "?");
  return replaceMatches(percentEncode(wellFormed), /%20|[!'()~]/g, (match) =>
    match === "%20" ? "+" : `%${hex(match, 2)}`,
  );
}

/** The reverse of `urlEncode`. Malformed UTF-8 becomes U+FFFD; a `%` without two digits is an error. */
export function urlDecode(value: string): string {
  const spaced = replaceMatches(stringOf(value, "util.urlDecode: the value"), /\+/g, " ");
  return replaceMatches(spaced, /(?:%[0-9a-f]{2})+|%.{0,2}/gis, (escapes) => {
    if (!/^(?:%[0-9a-f]{2})+$/i.test(escapes)) throw typeError(`util.urlDecode: ${escapes} is not an escape`);
    const bytes: number[] = [];
    for (let at = 1; at < escapes.length; at += 3) bytes.push(parseInteger(escapes.slice(at, at + 2), 16));
    return fromUtf8(bytes);
  });
}

const SHORT_ESCAPES: { [character: string]: string } = {
  "\b": "\\b",
  "\t": "\\t",
  "\n": "\\n",
  "\f": "\\f",
  "\r": "\\r",
};

/** Escapes as Apache Commons' `escapeEcmaScript`: quotes, backslash, slash, and everything outside printable ASCII. */
export function escapeJavaScript(value: string): string {
  return replaceMatches(stringOf(value, "util.escapeJavaScript: the value"), /['"\\/]|[^ -\x7f]/g, (character) => {
    if (character > "\x7f" || character < " ") return SHORT_ESCAPES[character] ?? `\\u${hex(character, 4)}`;
    return `\\${character}`;
  });
}

const hex = (character: string, width: number) =>
  padStart(toRadix(charCodeAt(character, 0), 16).toUpperCase(), width, "0");
