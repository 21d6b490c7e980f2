import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ROOT, templateOf } from "./constructs/synth.ts";

/** The service's own synthesised template, served by the command of appsync-local that knows nothing of codes. */

const folder = mkdtempSync(join(tmpdir(), "served-"));
/** KMS is an AWS service, so it needs a stand-in; listing tokens may not need it at all. */
const kms = join(folder, "kms.mjs");
/** The first synthesis of the sources is made here, if no other test has made it. */
const PATIENCE = 180_000;
let stop: () => Promise<void>;
let text: string;

beforeAll(async () => {
  writeFileSync(kms, "export const handler = async () => { throw new Error('KMS was asked'); };");
  const { outdir } = await templateOf("dev");
  const command = join(ROOT, "packages/appsync-local/src/cli/main.ts");
  const args = [command, outdir, "--port", "0", "--data-source", `Kms=${kms}`];
  const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] });
  stop = async () => {
    if (child.kill()) await once(child, "exit");
  };
  const ended = once(child, "exit").then(([status]) => {
    throw new Error(`the command ended with status ${status}`);
  });
  const [said] = await Promise.race([once(child.stdout, "data"), ended]);
  text = String(said);
}, PATIENCE);
afterAll(async () => {
  await stop?.();
  rmSync(folder, { recursive: true });
});

async function query(query: string, headers: Record<string, string>) {
  const [, url = ""] = /URL +(\S+)/.exec(text) ?? [];
  const answer = await fetch(url, { method: "POST", headers, body: JSON.stringify({ query }) });
  return answer.json();
}

async function tokenFor(sub: string) {
  const [, origin = ""] = /URL +(http:\/\/[^/]+)/.exec(text) ?? [];
  return (await (await fetch(`${origin}/local/token?sub=${sub}`)).text()).trim();
}

test("the whole template is local once KMS has a stand-in: every resolver, function, data source and table", () => {
  expect(text).toMatch(
    /appsync-otp-dev of the stack appsync-otp-dev: \d\d resolvers, \d\d functions, 8 data sources, 4 tables/,
  );
  expect(text).not.toContain("Not local");
});

test("a user of its pool lists tokens out of the table that the template has", async () => {
  const authorization = await tokenFor("ada");
  expect(await query("{ activeTokens { items { id } nextToken } }", { authorization })).toEqual({
    data: { activeTokens: { items: [], nextToken: null } },
  });
});

test("who has no token is refused, and so is a field that the API key does not open", async () => {
  expect(await query("{ __typename }", {})).toMatchObject({ errors: [{ errorType: "UnauthorizedException" }] });
  const [, key = ""] = /API key +(\S+)/.exec(text) ?? [];
  const { errors } = await query("{ activeTokens { nextToken } }", { "x-api-key": key });
  expect(errors).toMatchObject([{ errorType: "Unauthorized" }]);
});
