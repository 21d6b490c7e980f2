import { type Binding, macText } from "../../contract/mac-text.ts";
import { variable } from "../environment.ts";
import { generateMac } from "./kms.ts";

/**
 * Makes the MAC that is stored in place of a code, with the check key (`CHECK_KEY_ID`).
 *
 * @returns 44 characters of base64
 * @throws Error when KMS gives no MAC
 */
export const macOf = (binding: Binding, code: string, signal: AbortSignal): Promise<string> =>
  generateMac(variable("CHECK_KEY_ID"), macText(binding, code), signal);
