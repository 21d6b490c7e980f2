/** GSM 03.38: its basic characters, and those that take an escape before them. */
const BASIC = new Set(
  "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡" +
    "ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà",
);
const EXTENSION = new Set("\f^{}\\[~]|€");

/** What one SMS holds: 160 septets, or 70 units when a single character is outside GSM's alphabet. */
const LIMIT = { "GSM-7": 160, "UCS-2": 70 };

/** Says how a text goes out by SMS, and how much of one segment it takes: septets or UTF-16 units. */
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
