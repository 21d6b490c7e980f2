import { util } from "@aws-appsync/utils";
import { ACTIVATION_CODE_LENGTH } from "../../contract/api-clients.ts";
import { CHARACTERS, MAX_CODE_LENGTH, MIN_CODE_LENGTH } from "../../contract/codes.ts";
import { asciiDigits } from "./digits.ts";
import { invalidInput } from "./errors.ts";

const MAX_TYPED = 64;

/**
 * Brings a code that somebody typed or pasted into the one form that codes have: decimal digits of any script become ASCII's, letters
 * capitals, look-alikes are replaced (O by 0, I and L by 1), and what is neither letter nor digit is left out: separators, dashes, full stops,
 * line ends, controls. A text that no code can be is `InvalidInput`, and no guess is charged for it.
 */
export function normalCode(typed: string): string {
  if (typed.length > MAX_TYPED) invalidInput("code", "TOO_LONG", "6 to 16 characters");
  const code = normalCharacters("code", typed);
  if (code.length < MIN_CODE_LENGTH || code.length > MAX_CODE_LENGTH)
    invalidInput("code", "LENGTH", "6 to 16 characters");
  return code;
}

/** The same for an activation code. */
export function normalActivationCode(typed: string): string {
  if (typed.length > MAX_TYPED) invalidInput("activationCode", "TOO_LONG", `${ACTIVATION_CODE_LENGTH} characters`);
  const code = normalCharacters("activationCode", typed);
  if (code.length !== ACTIVATION_CODE_LENGTH) {
    invalidInput("activationCode", "LENGTH", `${ACTIVATION_CODE_LENGTH} characters`);
  }
  return code;
}

function normalCharacters(field: string, typed: string): string {
  // Full width and other shapes of digits and letters become ASCII's by NFKC.
  const shaped = util.matches(PLAIN, typed) ? typed : asciiDigits(util.str.normalize(typed, "nfkc"));
  const bare = shaped
    .split("")
    .filter((character) => !util.matches(ADDED, character))
    .join("");
  // The capitals of some letters beyond ASCII are ASCII's.
  if (!util.matches("^[0-9A-Za-z]*\\z", bare)) invalidInput(field, "CHARACTERS", "digits, or letters without U");
  const code = bare.toUpperCase().split("O").join("0").split("I").join("1").split("L").join("1");
  if (code.split("").some((character) => CHARACTERS.ALPHANUMERIC.indexOf(character) < 0)) {
    invalidInput(field, "CHARACTERS", "digits, or letters without U");
  }
  return code;
}

const PLAIN = "^[0-9A-Za-z -]*\\z";
/** What readers and keyboards add to a code: separators, dashes, full stops and other punctuation, minus signs, controls, formats, marks. */
const ADDED = "^[\\p{Z}\\p{P}\\p{Cc}\\p{Cf}\\p{M}\\u2212]\\z";
