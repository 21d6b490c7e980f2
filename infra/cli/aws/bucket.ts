import {
  DeleteObjectCommand,
  GetObjectCommand,
  NoSuchKey,
  PutObjectCommand,
  paginateListObjectsV2,
  type S3Client,
} from "@aws-sdk/client-s3";

/** A file as it is served. */
export interface ServedFile {
  body: Uint8Array;
  type: string;
  cacheControl: string;
}

/** @throws Error of AWS */
export async function writeFile(
  client: S3Client,
  bucket: string,
  name: string,
  { body, type, cacheControl }: ServedFile,
): Promise<void> {
  await client.send(
    new PutObjectCommand({ Bucket: bucket, Key: name, Body: body, ContentType: type, CacheControl: cacheControl }),
  );
}

/** @returns the file, or undefined if there is none. @throws Error of AWS */
export async function readFile(client: S3Client, bucket: string, name: string): Promise<ServedFile | undefined> {
  try {
    const { Body, ContentType, CacheControl } = await client.send(new GetObjectCommand({ Bucket: bucket, Key: name }));
    const body = (await Body?.transformToByteArray()) ?? new Uint8Array();
    return { body, type: ContentType ?? "", cacheControl: CacheControl ?? "" };
  } catch (error) {
    if (error instanceof NoSuchKey) return undefined;
    throw error;
  }
}

/** @throws Error of AWS */
export async function deleteFile(client: S3Client, bucket: string, name: string): Promise<void> {
  await client.send(new DeleteObjectCommand({ Bucket: bucket, Key: name }));
}

/** @returns the names of all files. @throws Error of AWS */
export async function listFiles(client: S3Client, bucket: string): Promise<string[]> {
  const names: string[] = [];
  for await (const { Contents = [] } of paginateListObjectsV2({ client }, { Bucket: bucket })) {
    names.push(...Contents.map(({ Key = "" }) => Key));
  }
  return names;
}

/** Takes all files out of a bucket, which CloudFormation could not delete otherwise. @throws Error of AWS */
export async function emptyBucket(client: S3Client, bucket: string): Promise<void> {
  for (const name of await listFiles(client, bucket)) await deleteFile(client, bucket, name);
}
