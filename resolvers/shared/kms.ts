import { util } from "@aws-appsync/utils";
import { isMac } from "../../contract/slot.ts";
import { internalError } from "./errors.ts";

/** Calls of KMS, with the check key and the client key. The data source signs them. */

interface KmsContext {
  env: Record<string, string>;
  error?: { type: string };
  // biome-ignore lint/suspicious/noExplicitAny: what an HTTP data source answers has no type
  result: any;
}

/** Whether the deployment has a check key of a version: a token that names another one was never made here. */
export const hasKey = (env: KmsContext["env"], version: string) => Object.hasOwn(env, `CHECK_KEY_${version}`);

const call = (env: KmsContext["env"], operation: string, key: string, text: string, more: object = {}) => ({
  method: "POST",
  resourcePath: "/",
  params: {
    headers: { "content-type": "application/x-amz-json-1.1", "x-amz-target": `TrentService.${operation}` },
    body: JSON.stringify({
      KeyId: env[key],
      MacAlgorithm: "HMAC_SHA_256",
      Message: util.base64Encode(text),
      ...more,
    }),
  },
});

/** Asks for the MAC of a text under the check key. @param text at most 4,096 bytes */
export const generateMac = ({ env }: Pick<KmsContext, "env">, version: string, text: string) =>
  call(env, "GenerateMac", `CHECK_KEY_${version}`, text);

/** Asks for the secret that is derived from a text, under the key of the API clients. */
export const deriveSecret = ({ env }: Pick<KmsContext, "env">, version: string, text: string) =>
  call(env, "GenerateMac", `CLIENT_KEY_${version}`, text);

/** Gives the MAC that KMS answered. Any other answer ends the field with `InternalError`. */
export function macIn(ctx: KmsContext): string {
  if (ctx.error) internalError(`KMS: ${ctx.error.type}`);
  const { statusCode, body } = ctx.result;
  if (statusCode !== 200) internalError(`KMS answered ${statusCode}`);
  const mac = JSON.parse(body)?.Mac;
  if (!isMac(mac)) internalError("KMS answered without a MAC");
  return mac;
}

/** Asks whether a MAC is that of a text. */
export const verifyMac = ({ env }: Pick<KmsContext, "env">, version: string, text: string, mac: string) =>
  call(env, "VerifyMac", `CHECK_KEY_${version}`, text, { Mac: mac });

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
