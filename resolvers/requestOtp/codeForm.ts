import type { Alphabet } from "../../contract/codes.ts";
import { hasLongCodes } from "../../contract/purposes.ts";
import { settings } from "../shared/settings.ts";
import type { OtpRequest } from "./otpRequest.ts";

/**
 * Gives the form of the code that a request gets: the one that it asks for, but a long one once the guess budget is spent. Codes that
 * step up, and those to a new address, are long from the first.
 *
 * @param spent whether no guess at a short code is left
 */
export function codeForm(
  { purpose, codeLength, alphabet }: OtpRequest,
  spent: boolean,
): { codeLength: number; alphabet: Alphabet } {
  if (!spent && !hasLongCodes(purpose)) return { codeLength, alphabet };
  return { codeLength: Math.max(codeLength, settings.budget.longCodeLength), alphabet: "ALPHANUMERIC" };
}
