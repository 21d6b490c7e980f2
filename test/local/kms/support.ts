import { KMS } from "@aws-sdk/client-kms";
import { onTestFinished } from "vitest";
import { createKmsKeys, type KmsOptions, type NewKey, startKms } from "../../../local/kms/index.ts";

/** Starts a stand-in with these keys, and makes SDK clients for it. */
export async function start(wanted: NewKey[], options: KmsOptions = {}) {
  const keys = createKmsKeys(wanted);
  const server = await startKms(keys, options);
  onTestFinished(() => server.close());
  const clientOf = (accessKeyId: string) => {
    const credentials = { accessKeyId, secretAccessKey: "secret" };
    const client = new KMS({ endpoint: server.url, region: "us-east-1", credentials, maxAttempts: 1 });
    onTestFinished(() => client.destroy());
    return client;
  };
  return { ...server, keys, clientOf, kms: clientOf("AKIATEST") };
}

export const hex = (text: string) => Buffer.from(text, "hex");
export const hexOf = (bytes: Uint8Array | undefined) => Buffer.from(bytes ?? []).toString("hex");
export const base64Of = (bytes: Uint8Array) => Buffer.from(bytes).toString("base64");
