import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { PASSWORD } from "../../local/accounts.ts";
import { startTestService, type TestService } from "../service/support.ts";

/** docs/other-clients.md: each program is written to a folder, checked by the compiler, and run. */

const ROOT = join(import.meta.dirname, "../..");
const PAGE = readFileSync(join(ROOT, "docs/other-clients.md"), "utf8");
const PROGRAMS = new Map(
  [...PAGE.matchAll(/```ts\n\/\/ (\S+)\n([\s\S]*?)```/g)].map(([, name = "", text = ""]) => [name, text]),
);
const USER = "user@example.com";
const run = promisify(execFile);
let service: TestService;
let folder: string;

beforeAll(async () => {
  service = await startTestService({ token: { maxSends: 5 } });
  // Amplify asks for new tokens when those it has end by the clock of the machine.
  service.advance((Date.now() - service.now()) / 1000);
  const { graphqlUrl, region, userPoolId, userPoolClientId, cognitoUrl } = service.outputs;
  const { IdToken } = await service.cognito.tokensOf(USER, userPoolClientId);
  folder = mkdtempSync(join(tmpdir(), "other-clients-"));
  symlinkSync(join(ROOT, "node_modules"), join(folder, "node_modules"));
  const outputs = {
    ...{ graphqlUrl, region, username: USER, password: PASSWORD },
    userPool: { userPoolId, userPoolClientId, userPoolEndpoint: cognitoUrl },
  };
  const lines = Object.entries(outputs).map(([name, value]) => `export const ${name} = ${JSON.stringify(value)};\n`);
  const getIdToken = `export const getIdToken = async () => ${JSON.stringify(IdToken)};\n`;
  writeFileSync(join(folder, "outputs.ts"), lines.join("") + getIdToken);
  writeFileSync(join(folder, "package.json"), '{ "type": "module" }');
  for (const [name, text] of PROGRAMS) writeFileSync(join(folder, name), text);
});
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await service.stop();
});
// The programs request codes for the same user.
beforeEach(() => service.advance(31));

test("there is a program for each of the clients that people use", () => {
  expect([...PROGRAMS.keys()]).toEqual(["amplify.ts", "apollo.ts", "urql.ts"]);
});

test.each([...PROGRAMS.keys()])("%s sends the ID token, and prints the error as the page shows it", async (name) => {
  const [, shown] = /```console\n([\s\S]*?)```/.exec(PAGE) ?? [];
  const { stdout } = await run(process.execPath, [name], { cwd: folder });
  expect(stdout).toBe(shown);
});

test("the programs have sound types", async () => {
  const manifest = createRequire(import.meta.url).resolve("typescript/package.json");
  const compiler = join(dirname(manifest), JSON.parse(readFileSync(manifest, "utf8")).bin.tsc);
  const options = ["--strict", "--noEmit", "--module", "nodenext", "--target", "es2022", "--lib", "es2023,dom"];
  const more = ["--skipLibCheck", "--allowImportingTsExtensions", "--ignoreConfig"];
  await run(process.execPath, [compiler, ...options, ...more, ...PROGRAMS.keys()], { cwd: folder });
});
