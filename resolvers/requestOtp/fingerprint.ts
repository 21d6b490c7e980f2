import { util } from "@aws-appsync/utils";
import type { OtpRequest } from "./otpRequest.ts";

const BASE64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=";

/**
 * A short print of a text: two polynomial remainders, 48 bits, as APPSYNC_JS has no hash. Somebody who wants to finds two texts of
 * one print within seconds, so nothing may hang on it but convenience: a token's mac never changes once it is known, and its data is
 * written with the token alone, so that who asks for another transaction or other data under the same print has gained nothing.
 */
function fingerprintOf(text: string): string {
  const characters = util.base64Encode(text).split("");
  const first = characters.reduce((sum, character) => (sum * 67 + BASE64.indexOf(character) + 1) % 16777213, 7);
  const second = characters.reduce((sum, character) => (sum * 71 + BASE64.indexOf(character) + 1) % 16777199, 11);
  return `${first}.${second}`;
}

/** What makes a token this one and no other. Asking for anything else replaces it. */
export const tokenFingerprint = ({ transaction, data, codeLength, alphabet }: OtpRequest) =>
  fingerprintOf(JSON.stringify([transaction, data, codeLength, alphabet]));

/** The whole input that an idempotency key stands for. */
export const requestFingerprint = ({ idempotencyKey, ...rest }: OtpRequest) =>
  fingerprintOf(JSON.stringify([idempotencyKey, rest]));
