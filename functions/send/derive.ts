import { type Alphabet, CHARACTERS } from "../../contract/codes.ts";
import { derivationText } from "../../contract/mac-text.ts";
import type { SendRequest } from "../../contract/send-request.ts";
import { keyOf } from "../environment.ts";
import { generateMac } from "../kms.ts";

/**
 * Derives a code with the code key of the version that the token's id names. The same request gives the same code, so that a resend
 * needs nothing that was stored.
 *
 * @throws Error when KMS gives no MAC
 */
export async function deriveCode(request: SendRequest, signal: AbortSignal): Promise<string> {
  const { codeLength, alphabet } = request;
  const mac = await generateMac(keyOf("CODE", request.id), derivationText(request, codeLength, alphabet), signal);
  return codeOf(Buffer.from(mac, "base64"), codeLength, alphabet);
}

/**
 * Reads an HMAC as a number, modulo the number of codes there are, and gives the code of that number. Leading zeros stay. An alphanumeric code
 * has at least one digit, for phones offer no other to fill in: of the 32^n texts, 22^n are no codes (docs/odds.md).
 *
 * @param hmac 32 bytes: 256 bits, of which the longest codes need 80, so no code is likelier than another by 2^-170
 */
export function codeOf(hmac: Buffer, length: number, alphabet: Alphabet): string {
  const characters = CHARACTERS[alphabet];
  let rest = BigInt(`0x${hmac.toString("hex")}`) % codesOf(alphabet, length, false);
  let code = "";
  let hasDigit = false;
  for (let left = length - 1; left >= 0; left--) {
    for (const character of characters) {
      const having: boolean = hasDigit || isDigit(character);
      const codes = codesOf(alphabet, left, having);
      if (rest < codes) {
        code += character;
        hasDigit = having;
        break;
      }
      rest -= codes;
    }
  }
  return code;
}

const isDigit = (character: string) => CHARACTERS.NUMERIC.includes(character);

/** The number of codes that begin alike and have some characters left. @param hasDigit whether there was a digit already */
function codesOf(alphabet: Alphabet, left: number, hasDigit: boolean): bigint {
  const all = CHARACTERS[alphabet].length;
  const letters = hasDigit ? 0n : BigInt(all - CHARACTERS.NUMERIC.length) ** BigInt(left);
  return BigInt(all) ** BigInt(left) - letters;
}
