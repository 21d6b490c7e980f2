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
 * Reads an HMAC as a number, modulo the number of codes there are; leading zeros stay.
 *
 * @param hmac 32 bytes: 256 bits, of which the longest codes need 80, so no code is likelier than another by 2^-170
 */
export function codeOf(hmac: Buffer, length: number, alphabet: Alphabet): string {
  const characters = CHARACTERS[alphabet];
  const base = BigInt(characters.length);
  let rest = BigInt(`0x${hmac.toString("hex")}`) % base ** BigInt(length);
  let code = "";
  for (let position = 0; position < length; position++) {
    code = characters.charAt(Number(rest % base)) + code;
    rest /= base;
  }
  return code;
}
