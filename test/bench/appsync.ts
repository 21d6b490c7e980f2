import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { request } from "undici";
import { startDynamoDb } from "../../local/dynamodb.ts";
import { compare, type Figures, type Load } from "./load.ts";

/**
 * Measures the AppSync runtime beside a bare graphql-js server and a bare call of the DynamoDB engine, in one run and in
 * turn, each server in a process of its own. `node test/bench/appsync.ts --help` says how.
 */

if (process.argv.includes("--help")) {
  console.log(
    "usage: npm run bench\n\nPrints requests a second, medians and p99 in milliseconds, and the ratios that matter. Takes about a minute.",
  );
  process.exit();
}

const START_RUNS = 5;
const json = { "content-type": "application/json" };

async function start(
  file: string,
  ...args: string[]
): Promise<{ child: ChildProcess; origin: string; milliseconds: number }> {
  const started = performance.now();
  const child = fork(fileURLToPath(new URL(file, import.meta.url)), args);
  const [{ port }] = (await once(child, "message")) as [{ port: number }];
  return { child, origin: `http://127.0.0.1:${port}`, milliseconds: performance.now() - started };
}

async function residentMegabytes(child: ChildProcess): Promise<number> {
  child.send("rss");
  const [{ rss }] = (await once(child, "message")) as [{ rss: number }];
  return rss / 1024 / 1024;
}

async function callEngine(endpoint: string, target: string, body: object): Promise<void> {
  const headers = engineHeaders(target);
  const answer = await request(endpoint, { method: "POST", headers, body: JSON.stringify(body) });
  const text = await answer.body.text();
  if (answer.statusCode !== 200) throw new Error(`${target}: ${text}`);
}

const engineHeaders = (target: string) => ({
  "content-type": "application/x-amz-json-1.0",
  "x-amz-target": `DynamoDB_20120810.${target}`,
  "x-amz-date": "20260101T000000Z",
  authorization:
    "AWS4-HMAC-SHA256 Credential=local/20260101/us-east-1/dynamodb/aws4_request, SignedHeaders=host, Signature=0",
});

const engine = await startDynamoDb();
await callEngine(engine.endpoint, "CreateTable", {
  TableName: "bench",
  BillingMode: "PAY_PER_REQUEST",
  KeySchema: [{ AttributeName: "pk", KeyType: "HASH" }],
  AttributeDefinitions: [{ AttributeName: "pk", AttributeType: "S" }],
});
await callEngine(engine.endpoint, "PutItem", { TableName: "bench", Item: { pk: { S: "1" }, text: { S: "found" } } });

const starts: number[] = [];
for (let run = 0; run < START_RUNS; run += 1) {
  const { child, milliseconds } = await start("serve-appsync.ts", engine.endpoint);
  starts.push(milliseconds);
  child.kill();
}
const bare = await start("serve-bare.ts");
const appsync = await start("serve-appsync.ts", engine.endpoint);
const idle = await residentMegabytes(appsync.child);

const graphqlLoad = (origin: string, query: string, expect: string): Load => ({
  origin,
  path: "/graphql",
  headers: { ...json, "x-api-key": "da2-bench" },
  body: JSON.stringify({ query, variables: {} }),
  expect,
});
const echo = "{ echo(n: 7) { n stash } }";
const noneLoads = {
  "bare graphql-js": graphqlLoad(bare.origin, echo, '"stash":7'),
  "NONE pipeline, two steps": graphqlLoad(appsync.origin, echo, '"stash":7'),
};
const itemLoads = {
  "bare GetItem": {
    origin: engine.endpoint,
    path: "/",
    headers: engineHeaders("GetItem"),
    body: JSON.stringify({ TableName: "bench", Key: { pk: { S: "1" } } }),
    expect: "found",
  },
  "GetItem pipeline": graphqlLoad(appsync.origin, '{ item(id: "1") { pk text } }', "found"),
};

const rows: Record<string, Record<string, string | number>> = {};
const ratios: string[] = [];
for (const concurrency of [1, 32]) {
  for (const loads of [noneLoads, itemLoads]) {
    const figures = await compare(loads, concurrency, concurrency === 1 ? 2_000 : 6_000);
    for (const [name, { requestsPerSecond, median, p99 }] of figures) {
      rows[`${name}, ${concurrency} at a time`] = {
        "requests/s": Math.round(requestsPerSecond),
        median: median.toFixed(2),
        p99: p99.toFixed(2),
      };
    }
    const [[base, floor], [name, ours]] = [...figures] as [[string, Figures], [string, Figures]];
    const rate = (ours.requestsPerSecond / floor.requestsPerSecond).toFixed(2);
    ratios.push(
      `${name} / ${base}, ${concurrency} at a time: ${rate} x the requests/s, ${(ours.median / floor.median).toFixed(2)} x the median`,
    );
  }
}
console.table(rows);
for (const ratio of ratios) console.log(ratio);
starts.sort((a, b) => a - b);
console.log(
  `endpoint up: ${Math.round(starts[Math.floor(START_RUNS / 2)] as number)} ms (median of ${START_RUNS}, process start included)`,
);
console.log(
  `resident memory: ${Math.round(idle)} MB idle, ${Math.round(await residentMegabytes(appsync.child))} MB after the load`,
);
for (const { child } of [bare, appsync]) child.disconnect();
await engine.stop();
