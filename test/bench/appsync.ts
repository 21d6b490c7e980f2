import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { DynamoDB } from "@aws-sdk/client-dynamodb";
import { createApi } from "appsync-local";
import { startDynamoDb } from "appsync-local/dynamodb";
import { API_KEY, CREDENTIALS, describeBench } from "./bench-api.ts";
import { compare, type Figures, httpLoad, type Load } from "./load.ts";

/**
 * Measures the AppSync runtime, a bare graphql-js server and bare calls of the DynamoDB engine in turn, in one run. Each server
 * has its own process. `npm run bench -- --help` says how to use it.
 */

if (process.argv.includes("--help")) {
  console.log(
    "usage: npm run bench\n\nPrints requests a second, medians and p99 in milliseconds, and ratios. Takes about two minutes.",
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

const engine = await startDynamoDb();
const sdk = new DynamoDB({ endpoint: engine.endpoint, region: "us-east-1", credentials: CREDENTIALS });
await sdk.createTable({
  TableName: "bench",
  BillingMode: "PAY_PER_REQUEST",
  KeySchema: [{ AttributeName: "pk", KeyType: "HASH" }],
  AttributeDefinitions: [{ AttributeName: "pk", AttributeType: "S" }],
});
await sdk.putItem({ TableName: "bench", Item: { pk: { S: "1" }, text: { S: "found" } } });

const starts: number[] = [];
for (let run = 0; run < START_RUNS; run += 1) {
  const { child, milliseconds } = await start("serve-appsync.ts", engine.endpoint);
  starts.push(milliseconds);
  child.kill();
}
const bare = await start("serve-bare.ts");
const appsync = await start("serve-appsync.ts", engine.endpoint);
const idle = await residentMegabytes(appsync.child);
const api = createApi(describeBench(engine.endpoint));

const graphqlHeaders = { ...json, "x-api-key": API_KEY };
const graphqlBody = (query: string) => JSON.stringify({ query, variables: {} });
const overHttp = (origin: string, query: string, expect: string) =>
  httpLoad({ origin, path: "/graphql", headers: graphqlHeaders, body: graphqlBody(query), expect });
const inProcess = (query: string, expect: string): Load => {
  const request = {
    method: "POST",
    url: "/graphql",
    headers: graphqlHeaders,
    body: Buffer.from(graphqlBody(query)),
    sourceIp: "127.0.0.1",
  };
  return { expect, call: async () => (await api.handle(request)).body };
};

const echo = "{ echo(n: 7) { n stash } }";
const item = '{ item(id: "1") { pk text } }';
const rounds: Record<string, Load>[] = [
  {
    "bare graphql-js server": overHttp(bare.origin, echo, '"stash":7'),
    "NONE pipeline of two steps": overHttp(appsync.origin, echo, '"stash":7'),
  },
  {
    "GetItem by the SDK": {
      expect: "found",
      call: async () => JSON.stringify(await sdk.getItem({ TableName: "bench", Key: { pk: { S: "1" } } })),
    },
    "GetItem pipeline, in process": inProcess(item, "found"),
    "GetItem pipeline": overHttp(appsync.origin, item, "found"),
  },
  {
    "GetItem replayed": httpLoad({
      origin: engine.endpoint,
      path: "/",
      headers: {
        "content-type": "application/x-amz-json-1.0",
        "x-amz-target": "DynamoDB_20120810.GetItem",
        "x-amz-date": "20260101T000000Z",
        authorization:
          "AWS4-HMAC-SHA256 Credential=local/20260101/us-east-1/dynamodb/aws4_request, SignedHeaders=host, Signature=0",
      },
      body: JSON.stringify({ TableName: "bench", Key: { pk: { S: "1" } } }),
      expect: "found",
    }),
    "GetItem pipeline, in process": inProcess(item, "found"),
    "GetItem pipeline": overHttp(appsync.origin, item, "found"),
  },
];

const rows: Record<string, Record<string, string | number>> = {};
const ratios: string[] = [];
for (const concurrency of [1, 32]) {
  for (const loads of rounds) {
    const [[base, floor], ...others] = [...(await compare(loads, concurrency, concurrency === 1 ? 2_000 : 6_000))] as [
      [string, Figures],
      ...[string, Figures][],
    ];
    for (const [name, { requestsPerSecond, median, p99 }] of [[base, floor] as const, ...others]) {
      rows[`${name}, ${concurrency} at a time`] = {
        "requests/s": Math.round(requestsPerSecond),
        median: median.toFixed(2),
        p99: p99.toFixed(2),
      };
    }
    for (const [name, ours] of others) {
      const rate = (ours.requestsPerSecond / floor.requestsPerSecond).toFixed(2);
      ratios.push(
        `${name} / ${base}, ${concurrency} at a time: ${rate} x the requests/s, ${(ours.median / floor.median).toFixed(2)} x the median`,
      );
    }
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
for (const loads of rounds) for (const { close } of Object.values(loads)) await close?.();
for (const { child } of [bare, appsync]) child.disconnect();
await api.close();
sdk.destroy();
await engine.stop();
