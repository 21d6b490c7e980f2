import { mayHaveFixedCode } from "../../contract/test-mode.ts";
import { invalidInput } from "../shared/errors.ts";
import { settings, testDestinations } from "../shared/settings.ts";
import type { OtpRequest } from "./otpRequest.ts";

/**
 * Whether a request is to a destination of the test mode, for something that its code may stand for. A token has to end before the code does.
 * Ends the field for a code of another form than the fixed one: neither is sent in place of the other.
 *
 * @param now epoch seconds
 */
export function isForTestDestination(otpRequest: OtpRequest, now: number): boolean {
  const { destination, codeLength, alphabet } = otpRequest;
  if (!mayHaveFixedCode(otpRequest)) return false;
  const named = testDestinations.find((entry) => entry.destination === destination);
  if (!named || now + settings.token.lifeSeconds > named.endsAt) return false;
  if (codeLength !== named.codeLength) {
    invalidInput("codeLength", "TEST_CODE", `${named.codeLength}, as the fixed code of this destination has`);
  }
  if (alphabet !== named.alphabet) {
    invalidInput("alphabet", "TEST_CODE", `${named.alphabet}, as the fixed code of this destination is`);
  }
  return true;
}
