import { util } from "@aws-appsync/utils";
import { isMac } from "../../contract/slot.ts";
import { internalError } from "./errors.ts";

/** Calls of KMS: MACs with the check key, and signatures of proofs. The data source signs the calls. */

interface KmsContext {
  env: Record<string, string>;
  error?: { type: string };
  // biome-ignore lint/suspicious/noExplicitAny: what an HTTP data source answers has no type
  result: any;
}

/** Whether the deployment has a check key of a version: a token that names another one was never made here. */
export const hasKey = (env: KmsContext["env"], version: string) => Object.hasOwn(env, `CHECK_KEY_${version}`);

const call = (operation: string, key: string | undefined, text: string, more: object) => ({
  method: "POST",
  resourcePath: "/",
  params: {
    headers: { "content-type": "application/x-amz-json-1.1", "x-amz-target": `TrentService.${operation}` },
    body: JSON.stringify({ KeyId: key, Message: util.base64Encode(text), ...more }),
  },
});

const checkKey = (env: KmsContext["env"], version: string) => env[`CHECK_KEY_${version}`];

/** Asks for the MAC of a text. @param text at most 4,096 bytes */
export const generateMac = ({ env }: Pick<KmsContext, "env">, version: string, text: string) =>
  call("GenerateMac", checkKey(env, version), text, MAC);
const MAC = { MacAlgorithm: "HMAC_SHA_256" };

/** Gives the MAC that KMS answered. Any other answer ends the field with `InternalError`. */
export function macIn(ctx: KmsContext): string {
  const mac = answerIn(ctx)?.Mac;
  if (!isMac(mac)) internalError("KMS answered without a MAC");
  return mac;
}

function answerIn(ctx: KmsContext) {
  if (ctx.error) internalError(`KMS: ${ctx.error.type}`);
  const { statusCode, body } = ctx.result;
  if (statusCode !== 200) internalError(`KMS answered ${statusCode}`);
  return JSON.parse(body);
}

/** Asks whether a MAC is that of a text. */
export const verifyMac = ({ env }: Pick<KmsContext, "env">, version: string, text: string, mac: string) =>
  call("VerifyMac", checkKey(env, version), text, { ...MAC, Mac: mac });

/** Whether KMS found the MAC to be the text's. An answer that is neither yes nor no ends the field with `InternalError` (S17). */
export function isVerified(ctx: KmsContext): boolean {
  if (ctx.error) internalError(`KMS: ${ctx.error.type}`);
  const { statusCode, body } = ctx.result;
  const answer = JSON.parse(body);
  if (statusCode === 200 && answer?.MacValid === true) return true;
  if (statusCode !== 400 || !`${answer?.__type}`.endsWith("KMSInvalidMacException")) {
    internalError(`KMS answered ${statusCode}`);
  }
  return false;
}

/** Asks for the RS256 signature of a text by the key of proofs. It is the same each time. @param text at most 4,096 bytes */
export const sign = ({ env }: Pick<KmsContext, "env">, text: string) =>
  call("Sign", env.PROOF_KEY, text, { MessageType: "RAW", SigningAlgorithm: "RSASSA_PKCS1_V1_5_SHA_256" });

/** A signature by an RSA key of 2,048 bits in base64. */
const SIGNATURE = "^[A-Za-z0-9+/]{342}==\\z";

/** Gives the signature that KMS answered, in base64. Any other answer ends the field with `InternalError`. */
export function signatureIn(ctx: KmsContext): string {
  const signature = answerIn(ctx)?.Signature;
  if (typeof signature !== "string" || !util.matches(SIGNATURE, signature)) {
    internalError("KMS answered without a signature");
  }
  return signature;
}
