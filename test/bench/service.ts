import { type ChildProcess, fork, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { signRequest } from "appsync-local/sigv4";
import { Pool, request } from "undici";
import type { Outputs } from "../../local/service/index.ts";
import { type Figures, httpLoad, type Load, measure, middleOf } from "./load.ts";
import { memoryOf } from "./processes.ts";

/**
 * Measures `npm start`: the time until it is ready, its memory, and `requestOtp` and `verifyOtp` in turn with a bare conditional
 * UpdateItem of the same engine. `node test/bench/service.ts --help` says how to use it.
 */

if (process.argv.includes("--help")) {
  console.log(
    "usage: npm run bench:service\n\nPrints start-up time, memory, requests a second, medians and p99 in milliseconds, and the ratios that matter.\nTakes about a minute and a half. Requests are those of a backend, each with a new subject and address. Times include checking the\nsignatures, but not signing.",
  );
  process.exit();
}

const START_RUNS = 5;
const ROUNDS = 5;
/** The time after which a start has freed the memory that only starting needs. */
const SETTLED_MILLISECONDS = 1_000;
/** The calls at each concurrency. The inbox keeps the newest 1,000 messages, and each code is read there. */
const COUNTS = { 1: 200, 32: 1_000 };
const folder = mkdtempSync(join(tmpdir(), "bench-"));
const outputsFile = join(folder, "outputs.json");

interface Started {
  npm: ChildProcess;
  outputs: Outputs;
  milliseconds: number;
}

async function start(): Promise<Started> {
  const started = performance.now();
  const env = { ...process.env, PORT: "0", LOCAL_DIR: folder };
  const npm = spawn("npm", ["start"], { env, stdio: "ignore" });
  while (!existsSync(outputsFile)) {
    if (npm.exitCode !== null) throw new Error("npm start has ended: run it by hand to see why");
    await setTimeout(2);
  }
  const milliseconds = performance.now() - started;
  const outputs: Outputs = JSON.parse(readFileSync(outputsFile, "utf8"));
  process.once("exit", () => {
    if (npm.exitCode === null) process.kill(outputs.pid, "SIGKILL");
  });
  return { npm, outputs, milliseconds };
}

async function stop({ npm, outputs }: Started): Promise<void> {
  const exited = once(npm, "exit");
  process.kill(outputs.pid, "SIGTERM");
  await exited;
}

function showMemory(when: string, { npm }: Started): void {
  const processes = memoryOf(npm.pid as number);
  const sum = (key: "rss" | "pss") => Math.round(processes.reduce((total, each) => total + each[key], 0));
  const parts = processes.map(({ name, rss }) => `${name} ${Math.round(rss)}`).join(", ");
  console.log(
    `memory ${when}: ${sum("rss")} MB resident in all (${parts}); ${sum("pss")} MB with shared pages counted once`,
  );
}

const engineHeaders = (target: string) => ({
  "content-type": "application/x-amz-json-1.0",
  "x-amz-target": `DynamoDB_20120810.${target}`,
  "x-amz-date": "20260101T000000Z",
  authorization:
    "AWS4-HMAC-SHA256 Credential=local/20260101/us-east-1/dynamodb/aws4_request, SignedHeaders=host, Signature=0",
});

/** The lower bound of `verifyOtp`: only its write, on an item of a slot's size. */
async function bareUpdate({ dynamodbUrl }: Outputs): Promise<Load> {
  const call = async (target: string, body: object) => {
    const answer = await request(dynamodbUrl, {
      method: "POST",
      headers: engineHeaders(target),
      body: JSON.stringify(body),
    });
    const text = await answer.body.text();
    if (answer.statusCode !== 200) throw new Error(`${target}: ${text}`);
  };
  const Key = { pk: { S: "bench" }, sk: { S: "bench" } };
  await call("CreateTable", {
    TableName: "bench",
    BillingMode: "PAY_PER_REQUEST",
    KeySchema: [
      { AttributeName: "pk", KeyType: "HASH" },
      { AttributeName: "sk", KeyType: "RANGE" },
    ],
    AttributeDefinitions: ["pk", "sk"].map((AttributeName) => ({ AttributeName, AttributeType: "S" })),
  });
  const slot = { live: { BOOL: true }, attempts: { N: "0" }, lastGuessMac: { S: "+" }, rest: { S: "x".repeat(600) } };
  await call("PutItem", { TableName: "bench", Item: { ...Key, ...slot } });
  return httpLoad({
    origin: dynamodbUrl,
    path: "/",
    headers: engineHeaders("UpdateItem"),
    body: JSON.stringify({
      TableName: "bench",
      Key,
      UpdateExpression: "SET attempts = attempts + :one, lastGuessMac = :mac",
      ConditionExpression: "live = :true AND attempts < :max",
      ExpressionAttributeValues: {
        ":one": { N: "1" },
        ":mac": { S: "m".repeat(44) },
        ":true": { BOOL: true },
        ":max": { N: "1000000000" },
      },
      ReturnValues: "ALL_NEW",
    }),
    expect: "lastGuessMac",
  });
}

/** The lower bound of both operations: only their calls, made by another process (`serve-calls.ts`). */
async function bareCalls({ dynamodbUrl }: Outputs): Promise<{ asking: Load; checking: Load; child: ChildProcess }> {
  const child = fork(fileURLToPath(new URL("serve-calls.ts", import.meta.url)), [dynamodbUrl, "bench"]);
  const [{ port }] = (await once(child, "message")) as [{ port: number }];
  const load = (path: string) =>
    httpLoad({ origin: `http://127.0.0.1:${port}`, path, headers: {}, body: "x".repeat(600), expect: "done" });
  return { asking: load("/requestOtp"), checking: load("/verifyOtp"), child };
}

const REQUEST = "mutation Ask($input: RequestOtpInput!) { requestOtp(input: $input) { token { id subject } } }";
const VERIFY = "mutation Check($input: VerifyOtpInput!) { verifyOtp(input: $input) { status } }";

/** Makes all requests, signed beforehand, and gives their answers. */
async function measureSigned(outputs: Outputs, query: string, inputs: object[], expect: string, concurrency: number) {
  const { graphqlUrl, region, backends } = outputs;
  const url = new URL(graphqlUrl);
  const [credentials] = backends as [Outputs["backends"][number]];
  const scope = { region, service: "appsync", credentials, date: new Date() };
  const requests = await Promise.all(
    inputs.map(async (input) => {
      const body = JSON.stringify({ query, variables: { input } });
      const given = { "content-type": "application/json" };
      return { headers: await signRequest({ method: "POST", url, headers: given, body }, scope), body };
    }),
  );
  const pool = new Pool(url.origin, { connections: concurrency, pipelining: 1 });
  const answers: string[] = [];
  const call = async () => {
    const signed = requests.pop() as (typeof requests)[number];
    const answer = await pool.request({ method: "POST", path: url.pathname, ...signed });
    const text = await answer.body.text();
    answers.push(text);
    return text;
  };
  const figures = await measure({ expect, call }, concurrency, inputs.length);
  await pool.close();
  return { figures, answers };
}

const addressOf = (subject: string) => `${subject}@example.com`;
let subjects = 0;

/** Requests `count` codes, each for a new subject, and then verifies them. */
async function askAndCheck(outputs: Outputs, concurrency: number, count: number): Promise<[Figures, Figures]> {
  const asking = Array.from({ length: count }, () => {
    subjects += 1;
    const subject = `bench-${subjects}`;
    return { channel: "EMAIL", subject, destination: addressOf(subject) };
  });
  const asked = await measureSigned(outputs, REQUEST, asking, '"id"', concurrency);
  const tokens = asked.answers.map((text) => JSON.parse(text).data.requestOtp.token as { id: string; subject: string });
  const inbox = (await (await fetch(`${outputs.inboxUrl}.json`)).json()) as { to: string; text: string }[];
  const codes = new Map(inbox.map(({ to, text }) => [to, /^\d{6}$/m.exec(text)?.[0]]));
  const checking = tokens.map(({ id, subject }) => ({ id, subject, code: codes.get(addressOf(subject)) }));
  const checked = await measureSigned(outputs, VERIFY, checking, "VERIFIED", concurrency);
  return [asked.figures, checked.figures];
}

const first = await start();
console.log(`npm start, the first time: ready after ${Math.round(first.milliseconds)} ms`);
await stop(first);
const starts: number[] = [];
for (let runs = 0; runs < START_RUNS; runs += 1) {
  const again = await start();
  starts.push(again.milliseconds);
  await stop(again);
}
starts.sort((a, b) => a - b);
console.log(
  `npm start, again: ready after ${Math.round(starts[Math.floor(START_RUNS / 2)] as number)} ms (median of ${START_RUNS})`,
);

const service = await start();
const update = await bareUpdate(service.outputs);
const calls = await bareCalls(service.outputs);
await setTimeout(SETTLED_MILLISECONDS);
showMemory("idle", service);
const rows: Record<string, Record<string, string | number>> = {};
const ratios: string[] = [];
for (const [concurrency, count] of Object.entries(COUNTS).map(([at, of]) => [Number(at), of] as const)) {
  const runs: Record<string, Figures[]> = {};
  for (let round = 0; round <= ROUNDS; round += 1) {
    const [asked, checked] = await askAndCheck(service.outputs, concurrency, count);
    const figures = {
      "bare UpdateItem": await measure(update, concurrency, count),
      "requestOtp's bare calls": await measure(calls.asking, concurrency, count),
      requestOtp: asked,
      "verifyOtp's bare calls": await measure(calls.checking, concurrency, count),
      verifyOtp: checked,
    };
    process.stderr.write(".");
    if (round === 0) continue; // The first round warms up both.
    for (const [name, each] of Object.entries(figures)) runs[name] = [...(runs[name] ?? []), each];
  }
  process.stderr.write("\r");
  const medianOf = (name: string) => middleOf(runs[name] as Figures[]).median;
  for (const [name, figures] of Object.entries(runs)) {
    const { requestsPerSecond, median, p99 } = middleOf(figures);
    rows[`${name}, ${concurrency} at a time`] = {
      "requests/s": Math.round(requestsPerSecond),
      median: median.toFixed(2),
      p99: p99.toFixed(2),
    };
  }
  for (const name of ["requestOtp", "verifyOtp"]) {
    const of = (other: string) => (medianOf(name) / medianOf(other)).toFixed(2);
    const floor = (medianOf(`${name}'s bare calls`) / medianOf("bare UpdateItem")).toFixed(2);
    ratios.push(
      `${name}, ${concurrency} at a time: ${of(`${name}'s bare calls`)} x its bare calls, which take ${floor} x a bare UpdateItem; ${of("bare UpdateItem")} x a bare UpdateItem`,
    );
  }
}
console.table(rows);
for (const ratio of ratios) console.log(ratio);
showMemory("after the load", service);
for (const { close } of [update, calls.asking, calls.checking]) await close?.();
calls.child.kill();
await stop(service);
rmSync(folder, { recursive: true, force: true });
