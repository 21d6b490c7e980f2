import { util } from "@aws-appsync/utils";
import type { OtpRequest } from "./otpRequest.ts";

const BASE64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=";

/**
 * A short fingerprint of a text: two polynomial remainders, 48 bits, as APPSYNC_JS has no hash. Anybody can find two texts with the
 * same fingerprint within seconds, so that nothing but convenience may depend on it: a token's MAC never changes once it is known,
 * and its data is written with the token alone, so that asking for another transaction or other data with the same fingerprint gains nothing.
 */
function fingerprintOf(text: string): string {
  const characters = util.base64Encode(text).split("");
  const first = characters.reduce((sum, character) => (sum * 67 + BASE64.indexOf(character) + 1) % 16777213, 7);
  const second = characters.reduce((sum, character) => (sum * 71 + BASE64.indexOf(character) + 1) % 16777199, 11);
  return `${first}.${second}`;
}

/** Fingerprint of what makes a token this one: a request with another one replaces the token. */
export const tokenFingerprint = ({ transaction, data, codeLength, alphabet }: OtpRequest) =>
  fingerprintOf(JSON.stringify([transaction, data, codeLength, alphabet]));

/** Fingerprint of the whole input that an idempotency key stands for. */
export const requestFingerprint = ({ idempotencyKey, ...rest }: OtpRequest) =>
  fingerprintOf(JSON.stringify([idempotencyKey, rest]));
