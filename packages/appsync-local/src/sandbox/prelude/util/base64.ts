import { stringOf } from "../arguments.ts";
import { replaceMatches, typeError } from "../primordials.ts";
import { fromUtf8, toUtf8 } from "./utf8.ts";

const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

export function base64Encode(value: string): string {
  const bytes = toUtf8(stringOf(value, "util.base64Encode: the value"));
  let text = "";
  for (let at = 0; at < bytes.length; at += 3) {
    const [a = 0, b, c] = bytes.slice(at, at + 3);
    const group = (a << 16) | ((b ?? 0) << 8) | (c ?? 0);
    text += digit(group >> 18) + digit(group >> 12);
    text += b === undefined ? "=" : digit(group >> 6);
    text += c === undefined ? "=" : digit(group);
  }
  return text;
}

const digit = (bits: number) => ALPHABET[bits & 0x3f] as string;

/** Decodes as Java's basic decoder does [?]: padding is optional, and other characters are an error. */
export function base64Decode(value: string): string {
  const digits = replaceMatches(stringOf(value, "util.base64Decode: the value"), /={1,2}$/, "");
  if (digits.length % 4 === 1) throw typeError("util.base64Decode: the value is cut short");
  const bytes: number[] = [];
  let bits = 0;
  let count = 0;
  for (const character of digits) {
    const index = ALPHABET.indexOf(character);
    if (index < 0) throw typeError(`util.base64Decode: ${character} is not a base64 character`);
    bits = ((bits << 6) | index) & 0xffff;
    count += 6;
    if (count < 8) continue;
    count -= 8;
    bytes.push((bits >> count) & 0xff);
  }
  return fromUtf8(bytes);
}
