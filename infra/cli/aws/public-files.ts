import { createPublicKey } from "node:crypto";
import { GetPublicKeyCommand, type KMSClient } from "@aws-sdk/client-kms";
import { DeleteObjectCommand, PutObjectCommand, type S3Client } from "@aws-sdk/client-s3";
import { JWKS_PATH, JWKS_SECONDS, publishedKey } from "../../../contract/proof.ts";

const Key = JWKS_PATH.slice(1);

/** Gives the published form of a key of proofs. @throws Error of AWS */
export async function fetchProofKey(client: KMSClient, version: number, arn: string) {
  const { PublicKey } = await client.send(new GetPublicKeyCommand({ KeyId: arn }));
  const key = createPublicKey({ key: Buffer.from(PublicKey ?? []), format: "der", type: "spki" });
  return publishedKey(`${version}`, key.export({ format: "jwk" }) as { n: string; e: string });
}

/** Writes the file of published keys into the stage's public bucket. @throws Error of AWS */
export async function writeJwks(client: S3Client, Bucket: string, keys: object[]): Promise<void> {
  await client.send(
    new PutObjectCommand({
      Bucket,
      Key,
      Body: JSON.stringify({ keys }),
      ContentType: "application/json",
      CacheControl: `public, max-age=${JWKS_SECONDS}`,
    }),
  );
}

/** Empties a public bucket, which CloudFormation could not delete otherwise. @throws Error of AWS */
export async function removeJwks(client: S3Client, Bucket: string): Promise<void> {
  await client.send(new DeleteObjectCommand({ Bucket, Key }));
}
