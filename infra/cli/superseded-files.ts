import type { S3Client } from "@aws-sdk/client-s3";
import { deleteFile, listFiles, readFile, writeFile } from "./aws/bucket.ts";

/** Since when a file has belonged to no published page, by its name: epoch milliseconds. */
type Superseded = Record<string, number>;

const NOTES = "superseded.json";
/** Milliseconds for which a page that is open can go on loading its own files. */
const KEPT = 7 * 24 * 60 * 60 * 1_000;

/**
 * Removes files of earlier pages, a week after the first deploy that did not have them. It notes in the bucket since when they are not needed.
 *
 * @param current the names of the files of the published page
 * @param now epoch milliseconds
 * @returns no lines: nothing has failed
 * @throws Error of AWS
 */
export async function removeSuperseded(
  client: S3Client,
  bucket: string,
  current: ReadonlySet<string>,
  now: number,
): Promise<[]> {
  const notes = await readFile(client, bucket, NOTES);
  const known: Superseded = notes ? JSON.parse(Buffer.from(notes.body).toString()) : {};
  const old = (await listFiles(client, bucket)).filter((name) => !current.has(name) && name !== NOTES);
  const since = old.map((name): [string, number] => [name, known[name] ?? now]);
  for (const [name, at] of since) if (now - at > KEPT) await deleteFile(client, bucket, name);
  const kept: Superseded = Object.fromEntries(since.filter(([, at]) => now - at <= KEPT));
  await writeFile(client, bucket, NOTES, {
    body: Buffer.from(JSON.stringify(kept)),
    type: "application/json",
    cacheControl: "no-cache",
  });
  return [];
}
