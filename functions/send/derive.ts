import { ALPHANUMERIC_CHARACTERS, type Alphabet, derivationText, type SendRequest } from "../../contract/order.ts";
import { variable } from "./environment.ts";
import { generateMac } from "./kms.ts";

const CHARACTERS: Record<Alphabet, string> = { NUMERIC: "0123456789", ALPHANUMERIC: ALPHANUMERIC_CHARACTERS };

/**
 * Derives an order's code with the code key (`CODE_KEY_ID`). The same order gives the same code, so a resend needs nothing
 * that was stored.
 *
 * @throws Error when KMS gives no mac
 */
export async function deriveCode(order: SendRequest, signal: AbortSignal): Promise<string> {
  const { codeLength, alphabet } = order;
  const mac = await generateMac(variable("CODE_KEY_ID"), derivationText(order, codeLength, alphabet), signal);
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
  for (let place = 0; place < length; place++) {
    code = characters.charAt(Number(rest % base)) + code;
    rest /= base;
  }
  return code;
}
