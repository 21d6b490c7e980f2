/** What a code is made of: see `OtpToken`. */
export interface CodeForm {
  codeLength: number;
  alphabet: string;
}

const ZEROS = ["0", "\u0660", "\u06f0"].map((zero) => zero.charCodeAt(0));

/** Digits of other scripts as the ones that codes have: full-width, Arabic and Persian. */
const plainDigits = (text: string) =>
  text.normalize("NFKC").replace(/[\u0660-\u0669\u06f0-\u06f9]/g, (digit) => {
    const code = digit.charCodeAt(0);
    return `${code - (ZEROS.findLast((zero) => zero <= code) as number)}`;
  });

/**
 * Finds the code in what was typed or pasted: with spaces or hyphens, in small letters, in digits of another script, or in the midst of the whole
 * message.
 *
 * @returns at most as many characters as the code has
 */
export function codeIn(text: string, { codeLength, alphabet }: CodeForm): string {
  const [word, others] = alphabet === "NUMERIC" ? ["0-9", /[^0-9]/g] : ["0-9A-Za-z", /[^0-9A-Za-z]/g];
  const plain = plainDigits(text);
  const found = plain.match(new RegExp(`(?<![0-9A-Za-z])[${word}]{${codeLength}}(?![0-9A-Za-z])`, "g"));
  // A message can have a word of the same length, and hardly any code is without digits.
  const whole = found?.find((each) => /[0-9]/.test(each)) ?? found?.[0];
  return (whole ?? plain.replace(others as RegExp, "")).slice(0, codeLength).toUpperCase();
}
