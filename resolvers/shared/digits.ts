import { util } from "@aws-appsync/utils";

/**
 * The zeros of the scripts beyond ASCII (Unicode 16, general category Nd), as UTF-16 in hex; the other nine digits follow each. APPSYNC_JS knows
 * no code points, but JSON does. Digits that NFKC makes ASCII's are left out, such as full width ones.
 */
const ZEROS =
  "0660,06F0,07C0,0966,09E6,0A66,0AE6,0B66,0BE6,0C66,0CE6,0D66,0DE6,0E50,0ED0,0F20,1040,1090,17E0,1810,1946,19D0," +
  "1A80,1A90,1B50,1BB0,1C40,1C50,A620,A8D0,A900,A9D0,A9F0,AA50,ABF0,D801DCA0,D803DD30,D803DD40,D804DC66,D804DCF0," +
  "D804DD36,D804DDD0,D804DEF0,D805DC50,D805DCD0,D805DE50,D805DEC0,D805DED0,D805DF30,D806DCE0,D806DD50,D806DFF0," +
  "D807DC50,D807DD50,D807DDA0,D807DDE0,D807DF50,D818DD30,D81ADE60,D81ADEC0,D81ADF50,D81BDD70,D838DD40,D838DEF0," +
  "D839DCF0,D839DDF1,D83ADD50";

const NIBBLES = "0123456789ABCDEF";

/** All digits, from 0 to 9 of each script, with a space between every two. */
function allDigits(): string[] {
  const escapes = ZEROS.split(",").flatMap((zero) => {
    const first = NIBBLES.indexOf(zero.slice(-1));
    const head = zero.length > 4 ? `\\u${zero.slice(0, 4)}\\u${zero.slice(4, 7)}` : `\\u${zero.slice(0, 3)}`;
    return NIBBLES.slice(first, first + 10)
      .split("")
      .map((nibble) => `${head}${nibble}`);
  });
  return JSON.parse(`"${escapes.join(" ")}"`).split(" ");
}

/** Replaces decimal digits of other scripts by ASCII's. */
export function asciiDigits(text: string): string {
  if (util.matches("^[\\x00-\\x7F]*\\z", text)) return text;
  const digits = allDigits();
  let folded = "";
  for (const character of text) {
    const position = digits.indexOf(character);
    folded += position < 0 ? character : `${position % 10}`;
  }
  return folded;
}
