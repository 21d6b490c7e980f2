import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { newClient } from "../service/api-client.ts";
import { startTestService, type TestService } from "../service/support.ts";
import { EXAMPLES, isSkipped, LANGUAGES, type Language } from "./languages.ts";
import { startRefusingGateway } from "./refusing-gateway.ts";

/** The programs of examples/, run by the commands of examples/README.md as backends outside AWS. */

const ROOT = join(EXAMPLES, "..");
/** The first run of Go compiles its standard library. */
const PATIENCE = 300_000;

const page = readFileSync(join(EXAMPLES, "README.md"), "utf8");
const commands = new Map(
  [...page.matchAll(/^\| \[`(\w+)\/`\].*\| `([^`]+)` \|$/gm)].map(([, name, command]) => [name, command]),
);
const [, transcript = ""] = /```console\n([\s\S]*?)```/.exec(page) ?? [];

let service: TestService;
const folder = mkdtempSync(join(tmpdir(), "examples-"));
beforeAll(async () => {
  service = await startTestService();
});
afterAll(async () => {
  rmSync(folder, { recursive: true });
  rmSync(join(EXAMPLES, "java/dist"), { recursive: true, force: true });
  await service.stop();
});

/** Writes the addresses of the service, with others instead. @returns where */
function outputsWith(changes: object = {}): string {
  const path = join(folder, "outputs.json");
  writeFileSync(path, JSON.stringify({ ...service.outputs, ...changes }, null, 2));
  return path;
}

/** What a new client signs with. */
async function newKey() {
  const { clientId, secretVersion, secret } = await newClient(service);
  return { KEY_ID: `${clientId}_${secretVersion}`, SECRET: secret };
}

/** The PATH of a reader's shell. Before it npm puts the commands of packages, of which one is a newer Node. */
const PATH = (process.env.PATH ?? "")
  .split(":")
  .filter((entry) => !entry.includes("/node_modules/"))
  .join(":");

/** The languages whose part to be done once is done. */
const prepared = new Set<Language>();

/** Gives the program's command, without what is to be done once. */
function commandOf(language: Language): string {
  const parts = (commands.get(language) ?? "").split(" && ");
  const command = parts.pop() ?? "";
  if (!prepared.has(language)) for (const part of parts) execFileSync("sh", ["-c", part], { cwd: ROOT, stdio: "pipe" });
  prepared.add(language);
  return command;
}

/** Runs the program by its command. The service answers from this process, which therefore must not wait for it. */
async function run(language: Language, given: Record<string, string>) {
  const command = commandOf(language);
  // The programs sign with the clock of this machine.
  service.advance(Math.floor((Date.now() - service.now()) / 1000));
  const { OUTPUTS: _, KEY_ID: __, SECRET: ___, ...rest } = process.env;
  const env = { ...rest, PATH, PYTHONDONTWRITEBYTECODE: "1", ...given };
  const child = spawn("sh", ["-c", command], {
    cwd: ROOT,
    env,
    stdio: ["ignore", "pipe", "pipe"],
  });
  const [stdout, stderr, [status]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, "close")]);
  return { stdout, stderr, status };
}

/** A transcript with one text for all times, codes, clients and customers, which differ from run to run. */
const comparable = (output: string) =>
  output
    .replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, "<time>")
    .replaceAll(/\b\d{6}\b/g, "<code>")
    .replaceAll(/client:[0-9a-f]{16}/g, "client:<id>")
    .replaceAll(/customer-\w+/g, "<customer>");

test("F30 examples/README.md has a command for each folder of examples, and every language of it is tested", () => {
  const folders = readdirSync(EXAMPLES, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  const programs = folders.map(({ name }) => name).filter((name) => name !== "verify-proof");
  expect([...commands.keys()].toSorted()).toEqual(programs.toSorted());
  expect([...LANGUAGES].toSorted()).toEqual(programs.toSorted());
});

test("F30 the programs run one after another with one API client, without a wait", { timeout: PATIENCE }, async () => {
  const given = { OUTPUTS: outputsWith(), ...(await newKey()) };
  for (const language of LANGUAGES.filter((name) => !isSkipped(name))) {
    const { stdout, stderr, status } = await run(language, given);
    expect({ language, stderr, status }).toEqual({ language, stderr: "", status: 0 });
    expect(stdout).toContain(`of customer-${language},`);
  }
});

describe.each(LANGUAGES)("the program in examples/%s", (language) => {
  const only = { timeout: PATIENCE, skip: isSkipped(language) };
  test(
    "F28 F30 asks for a code, reads it, checks it and its proof, though the first try of each call is answered 401",
    only,
    async () => {
      const gateway = await startRefusingGateway(service.outputs.graphqlUrl);
      onTestFinished(gateway.stop);
      const key = await newKey();
      const OUTPUTS = outputsWith({ graphqlUrl: gateway.url });
      const { stdout, stderr, status } = await run(language, { OUTPUTS, ...key });
      expect({ stderr, status }).toEqual({ stderr: "", status: 0 });
      expect(comparable(stdout)).toBe(comparable(transcript));
      expect(stdout).toContain(`client:${key.KEY_ID.split("_")[0]}`);
      // Each call came twice, with the same idempotency key and another signature.
      const [request, requestAgain, verify, verifyAgain, ...more] = gateway.sent;
      expect(more).toEqual([]);
      expect([requestAgain?.body, verifyAgain?.body]).toEqual([request?.body, verify?.body]);
      for (const sent of [request, verify])
        expect(sent?.body.variables.input.idempotencyKey).toMatch(/^[0-9a-f-]{32,36}$/);
      expect(new Set(gateway.sent.map(({ authorization }) => authorization.split("_")[4])).size).toBe(4);

      const again = await run(language, { OUTPUTS, ...key });
      expect(again).toMatchObject({ stdout: "", stderr: expect.stringMatching(/Throttled.*: too many messages/) });
      expect(again.status).not.toBe(0);
    },
  );

  test("F30 ends with an error if the proof is from another issuer than it expects", only, async () => {
    const OUTPUTS = outputsWith({ proofIssuer: "https://issuer.example.com" });
    const { stdout, stderr, status } = await run(language, { OUTPUTS, ...(await newKey()) });
    expect(stdout).toContain("VERIFIED");
    expect(stdout).not.toContain("checked the proof");
    expect(stderr).toMatch(/\biss\b/);
    expect(status).not.toBe(0);
  });

  test("F30 tries no third time with a secret that is wrong, and says what the API answered", only, async () => {
    const gateway = await startRefusingGateway(service.outputs.graphqlUrl);
    onTestFinished(gateway.stop);
    const { KEY_ID } = await newKey();
    const OUTPUTS = outputsWith({ graphqlUrl: gateway.url });
    const { stdout, stderr, status } = await run(language, { OUTPUTS, KEY_ID, SECRET: "wrong".padEnd(44, "=") });
    expect({ stdout, sent: gateway.sent.length }).toEqual({ stdout: "", sent: 2 });
    expect(stderr).toMatch(/401|not authorized/);
    expect(stderr).not.toMatch(/401\s+401|\}\s*401/);
    expect(status).not.toBe(0);
  });

  test("F30 says so if the service does not run", only, async () => {
    const key = { KEY_ID: "0123456789abcdef_1", SECRET: "secret" };
    const unreached = await run(language, {
      OUTPUTS: outputsWith({ graphqlUrl: "http://127.0.0.1:9/graphql" }),
      ...key,
    });
    expect(unreached.stderr).toMatch(/no answer/);
    const unwritten = await run(language, { OUTPUTS: join(folder, "none.json"), ...key });
    expect(unwritten.stderr).toMatch(/none\.json cannot be read: is the service running\?/);
    for (const { stdout, stderr, status } of [unreached, unwritten]) {
      // A sentence, and perhaps a line of the shell or of a tool: no stack of calls.
      expect({ stdout, lines: stderr.trim().split("\n").length < 3 }).toEqual({ stdout: "", lines: true });
      expect(status).not.toBe(0);
    }
  });

  test("F30 says which variable is missing, and where to get it", only, async () => {
    const all = { OUTPUTS: outputsWith(), KEY_ID: "0123456789abcdef_1", SECRET: "secret" };
    for (const name of ["OUTPUTS", "KEY_ID", "SECRET"]) {
      const { stderr, status } = await run(language, { ...all, [name]: "" });
      expect(stderr).toMatch(new RegExp(`\\b${name}\\b.* is not set.*docs/api-clients\\.md`));
      expect(status).not.toBe(0);
    }
  });
});
