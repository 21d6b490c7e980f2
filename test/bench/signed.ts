import { once } from "node:events";
import { createServer, request } from "node:http";
import type { AddressInfo } from "node:net";
import { startDynamoDb } from "appsync-local/dynamodb";
import { newClient, signedCaller } from "../service/api-client.ts";
import { type Caller, startTestService } from "../service/support.ts";

/** Measures what a request costs that an API client signs, beside one that a role signs. `node test/bench/signed.ts --help` says how to use it. */

if (process.argv.includes("--help")) {
  console.log(
    "usage: npm run bench:signed\n\nPrints calls of the table, capacity units and processor time of one request of each kind, and the ratios. Processor time is that of\nthe whole service with its functions, without the engine, and with signing. Takes about half a minute.",
  );
  process.exit();
}

const ROUNDS = 9;
const COUNT = 150;
const UNKNOWN = `login_1-_${"0".repeat(64)}`;
const QUERIES: Record<string, [query: string, variables: object]> = {
  "activeTokens of a subject": [
    "query ($filter: ActiveTokensFilter) { activeTokens(filter: $filter) { nextToken } }",
    { filter: { subject: "nobody" } },
  ],
  "verifyOtp of an unknown token": [
    "mutation ($input: VerifyOtpInput!) { verifyOtp(input: $input) { status } }",
    { input: { id: UNKNOWN, subject: "nobody", code: "123456" } },
  ],
};
const READS = new Set(["GetItem", "BatchGetItem", "Query"]);

/** What passes a proxy before the engine. It asks the engine for the capacity of each call. */
const counted = { calls: 0, read: 0, write: 0 };
const engine = await startDynamoDb();
const upstream = new URL(engine.endpoint);
const proxy = createServer(async (incoming, outgoing) => {
  const body = Buffer.concat(await incoming.toArray()).toString();
  const { "content-length": _, ...headers } = incoming.headers;
  const operation = String(headers["x-amz-target"]).split(".").at(-1) as string;
  const asking = READS.has(operation) || /^(Put|Update)Item$/.test(operation);
  const sent = asking ? JSON.stringify({ ...JSON.parse(body), ReturnConsumedCapacity: "TOTAL" }) : body;
  const { hostname, port } = upstream;
  const sending = request({ hostname, port, method: "POST", path: "/", headers }, async (answer) => {
    const text = Buffer.concat(await answer.toArray()).toString();
    const consumed = [JSON.parse(text || "{}").ConsumedCapacity ?? []].flat();
    const units = consumed.reduce((sum: number, { CapacityUnits = 0 }) => sum + CapacityUnits, 0);
    counted.calls += 1;
    counted[READS.has(operation) ? "read" : "write"] += units;
    outgoing.writeHead(answer.statusCode as number, { "content-type": "application/x-amz-json-1.0" }).end(text);
  });
  sending.end(sent);
});
await once(proxy.listen(0, "127.0.0.1"), "listening");
const service = await startTestService({}, `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`);
const callers: Record<string, Caller> = {
  role: service.backend(),
  client: signedCaller(service, await newClient(service)),
};

const middle = (values: number[]) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] as number;

/** Makes requests one after another. @returns microseconds of processor time for each */
async function run(caller: Caller, [query, variables]: (typeof QUERIES)[string], count: number): Promise<number> {
  const before = process.cpuUsage();
  for (let n = 0; n < count; n++) {
    const { errors } = await caller(query, variables);
    if (errors) throw new Error(JSON.stringify(errors));
  }
  const { user, system } = process.cpuUsage(before);
  return (user + system) / count;
}

console.log(
  "one request".padEnd(32),
  ["by", "calls", "read", "write", "microseconds"].map((head) => head.padStart(13)).join(""),
);
for (const [name, query] of Object.entries(QUERIES)) {
  const figures = new Map<string, number[]>();
  for (const [by, caller] of Object.entries(callers)) {
    await run(caller, query, COUNT);
    const before = { ...counted };
    await run(caller, query, 10);
    const { calls, read, write } = counted;
    figures.set(by, [(calls - before.calls) / 10, (read - before.read) / 10, (write - before.write) / 10]);
  }
  const times = new Map<string, number[]>(Object.keys(callers).map((by) => [by, []]));
  // In turn, so that a machine that becomes slower slows both.
  for (let round = 0; round < ROUNDS; round++) {
    for (const [by, caller] of Object.entries(callers)) times.get(by)?.push(await run(caller, query, COUNT));
  }
  for (const [by, own] of figures) own.push(middle(times.get(by) as number[]));
  const [role, client] = ["role", "client"].map((by) => figures.get(by) as number[]) as [number[], number[]];
  const line = (label: string, by: string, values: (number | string)[]) =>
    console.log(label.padEnd(32), [by, ...values].map((value) => String(value).padStart(13)).join(""));
  line(
    name,
    "role",
    role.map((value) => +value.toFixed(1)),
  );
  line(
    "",
    "client",
    client.map((value) => +value.toFixed(1)),
  );
  line(
    "",
    "ratio",
    client.map((value, n) => (role[n] ? (value / (role[n] as number)).toFixed(2) : "-")),
  );
}
await service.stop(false);
proxy.close();
proxy.closeAllConnections();
await engine.stop();
