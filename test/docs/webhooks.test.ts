import { type ChildProcess, spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { createServer as createHttpServer } from "node:http";
import { type AddressInfo, createServer } from "node:net";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { RETRY_SECONDS, SET_ERRORS } from "../../contract/webhooks.ts";
import { outputsOf, run as startProgram } from "../local/running-start.ts";
import { changeClient, newClient, signedCaller } from "../service/api-client.ts";
import { proofOf } from "../service/proofs.ts";
import { startTestService, type TestService } from "../service/support.ts";
import { anEvent, putEvents, startReceiver } from "../service/webhook-receiver.ts";

/** The receiver of docs/webhooks.md runs, and what the page says of retries is what the function does. */

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const page = readFileSync(`${ROOT}/docs/webhooks.md`, "utf8");
const [, code = ""] = /^```js\n([\s\S]*?)^```$/m.exec(page) ?? [];

let service: TestService;
beforeAll(async () => {
  service = await startTestService();
});
afterAll(() => service.stop());

/** A port that is free at this moment. */
async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  const { port } = server.address() as { port: number };
  await new Promise((closed) => server.close(closed));
  return port;
}

/** Runs the page's receiver for a tenant, and waits until it answers. */
async function run(TENANT: string, JWKS_URL = service.outputs.jwksUrl) {
  const port = await freePort();
  const environment = { JWKS_URL, ISSUER: service.outputs.proofIssuer, TENANT, PORT: `${port}` };
  const child: ChildProcess = spawn(process.execPath, ["--input-type=module", "-e", code], {
    cwd: ROOT,
    env: { ...process.env, ...environment },
    stdio: ["ignore", "pipe", "inherit"],
  });
  onTestFinished(() => void child.kill());
  let printed = "";
  child.stdout?.on("data", (text) => {
    printed += text;
  });
  const url = `http://127.0.0.1:${port}/`;
  const post = async (body: string) => {
    const answer = await fetch(url, { method: "POST", body });
    return { status: answer.status, body: await answer.text() };
  };
  await expect.poll(() => post("").catch(() => null), { timeout: 30_000 }).not.toBeNull();
  return { url, post, lines: () => printed.split("\n").filter(Boolean) };
}

test("S33 the page's receiver takes the events of its client, and answers so that they are not posted again", async () => {
  const { clientId } = await newClient(service);
  const receiver = await run(`client:${clientId}`);
  await changeClient(service, clientId, { webhookUrl: receiver.url });
  const event = anEvent(service, `client:${clientId}`);
  await putEvents(service, [event]);
  await service.webhooks.deliver();
  expect(service.queue.list()).toEqual([]);
  await expect.poll(receiver.lines).toEqual([JSON.stringify(event)]);
});

test("S33 S36 it refuses for good what is not for it: an altered token, another tenant's, one of alg none, a proof", async () => {
  const taker = await startReceiver();
  onTestFinished(() => taker.close());
  const key = await newClient(service, { webhookUrl: taker.url });
  await putEvents(service, [anEvent(service, `client:${key.clientId}`)]);
  await service.webhooks.deliver();
  const set = taker.take()[0]?.body ?? "";
  const [head = "", body, signature] = set.split(".");
  const none = Buffer.from(JSON.stringify({ alg: "none", typ: "secevent+jwt" })).toString("base64url");
  const proof = await proofOf(service, {}, signedCaller(service, key));

  const own = await run(`client:${key.clientId}`);
  const other = await run("client:0123456789abcdef");
  const refused = { status: 400, body: '{"err":"invalid_request"}' };
  expect(await own.post(set)).toEqual({ status: 202, body: "" });
  expect(await other.post(set)).toEqual(refused);
  for (const wrong of [`${head}.${body}x.${signature}`, `${none}.${body}.`, proof, "no token", ""]) {
    expect(await own.post(wrong), wrong).toEqual(refused);
  }
  expect(other.lines()).toEqual([]);
  expect(SET_ERRORS).toContain(JSON.parse(refused.body).err);
});

/** Serves the same answer to every request. @returns the URL */
async function serve(status: number, body: string): Promise<string> {
  const server = createHttpServer((_, response) => response.writeHead(status).end(body));
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  onTestFinished(() => void server.close().closeAllConnections());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}

test.each([
  ["are not served", async () => `http://127.0.0.1:${await freePort()}/`],
  ["are answered with 503", () => serve(503, '{"keys":[]}')],
  ["are not JSON", () => serve(200, "<html>")],
  ["are no keys", () => serve(200, "{}")],
  ["lack the one that signed", () => serve(200, '{"keys":[]}')],
])("S33 while the keys %s it asks to try again", async (_, jwksUrl) => {
  const { clientId } = await newClient(service);
  const receiver = await run(`client:${clientId}`, await jwksUrl());
  await changeClient(service, clientId, { webhookUrl: receiver.url });
  await putEvents(service, [anEvent(service, `client:${clientId}`)]);
  await service.webhooks.deliver();
  expect(service.queue.list()).toMatchObject([{ receives: 1 }]);
  service.queue.remove((service.queue.list()[0] as { id: string }).id);
});

test("S33 the page's commands start the receiver and set the webhook, and a receiver that is away is a line of npm start", async () => {
  const started = startProgram("start.ts");
  await outputsOf(started);
  const port = await freePort();
  const blocksOf = (text: string) =>
    [...text.matchAll(/^```sh\n([\s\S]*?)^```$/gm)].map(([, commands = ""]) => commands);
  const [, trying = ""] = /^## Trying it\n([\s\S]*?)^## /m.exec(page) ?? [];
  const [receive = "", set = ""] = blocksOf(trying).map((block) => block.replaceAll("8080", `${port}`));
  const steps = blocksOf(readFileSync(`${ROOT}/docs/api-clients.md`, "utf8")).slice(0, 5);
  const listening = `until curl -s -o /dev/null http://127.0.0.1:${port}/; do sleep 0.1; done`;
  const script = [...steps, receive, listening, set, "read", "kill $!", set.replace("127.0.0.1", "localhost")];
  const shell = spawn("bash", ["-euo", "pipefail", "-c", script.join("\n")], {
    cwd: ROOT,
    env: { ...process.env, PATH: `${dirname(process.execPath)}:${process.env.PATH}`, LOCAL_DIR: started.folder },
    stdio: ["pipe", "pipe", "inherit"],
    detached: true,
  });
  onTestFinished(() => {
    // The group is the shell and the receiver; none of it is left where all went well.
    if (shell.exitCode === null) process.kill(-(shell.pid as number));
  });
  let printed = "";
  shell.stdout.on("data", (text) => {
    printed += text;
  });
  await expect.poll(() => printed, { timeout: 60_000 }).toContain('"type":"client.updated"');
  shell.stdin.end("\n");
  await expect.poll(started.stderr, { timeout: 30_000 }).toMatch(/^\{"webhook":"webhooksFailed".*"attempt":1\b/m);
}, 120_000);

test("the page has the schedule of attempts, and the errors, that there are", () => {
  const text = page.replaceAll("\n", " ");
  const [, minutes = "", last] =
    /after 30 seconds, then after ([\d, ]+) and (\d+) minutes, and then five times/.exec(text) ?? [];
  const spoken = [30, ...[...minutes.split(", "), last].map((each) => 60 * Number(each)), ...Array(5).fill(4 * 3_600)];
  expect(spoken).toEqual(RETRY_SECONDS);
  for (const error of SET_ERRORS) expect(text).toContain(`\`${error}\``);
});
