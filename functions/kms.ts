import { randomInt } from "node:crypto";
import { setTimeout } from "node:timers/promises";
import { Hash } from "@smithy/hash-node";
import { SignatureV4 } from "@smithy/signature-v4";
import { awsConfig } from "./environment.ts";
import { post } from "./http-post.ts";

/**
 * Signed calls of KMS without its SDK client. Every message takes two such calls, one after the other, while its caller waits.
 * Besides the clients of SNS and SES, that of KMS would add 28 KB and 2 ms to a cold start, and a fifth to the time of a warm
 * call against services that answer at once (1.43 ms instead of 1.18 ms).
 */

const ATTEMPTS = 3;
const ATTEMPT_MILLISECONDS = 2_000;
/** Throttling is answered with a 400; every other temporary error is a 500. */
const THROTTLED = /Throttl/;

/** An operation of KMS, as far as it is used. */
interface Operation {
  name: string;
  /** What is said beside the key and the text. */
  input: object;
  /** The field of the answer, and its form. */
  output: string;
  form: RegExp;
}

const GENERATE_MAC: Operation = {
  name: "GenerateMac",
  input: { MacAlgorithm: "HMAC_SHA_256" },
  output: "Mac",
  form: /^[A-Za-z0-9+/]{43}=$/,
};
const SIGN: Operation = {
  name: "Sign",
  input: { MessageType: "RAW", SigningAlgorithm: "RSASSA_PKCS1_V1_5_SHA_256" },
  output: "Signature",
  // That of a key of 2,048 bits.
  form: /^[A-Za-z0-9+/]{342}==$/,
};

/** KMS made nothing. `name` is the name of KMS's error or of the transport's. */
class KmsError extends Error {
  readonly passing: boolean;

  constructor({ output }: Operation, name: string, passing: boolean) {
    super(`KMS made no ${output}: ${name}`);
    this.name = name;
    this.passing = passing;
  }
}

/**
 * Makes an HMAC-SHA-256 over a text under a KMS key.
 *
 * @returns 44 characters of base64
 * @throws Error with the name of KMS's error, after three failed tries
 */
export const generateMac = (keyId: string, text: string, signal: AbortSignal): Promise<string> =>
  make(GENERATE_MAC, keyId, text, signal);

/**
 * Signs a text by a KMS key, as RS256 does (RFC 7518, 3.3). The signature is the same each time.
 *
 * @param text at most 4,096 bytes
 * @returns 344 characters of base64
 * @throws Error with the name of KMS's error, after three failed tries
 */
export const sign = (keyId: string, text: string, signal: AbortSignal): Promise<string> =>
  make(SIGN, keyId, text, signal);

async function make(operation: Operation, keyId: string, text: string, signal: AbortSignal): Promise<string> {
  const body = JSON.stringify({ KeyId: keyId, ...operation.input, Message: Buffer.from(text).toString("base64") });
  for (let attempt = 1; ; attempt++) {
    try {
      return await call(operation, body, signal);
    } catch (error) {
      const { passing } = error as KmsError;
      if (!passing || attempt === ATTEMPTS || signal.aborted) throw error;
      await setTimeout(randomInt(25, 75) * attempt);
    }
  }
}

async function call(operation: Operation, body: string, signal: AbortSignal): Promise<string> {
  const { url, headers } = await signed(operation.name, body);
  const either = AbortSignal.any([signal, AbortSignal.timeout(ATTEMPT_MILLISECONDS)]);
  const answer = await post(url, headers, body, either).catch((error: Error) => {
    throw new KmsError(operation, error.name === "Error" ? "NetworkError" : error.name, true);
  });
  const { [operation.output]: made, __type } = parsed(answer.body);
  if (answer.status === 200 && typeof made === "string" && operation.form.test(made)) return made;
  const name = typeof __type === "string" ? (__type.split("#").at(-1) as string) : `Status${answer.status}`;
  throw new KmsError(operation, name, answer.status >= 500 || THROTTLED.test(name));
}

function parsed(body: string): Record<string, unknown> {
  try {
    return Object(JSON.parse(body));
  } catch {
    return {};
  }
}

/** Made once in each instance of the function. */
let signer: SignatureV4 | undefined;
let endpoint: URL | undefined;

async function signed(operation: string, body: string) {
  const config = awsConfig();
  signer ??= new SignatureV4({ ...config, service: "kms", sha256: Hash.bind(null, "sha256") });
  endpoint ??= new URL(process.env.AWS_ENDPOINT_URL_KMS ?? `https://kms.${config.region}.amazonaws.com`);
  const { headers } = await signer.sign({
    method: "POST",
    protocol: endpoint.protocol,
    hostname: endpoint.hostname,
    path: endpoint.pathname,
    query: {},
    headers: {
      host: endpoint.host,
      "content-type": "application/x-amz-json-1.1",
      "x-amz-target": `TrentService.${operation}`,
    },
    body,
  });
  return { url: endpoint, headers };
}
