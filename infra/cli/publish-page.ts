import type { Account } from "./aws/account.ts";
import { deleteFile, readFile, type ServedFile, writeFile } from "./aws/bucket.ts";
import { invalidate } from "./aws/invalidate.ts";
import type { CommandParts } from "./command.ts";
import type { Outputs } from "./outputs.ts";
import { pageFiles } from "./page-files.ts";
import { removeSuperseded } from "./superseded-files.ts";

/** How often the published page is looked at until it is the new one, and the milliseconds in between: a minute in all. */
const LOOKS = 30;
const BETWEEN_LOOKS = 2_000;

/**
 * Publishes the page of a stage: first the files with names of their own, then those that name them, the first page last. So a browser gets
 * either the page before or the new one, whole. If CloudFront does not answer with the new one, the page before is put back.
 *
 * @returns lines that say what failed, and what to do about it
 */
export async function publishPage(parts: CommandParts, account: Account, outputs: Outputs): Promise<string[]> {
  const { deployment, terminal, clock } = parts;
  const { s3 } = account;
  const { pageUrl = "", pageBucket = "" } = outputs;
  const { hashed, switching } = pageFiles(deployment, outputs);
  const write = async (files: Iterable<[string, ServedFile]>) => {
    for (const [name, file] of files) await writeFile(s3, pageBucket, name, file);
  };
  terminal.print(`Publishing the page: ${hashed.size + switching.size} files`);
  const before: [name: string, file: ServedFile | undefined][] = [];
  try {
    for (const name of switching.keys()) before.push([name, await readFile(s3, pageBucket, name)]);
    await write(hashed);
    await write(switching);
    await refresh(account, outputs, [...switching.keys()], clock());
    await assertPublished(parts, outputs, new Map([...hashed, ...switching]));
  } catch (error) {
    return [...failure(error as Error, pageUrl), ...(await putBack(account, outputs, before, clock()))];
  }
  terminal.print(`The page is published at ${pageUrl}\n`);
  const names = new Set([...hashed.keys(), ...switching.keys()]);
  return removeSuperseded(s3, pageBucket, names, clock()).catch(({ name, message }: Error) => [
    `  The files of pages before, which nobody needs any more, are still in ${pageBucket} (${name}: ${message}). The page itself is published.`,
  ]);
}

const failure = ({ name, message }: Error, pageUrl: string) => [
  `  The page is not published at ${pageUrl} (${name}: ${message}).`,
  "  If AWS has refused something, ask for the rights in docs/deploy.md. Then deploy again.",
];

const refresh = ({ cloudFront }: Account, { pageDistributionId = "" }: Outputs, names: string[], now: number) =>
  invalidate(cloudFront, pageDistributionId, ["/", ...names.map((name) => `/${name}`)], now);

/** Puts the files of the page before back, in the order in which they were written; a first page is taken away again. */
async function putBack(
  account: Account,
  outputs: Outputs,
  before: [name: string, file: ServedFile | undefined][],
  now: number,
): Promise<string[]> {
  const { pageBucket = "" } = outputs;
  if (before.length === 0) return [];
  try {
    for (const [name, file] of before) {
      if (file) await writeFile(account.s3, pageBucket, name, file);
      else await deleteFile(account.s3, pageBucket, name);
    }
    // Another moment than the one of the new page's.
    await refresh(
      account,
      outputs,
      before.map(([name]) => name),
      now + 1,
    );
    const had = before.some(([, file]) => file !== undefined);
    return [had ? "  The page before it is there again." : "  There was none before, and there is none now."];
  } catch (error) {
    const { name, message } = error as Error;
    return [`  The page before it could not be put back either (${name}: ${message}): people may see parts of both.`];
  }
}

/** A published file that is not what was uploaded. */
class NotPublished extends Error {
  override name = "NotPublished";
}

/** Looks until CloudFront answers with every file, by its own name, which works before the DNS knows the page's. */
async function assertPublished(
  { fetch, wait }: CommandParts,
  { pageHost = "" }: Outputs,
  files: Map<string, ServedFile>,
): Promise<void> {
  let wrong: string[] = [];
  for (let look = 0; look < LOOKS; look++) {
    if (look > 0) await wait(BETWEEN_LOOKS);
    const looked = await Promise.all(
      [...files].map(async ([name, { body }]) => {
        const url = `https://${pageHost}/${name === "index.html" ? "" : name}`;
        const says = await problemWith(fetch, url, body).catch(({ message }: Error) => message);
        return says === undefined ? [] : [`${url} ${says}`];
      }),
    );
    wrong = looked.flat();
    if (wrong.length === 0) return;
  }
  throw new NotPublished(wrong[0]);
}

async function problemWith(fetch: CommandParts["fetch"], url: string, body: Uint8Array): Promise<string | undefined> {
  const response = await fetch(url, { redirect: "manual" });
  if (response.status !== 200) return `was answered with the status ${response.status}`;
  if (!response.headers.has("content-security-policy")) return "was answered without a Content-Security-Policy";
  return Buffer.from(await response.arrayBuffer()).equals(body) ? undefined : "is another file than the one uploaded";
}
