import { codePointAt, fromCodePoint } from "../primordials.ts";

const REPLACEMENT = 0xfffd;

/** Encodes a string as UTF-8; lone surrogates become `?`, as in Java. */
export function toUtf8(text: string): number[] {
  const bytes: number[] = [];
  for (const character of text) {
    const point = codePointAt(character, 0) as number;
    if (point < 0x80) bytes.push(point);
    else if (point < 0x800) bytes.push(0xc0 | (point >> 6), continuation(point));
    else if (point >= 0xd800 && point <= 0xdfff) bytes.push(0x3f);
    else if (point < 0x10000) bytes.push(0xe0 | (point >> 12), continuation(point >> 6), continuation(point));
    else bytes.push(0xf0 | (point >> 18), continuation(point >> 12), continuation(point >> 6), continuation(point));
  }
  return bytes;
}

const continuation = (bits: number) => 0x80 | (bits & 0x3f);

/** Decodes UTF-8; each maximal malformed part becomes U+FFFD, as in Java and in the WHATWG decoder. */
export function fromUtf8(bytes: number[]): string {
  let text = "";
  for (let at = 0; at < bytes.length; ) {
    const { point, length } = sequenceAt(bytes, at);
    text += fromCodePoint(point);
    at += length;
  }
  return text;
}

function sequenceAt(bytes: number[], at: number): { point: number; length: number } {
  const lead = bytes[at] as number;
  if (lead < 0x80) return { point: lead, length: 1 };
  if (lead < 0xc2 || lead > 0xf4) return { point: REPLACEMENT, length: 1 };
  const count = lead < 0xe0 ? 1 : lead < 0xf0 ? 2 : 3;
  let point = lead & (0x3f >> count);
  for (let length = 1; length <= count; length += 1) {
    const byte = bytes[at + length] ?? 0;
    const [lowest, highest] = length === 1 ? secondByte(lead) : [0x80, 0xbf];
    if (byte < lowest || byte > highest) return { point: REPLACEMENT, length };
    point = (point << 6) | (byte & 0x3f);
  }
  return { point, length: count + 1 };
}

/** Bounds of the second byte that exclude overlong forms, surrogates and code points above U+10FFFF (Unicode, table 3-7). */
function secondByte(lead: number): [lowest: number, highest: number] {
  if (lead === 0xe0) return [0xa0, 0xbf];
  if (lead === 0xed) return [0x80, 0x9f];
  if (lead === 0xf0) return [0x90, 0xbf];
  if (lead === 0xf4) return [0x80, 0x8f];
  return [0x80, 0xbf];
}
