import { util } from "@aws-appsync/utils";
import { ALPHANUMERIC_CHARACTERS } from "../../contract/order.ts";
import { invalidInput } from "./errors.ts";

const MAX_TYPED = 64;

/**
 * A code as people type it, in the one form that codes have: spaces and hyphens dropped, capitals, look-alikes told apart
 * (O is 0, I and L are 1). What no code could be is `InvalidInput` and costs nothing.
 */
export function normalCode(typed: string): string {
  if (typed.length > MAX_TYPED) invalidInput("code", "TOO_LONG", "6 to 16 characters");
  if (!util.matches("^[0-9A-Za-z -]*\\z", typed)) invalidInput("code", "CHARACTERS", "digits, or letters without U");
  const code = typed
    .split("")
    .filter((character) => character !== " " && character !== "-")
    .join("")
    .toUpperCase()
    .split("O")
    .join("0")
    .split("I")
    .join("1")
    .split("L")
    .join("1");
  if (code.length < 6 || code.length > 16) invalidInput("code", "LENGTH", "6 to 16 characters");
  if (code.split("").some((character) => ALPHANUMERIC_CHARACTERS.indexOf(character) < 0)) {
    invalidInput("code", "CHARACTERS", "digits, or letters without U");
  }
  return code;
}
