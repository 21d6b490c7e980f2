import { createHmac } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { LambdaFunction } from "appsync-local";
import { createLambda } from "appsync-local/lambda";
import { onTestFinished } from "vitest";
import type { ActivationRequest, SendOutcome, SendRequest } from "../../contract/send-request.ts";
import { bundleFunction } from "../../functions/bundle.ts";
import { SEND_SETTINGS, type SendSettings } from "../../functions/send/settings.ts";
import { createKmsKeys, startKms } from "../../local/kms/index.ts";
import { type MessagesOptions, startMessages } from "../../local/messages/index.ts";
import { bake } from "../../settings/bake.ts";
import { settingsFrom } from "../../settings/read.ts";

export const HANDLER = fileURLToPath(new URL("../../functions/send/handler.ts", import.meta.url));

export const settings = (overrides: unknown = {}): SendSettings => settingsFrom(overrides);

export const aSendRequest = (more: Partial<SendRequest> = {}): SendRequest => ({
  tenant: "pool",
  subject: "7d3c1b9e",
  purpose: "login",
  id: "login_Zm9vYmFyYmF6cXV4",
  transaction: null,
  channel: "SMS",
  destination: "+12025550123",
  countries: ["US"],
  locale: null,
  codeLength: 6,
  alphabet: "NUMERIC",
  message: null,
  site: null,
  expiresAt: Math.floor(Date.now() / 1000) + 300,
  test: false,
  ...more,
});

const hmac = (key: Buffer, text: string) => createHmac("sha256", key).update(text).digest();

const CODE_KEY = Buffer.alloc(32, 1);
const CHECK_KEY = Buffer.alloc(32, 2);

/**
 * The send function as its bundle, in the runtime's Lambda, with KMS, SNS and SES on sockets.
 *
 * @param options `fn`: how the function runs; `environment`: variables that differ
 * @param atEnd told what ends it all
 */
export async function startSend(
  {
    sending = settings(),
    fn = {},
    environment = {},
    messages: more = {},
  }: {
    sending?: SendSettings;
    fn?: Partial<LambdaFunction>;
    environment?: Record<string, string>;
    messages?: MessagesOptions;
  } = {},
  atEnd: (close: () => Promise<void>) => void = onTestFinished,
) {
  const keys = createKmsKeys([
    { spec: "HMAC_256", id: "code", material: CODE_KEY.toString("base64") },
    { spec: "HMAC_256", id: "check", material: CHECK_KEY.toString("base64") },
  ]);
  const kms = await startKms(keys);
  const messages = await startMessages({ verifiedIdentities: ["example.com"], ...more });
  const logs: string[] = [];
  const lambda = createLambda(
    {
      codePath: bundled(sending),
      timeoutSeconds: 10,
      concurrency: 1,
      environment: {
        AWS_REGION: "us-east-1",
        AWS_ACCESS_KEY_ID: "AKIASEND",
        AWS_SECRET_ACCESS_KEY: "secret",
        AWS_SESSION_TOKEN: "token",
        AWS_ENDPOINT_URL_KMS: kms.url,
        AWS_ENDPOINT_URL_SNS: messages.snsUrl,
        AWS_ENDPOINT_URL_SESV2: messages.sesUrl,
        CODE_KEY_1: "code",
        CHECK_KEY_1: "check",
        ...environment,
      },
      ...fn,
    },
    { name: "send", onLog: (line) => logs.push(line) },
  );
  atEnd(async () => {
    await lambda.close();
    await Promise.all([kms.close(), messages.close()]);
  });
  return {
    kms,
    messages,
    logs,
    /** What the function answers, or its error. */
    invoke: (request: SendRequest | ActivationRequest) => lambda.invoke(request),
    async send(request: SendRequest | ActivationRequest): Promise<SendOutcome> {
      const answer = await lambda.invoke(request);
      if (!("payload" in answer)) throw new Error(JSON.stringify(answer));
      return answer.payload as SendOutcome;
    },
    inbox: () => messages.snapshot().messages,
  };
}

/** What KMS makes with the code key. */
export const codeHmac = (text: string) => hmac(CODE_KEY, text);
/** What KMS makes with the check key. */
export const checkMac = (text: string) => hmac(CHECK_KEY, text).toString("base64");

const folder = mkdtempSync(join(tmpdir(), "send-"));
process.on("exit", () => rmSync(folder, { recursive: true, force: true }));
const paths = new Map<string, string>();

function bundled(sending: SendSettings): string {
  const define = bake(sending, SEND_SETTINGS);
  const known = JSON.stringify(define);
  const path = paths.get(known) ?? join(folder, `send${paths.size}.cjs`);
  if (!paths.has(known)) writeFileSync(path, bundleFunction(HANDLER, { define }).code);
  paths.set(known, path);
  return path;
}
