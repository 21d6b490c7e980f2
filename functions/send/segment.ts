/** GSM 03.38: the basic characters, and those that need an escape before them. */
const BASIC = new Set(
  "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡" +
    "ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà",
);
const EXTENSION = new Set("\f^{}\\[~]|€");

/** The capacity of one SMS: 160 septets, or 70 UTF-16 units when a single character is outside GSM's alphabet. */
const LIMIT = { "GSM-7": 160, "UCS-2": 70 };

/** Gives the encoding of a text as SMS, its length in septets or UTF-16 units, and whether one segment holds it. */
export function measure(text: string): { encoding: keyof typeof LIMIT; length: number; fits: boolean } {
  const septets = septetsOf(text);
  const encoding = septets === null ? "UCS-2" : "GSM-7";
  const length = septets ?? text.length;
  return { encoding, length, fits: length <= LIMIT[encoding] };
}

/** Null when GSM's alphabet does not have every character. */
function septetsOf(text: string): number | null {
  let septets = 0;
  for (const character of text) {
    if (BASIC.has(character)) septets += 1;
    else if (EXTENSION.has(character)) septets += 2;
    else return null;
  }
  return septets;
}
