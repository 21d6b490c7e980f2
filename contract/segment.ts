/** GSM 03.38: the basic characters, and those that need an escape before them. */
const BASIC =
  "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡" +
  "ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà";
const EXTENSION = "\f^{}\\[~]|€";

/** What one SMS holds, in septets or UTF-16 units, and what each of several holds: a header takes the rest. */
const CAPACITY = { "GSM-7": { one: 160, each: 153 }, "UCS-2": { one: 70, each: 67 } };

export type Encoding = keyof typeof CAPACITY;

/**
 * Gives the encoding of a text as SMS, its length in septets or UTF-16 units, and the segments that it is sent and paid as. A single
 * character outside GSM's alphabet makes the whole text UCS-2.
 */
export function measure(text: string): { encoding: Encoding; length: number; segments: number } {
  const septets = septetsOf(text);
  const encoding = septets === null ? "UCS-2" : "GSM-7";
  const length = septets ?? text.length;
  const { one, each } = CAPACITY[encoding];
  return { encoding, length, segments: length <= one ? 1 : Math.ceil(length / each) };
}

/** Null when GSM's alphabet does not have every character. */
function septetsOf(text: string): number | null {
  let septets = 0;
  for (const character of text) {
    if (BASIC.indexOf(character) >= 0) septets += 1;
    else if (EXTENSION.indexOf(character) >= 0) septets += 2;
    else return null;
  }
  return septets;
}
