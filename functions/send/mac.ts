import { type Binding, macText } from "../../contract/mac-text.ts";
import { keyOf } from "../environment.ts";
import { generateMac } from "../kms.ts";

/**
 * Makes the MAC that is stored in place of a code, with the check key of the version that the token's id names.
 *
 * @returns 44 characters of base64
 * @throws Error when KMS gives no MAC
 */
export const macOf = (binding: Binding, code: string, signal: AbortSignal): Promise<string> =>
  generateMac(keyOf("CHECK", binding.id), macText(binding, code), signal);
