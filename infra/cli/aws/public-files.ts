import { createPublicKey } from "node:crypto";
import { GetPublicKeyCommand, type KMSClient } from "@aws-sdk/client-kms";
import type { S3Client } from "@aws-sdk/client-s3";
import { JWKS_PATH, JWKS_SECONDS, publishedKey } from "../../../contract/proof.ts";
import { writeFile } from "./bucket.ts";

/** Gives the published form of a key of proofs. @throws Error of AWS */
export async function fetchProofKey(client: KMSClient, version: number, arn: string) {
  const { PublicKey } = await client.send(new GetPublicKeyCommand({ KeyId: arn }));
  const key = createPublicKey({ key: Buffer.from(PublicKey ?? []), format: "der", type: "spki" });
  return publishedKey(`${version}`, key.export({ format: "jwk" }) as { n: string; e: string });
}

/** Writes the file of published keys into the stage's public bucket. @throws Error of AWS */
export const writeJwks = (client: S3Client, bucket: string, keys: object[]): Promise<void> =>
  writeFile(client, bucket, JWKS_PATH.slice(1), {
    body: Buffer.from(JSON.stringify({ keys })),
    type: "application/json",
    cacheControl: `public, max-age=${JWKS_SECONDS}`,
  });
