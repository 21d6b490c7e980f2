import { once } from "node:events";
import { statSync } from "node:fs";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { codesOf } from "../crash/codes.ts";
import { newInstallation } from "../crash/installation.ts";
import { type Started, start, stop } from "../crash/started.ts";
import type { HeapReport } from "./heap-report.ts";
import { createLatencies, type Percentiles } from "./latencies.ts";
import { type Band, type Sample, trendOf } from "./memory-band.ts";
import { memoryOf } from "./processes.ts";
import { createSoakClient } from "./soak-client.ts";
import { startTraffic } from "./soak-traffic.ts";

const HELP = `usage: npm run soak -- [--minutes 10]

Runs mixed traffic at full speed against its own service: codes by SMS and e-mail that are requested, requested again, guessed
right and wrong, replayed, cancelled and listed; bad input, bad documents, bad signatures. Each caller is used once.
Shows a line every ten seconds: requests a second, p50/p95/p99 in milliseconds, errors, memory in MB.

  --minutes  how long to run, at least 2. Default: 10

Exits with 1 when an answer is not allowed, or memory leaves its band after the warm-up (a fifth of the time):
  server, live   the heaps after garbage collection, workers included, measured ten times in the whole run
                 (which stops the service for a moment): up by 1 MB a minute and 15 %
  server, RSS    up by 8 MB a minute and 15 %
  engine, RSS    up by more than 32 MB and more than its database, which grows: items live for a month and a day
`;

const { values } = parseArgs({ options: { minutes: { type: "string", default: "10" }, help: { type: "boolean" } } });
if (values.help) {
  console.log(HELP);
  process.exit();
}
const minutes = Number(values.minutes);
if (!(minutes >= 2)) {
  console.error(`--minutes must be a number from 2, not "${values.minutes}"`);
  process.exit(2);
}

const CONNECTIONS = 16;
const REPORT_MILLISECONDS = 10_000;
/** The share of the time in which caches fill and code is compiled. */
const WARM_UP = 0.2;
const LIVE_SAMPLES = 10;
const LIVE: Band = { megabytesAMinute: 1, ratio: 1.15 };
const RESIDENT: Band = { megabytesAMinute: 8, ratio: 1.15 };
const ENGINE_MEGABYTES = 32;
const MEGABYTE = 1024 * 1024;

interface Measurement {
  minute: number;
  server: number;
  heap: number;
  engine: number;
  database: number;
}

const { folder, env, remove } = await newInstallation();
const service = await start(folder, env, [
  "--max-semi-space-size=16", // the value of `npm start`
  "--expose-gc",
  "--import",
  fileURLToPath(new URL("heap-report.ts", import.meta.url)),
]);
const latencies = createLatencies();
const client = createSoakClient(service.outputs, CONNECTIONS, latencies);
const traffic = startTraffic(client, codesOf(folder), CONNECTIONS);
console.log(
  `${minutes} minutes of mixed traffic over ${CONNECTIONS} connections; memory counts from minute ${minutes * WARM_UP}`,
);
const { looks, live, problem } = await watch();
traffic.halt();
await traffic.ended.catch(() => {});
const broken = [...problem, ...client.violations, ...judge(looks, live)];
console.table(Object.fromEntries([...latencies.whole()].map(([name, each]) => [name, rounded(each)])));
for (const each of broken) console.error(`BROKEN: ${each}`);
await client.close();
await stop(service);
remove();
process.exit(broken.length > 0 ? 1 : 0);

/** Prints figures until the time is over or a call is not answered. */
async function watch() {
  const started = performance.now();
  const looks: Measurement[] = [];
  const live: Sample[] = [];
  const failed = traffic.ended.then(
    () => "",
    (error) => `a call was not answered: ${error}`,
  );
  for (;;) {
    const ended = await Promise.race([setTimeout(REPORT_MILLISECONDS, undefined), failed]);
    if (ended !== undefined) return { looks, live, problem: [`${ended}; the service said: ${service.stderr()}`] };
    const minute = (performance.now() - started) / 60_000;
    const look = await lookAt(service, minute);
    looks.push(look);
    tell(look);
    if (minute >= (minutes * (live.length + 1)) / LIVE_SAMPLES) live.push({ minute, megabytes: await liveIn(service) });
    if (minute >= minutes) return { looks, live, problem: [] };
  }
}

function tell({ minute, server, heap, engine, database }: Measurement): void {
  const interval = latencies.interval();
  const count = [...interval.values()].reduce((sum, each) => sum + each.count, 0);
  const times = [...interval].map(
    ([name, { p50, p95, p99 }]) => `${name} ${[p50, p95, p99].map(Math.round).join("/")}`,
  );
  const errors = [...client.errors()].map(([type, n]) => `${type} ${n}`);
  const clock = `${Math.floor(minute)}:${String(Math.floor((minute % 1) * 60)).padStart(2, "0")}`;
  console.log(
    `${clock}  ${Math.round((count / REPORT_MILLISECONDS) * 1000)}/s | server ${server} MB, of it heaps ${heap}; engine ${engine}, database ${database} | ${times.sort().join(", ")} | ${errors.sort().join(", ")}`,
  );
}

async function heapsOf({ child }: Started, how: "as they are" | "collected"): Promise<HeapReport> {
  child.send(how);
  const [report] = await once(child, "message");
  return report as HeapReport;
}

/** The bytes of the server's heaps after garbage collection, with their external memory. */
async function liveIn(service: Started): Promise<number> {
  const { used, external } = await heapsOf(service, "collected");
  return (used + external) / MEGABYTE;
}

async function lookAt(service: Started, minute: number): Promise<Measurement> {
  const { used } = await heapsOf(service, "as they are");
  const of = (pid: number) => memoryOf(service.outputs.pid).find((each) => each.pid === pid)?.rss ?? 0;
  const files = ["tokens.db", "tokens.db-wal"].map((name) => statSync(join(folder, name)).size);
  const database = files.reduce((sum, size) => sum + size, 0);
  const megabytes = { server: of(service.outputs.pid), engine: of(service.enginePid) };
  return {
    minute,
    server: Math.round(megabytes.server),
    engine: Math.round(megabytes.engine),
    heap: Math.round(used / MEGABYTE),
    database: Math.round(database / MEGABYTE),
  };
}

/** Finds memory that is outside its band. @returns a sentence for each */
function judge(all: Measurement[], live: Sample[]): string[] {
  const warm = <Each extends { minute: number }>(each: Each) => each.minute >= minutes * WARM_UP;
  const looks = all.filter(warm);
  const resident = looks.map(({ minute, server }) => ({ minute, megabytes: server }));
  const trends = { "server, live": trendOf(live.filter(warm), LIVE), "server, RSS": trendOf(resident, RESIDENT) };
  const [first, last] = [looks[0] as Measurement, looks.at(-1) as Measurement];
  const grown = { engine: last.engine - first.engine, database: last.database - first.database };
  for (const [name, { megabytesAMinute, ratio }] of Object.entries(trends))
    console.log(`${name}: ${megabytesAMinute.toFixed(2)} MB a minute, last quarter ${ratio.toFixed(2)} x the second`);
  console.log(`engine, RSS: ${grown.engine} MB more; its database: ${grown.database} MB more`);
  const out = Object.entries(trends).flatMap(([name, { broken }]) => (broken ? [`${name} left its band`] : []));
  if (grown.engine > Math.max(ENGINE_MEGABYTES, grown.database)) out.push("engine, RSS left its band");
  return out;
}

function rounded({ count, ...times }: Percentiles) {
  return { count, ...Object.fromEntries(Object.entries(times).map(([name, each]) => [name, each.toFixed(1)])) };
}
