import { readdirSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { startDynamoDb } from "appsync-local/dynamodb";
import { decodeJwt } from "jose";
import { expect, onTestFinished, test } from "vitest";
import type { Outputs } from "../../../local/service/index.ts";
import { backendOf, codeIn, REQUEST, VERIFY } from "../../service/support.ts";
import { comparable, demoInReadme } from "../../support/readme.ts";
import { enginePid, isAlive, newFolder, outputsOf, type Run, run } from "../running-start.ts";

/** `npm start` and `npm run demo` as processes. A start takes long, so each test below checks several promises. */

type Start = Run & { outputs: Outputs };

async function start(env?: Record<string, string>): Promise<Start> {
  const running = run("start.ts", env);
  return { ...running, outputs: await outputsOf(running) };
}

async function expectWelcome({ outputs, folder, stdout, stderr, child }: Start): Promise<void> {
  expect(Object.keys(outputs).sort()).toEqual(
    [
      ...["region", "graphqlUrl", "userPoolId", "userPoolClientId", "operatorsClientId", "cognitoUrl"],
      ...["proofIssuer", "jwksUrl"],
      ...["apiId", "apiKey", "pid", "dynamodbUrl", "inboxUrl", "eventsUrl", "resetUrl", "pageUrl", "backends"],
    ].sort(),
  );
  expect(outputs.pid).toBe(child.pid);
  for (const url of [outputs.graphqlUrl, outputs.cognitoUrl, outputs.jwksUrl, outputs.dynamodbUrl, outputs.inboxUrl]) {
    expect(new URL(url).hostname).toMatch(/^127\./);
  }
  expect(outputs.backends).toHaveLength(2);
  for (const backend of outputs.backends) {
    expect(backend).toEqual({
      accessKeyId: expect.any(String),
      secretAccessKey: expect.any(String),
      userArn: expect.stringMatching(/^arn:aws:sts::\d{12}:assumed-role\/[a-z-]+\/local$/),
    });
  }
  for (const name of readdirSync(folder)) expect(statSync(join(folder, name)).mode & 0o777, name).toBe(0o600);
  await expect.poll(stdout).toContain("npm run demo");
  for (const text of [
    outputs.graphqlUrl,
    outputs.inboxUrl,
    outputs.eventsUrl,
    outputs.cognitoUrl,
    "user@example.com",
  ]) {
    expect(stdout()).toContain(text);
  }
  for (const { secretAccessKey } of outputs.backends) expect(stdout()).not.toContain(secretAccessKey);
  expect(stderr()).toBe("");
  expect((await fetch(outputs.inboxUrl)).status).toBe(200);
  await expectLinkedPages(outputs, `LOCAL_DIR=${folder} npm run -s demo`, stdout());
  const keys = await fetch(`${outputs.cognitoUrl}/${outputs.userPoolId}/.well-known/jwks.json`);
  expect(await keys.json()).toMatchObject({ keys: expect.any(Array) });
  expect(await (await fetch(outputs.jwksUrl)).json()).toMatchObject({ keys: [{ kty: "RSA", kid: "1" }] });
}

/** The inbox, the events and GraphiQL say where the others are, and what runs the demo. */
async function expectLinkedPages(
  { graphqlUrl, inboxUrl, eventsUrl }: Outputs,
  demo: string,
  stdout: string,
): Promise<void> {
  const pageOf = async (url: string) => (await fetch(url, { headers: { accept: "text/html" } })).text();
  for (const page of [await pageOf(inboxUrl), await pageOf(eventsUrl)]) {
    for (const url of [graphqlUrl, inboxUrl, eventsUrl]) expect(page).toContain(`href="${url}"`);
  }
  expect(await pageOf(eventsUrl)).toContain(`This makes some: ${demo}`);
  const graphiql = await pageOf(graphqlUrl);
  for (const text of [inboxUrl, eventsUrl]) expect(graphiql).toContain(text);
  expect(stdout).toContain(`${demo} -- --token`);
}

async function expectRefusedSecondStart(first: Start): Promise<void> {
  const second = run("start.ts", { LOCAL_DIR: first.folder });
  expect((await second.ended).end).toBe(1);
  for (const words of [first.folder, `process ${first.child.pid}`, "set LOCAL_DIR"]) {
    expect(second.stderr()).toContain(words);
  }
  expect(second.stderr()).not.toMatch(/^\s+at /m);
  expect(second.stderr().trim().split("\n").length).toBeLessThan(4);
  expect(second.stdout()).toBe("");
  expect(isAlive(enginePid(first.folder))).toBe(true);
  expect(await outputsOf(first)).toEqual(first.outputs);
  expect((await fetch(first.outputs.inboxUrl)).status).toBe(200);
}

/** Ends a start by a signal, sent twice as an impatient person would. */
async function expectCleanEnd(running: Start, signal: NodeJS.Signals): Promise<void> {
  const { outputs, folder, child, ended, stderr } = running;
  const engine = enginePid(folder);
  expect(isAlive(engine)).toBe(true);
  child.kill(signal);
  child.kill(signal);
  expect((await ended).end).toBe(0);
  expect(isAlive(engine)).toBe(false);
  expect(readdirSync(folder)).not.toContain("outputs.json");
  for (const url of [outputs.graphqlUrl, outputs.inboxUrl, outputs.cognitoUrl, outputs.dynamodbUrl]) {
    await expect(fetch(url)).rejects.toThrow();
  }
  expect(stderr()).toBe("");
}

const subject = "survivor";

async function requestCode(outputs: Outputs) {
  const input = { channel: "EMAIL", subject, destination: "survivor@example.com", data: '{"kept":true}' };
  const { data, errors } = await backendOf(outputs)(REQUEST, { input });
  expect(errors).toBeUndefined();
  const [message] = (await (await fetch(`${outputs.inboxUrl}.json`)).json()) as { text: string }[];
  return { id: data.requestOtp.token.id as string, code: codeIn(message?.text ?? ""), subject };
}

/** The demo's tokens: everybody's is of the users' app client, and an operator's of the operators'. */
async function expectTokens({ folder, outputs }: Start): Promise<void> {
  for (const [address, clientId] of [
    [[], outputs.userPoolClientId],
    [["admin@example.com"], outputs.operatorsClientId],
  ] as const) {
    const demo = run("demo.ts", { LOCAL_DIR: folder }, ["--token", ...address]);
    expect((await demo.ended).end, demo.stderr()).toBe(0);
    expect(decodeJwt(demo.stdout().trim()).aud).toBe(clientId);
  }
}

async function expectDemo(folder: string): Promise<void> {
  const demo = run("demo.ts", { LOCAL_DIR: folder });
  expect((await demo.ended).end, demo.stderr()).toBe(0);
  const lines = demo.stdout().trim().split("\n");
  for (const [line, words] of [
    [0, /signed in as user@example\.com/],
    [1, /requested a code by SMS +to \+1•+23/],
    [2, /the phone shows .*\b\d{6}\b/],
    [3, /checked \d{6} +WRONG_CODE, 4 attempts left/],
    [4, /active tokens +1/],
    [5, /checked \d{6} +VERIFIED.*"cart":42/],
    [6, /checked it once more +EXPIRED/],
    [7, /active tokens +0/],
    [8, /requested the next code +as a known device/],
    [10, /signed in as admin@example\.com/],
    [11, /asked for the user's tokens +SecondFactorRequired/],
    [13, /checked [0-9A-Z]{12} +VERIFIED, and a stepUpToken came/],
    [14, /asked for the user's tokens +payment/],
    [15, /cancelled it +CANCELED/],
    [16, /unlocked the user +by a deviceToken/],
  ] as const) {
    expect(lines[line]).toMatch(words);
  }
  expect(comparable(demo.stdout())).toBe(comparable(demoInReadme()));
  const again = run("demo.ts", { LOCAL_DIR: folder });
  expect((await again.ended).end).toBe(1);
  expect(again.stderr()).toMatch(/^Throttled: .* try again in \d+ seconds? .*\n\(codes were requested before/);
}

test("a start says where everything is, holds its folder, ends at a signal, and the next start goes on with its state", async () => {
  const first = await start();
  await expectWelcome(first);
  const token = await requestCode(first.outputs);
  await expectRefusedSecondStart(first);
  // test/crash checks what survives SIGKILL.
  await expectCleanEnd(first, "SIGTERM");

  const second = await start({ LOCAL_DIR: first.folder });
  const { userPoolId, userPoolClientId, operatorsClientId, backends } = first.outputs;
  expect(second.outputs).toMatchObject({ userPoolId, userPoolClientId, operatorsClientId, backends });
  const { data } = await backendOf(second.outputs)(VERIFY, { input: token });
  expect(data.verifyOtp).toMatchObject({ status: "VERIFIED", data: '{"kept":true}' });
  await expectTokens(second);
  await expectDemo(first.folder);
  await expectCleanEnd(second, "SIGHUP");
}, 120_000);

test("a start takes its settings from OTP_SETTINGS, runs over the engine of DYNAMODB_URL, and leaves that running at Ctrl-C", async () => {
  const engine = await startDynamoDb();
  onTestFinished(() => engine.stop());
  const file = join(newFolder(), "settings.json");
  writeFileSync(file, JSON.stringify({ backends: { "only-backend": "only" } }));
  const { outputs, child, ended, stderr, folder } = await start({ DYNAMODB_URL: engine.endpoint, OTP_SETTINGS: file });
  expect(outputs.backends.map(({ userArn }) => userArn)).toEqual([expect.stringContaining("/only-backend/")]);
  expect(outputs.dynamodbUrl).toBe(engine.endpoint);
  const input = { channel: "EMAIL", subject: "own-engine", destination: "own@example.com" };
  expect((await backendOf(outputs)(REQUEST, { input })).errors).toBeUndefined();
  child.kill("SIGINT");
  expect((await ended).end).toBe(0);
  expect(stderr()).toBe("");
  expect(readdirSync(folder)).not.toContain("outputs.json");
  for (const url of [outputs.graphqlUrl, outputs.inboxUrl, outputs.cognitoUrl]) {
    await expect(fetch(url)).rejects.toThrow();
  }
  expect(isAlive(engine.pid)).toBe(true);
}, 60_000);
