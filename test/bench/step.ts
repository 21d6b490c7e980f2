import { type ChildProcess, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/**
 * Measures what a unit test of a step costs in processor time, which other work on the machine changes little: the helper's import,
 * `loadStep` with empty and with filled caches, and a rerun of Vitest's watch beside that of a test that does nothing.
 */

if (process.argv.includes("--help")) {
  console.log(
    "usage: npm run bench:step\n\nPrints milliseconds of processor time, medians, and ratios. Takes about a minute.",
  );
  process.exit();
}

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const RUNS = 5;
const STEP = `import { type Context, util } from "@aws-appsync/utils";
export function request(ctx: Context<{ id: string }>) {
  return { operation: "GetItem", key: util.dynamodb.toMapValues({ id: ctx.args.id }) };
}
export const response = (ctx: Context) => ctx.result;
`;
const LOAD = `import { context, loadStep } from "appsync-local/testing";
const spent = () => { const { user, system } = process.cpuUsage(); return (user + system) / 1000; };
const imported = spent();
const load = () => loadStep("step.ts").request(context({ args: { id: "1" } }));
load();
const first = spent();
load();
console.log(JSON.stringify({ imported, first: first - imported, again: spent() - first }));
`;
const test = (body: string) => `import { context, loadStep } from "appsync-local/testing";
import { expect, test } from "vitest";
test("step", () => { ${body} });
`;
const OF_STEP = test(
  'expect(loadStep("step.ts").request(context({ args: { id: "1" } }))).toMatchObject({ operation: "GetItem" });',
);
const OF_NOTHING = 'import { test } from "vitest";\ntest("nothing", () => {});\n';

const folder = mkdtempSync(join(tmpdir(), "bench-step-"));
process.once("exit", () => rmSync(folder, { recursive: true, force: true }));
const write = (name: string, text: string) => writeFileSync(join(folder, name), text);
mkdirSync(join(folder, "node_modules"));
for (const name of ["appsync-local", "vitest", "@aws-appsync", "typescript"]) {
  symlinkSync(join(ROOT, "node_modules", name), join(folder, "node_modules", name));
}
write("package.json", '{ "type": "module" }');
write("step.ts", STEP);
write("load.ts", LOAD);
write("vitest.config.ts", 'export default { test: { forceRerunTriggers: ["**/step.ts"] } };\n');

/** The processor time of a process and of its children that have ended, in milliseconds. Linux counts in hundredths of a second. */
function spentBy({ pid }: ChildProcess): number {
  const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1]?.split(" ") ?? [];
  return fields.slice(11, 15).reduce((sum, ticks) => sum + Number(ticks), 0) * 10;
}

const median = (values: number[]) => values.sort((a, b) => a - b)[Math.floor(values.length / 2)] as number;

async function loaded(): Promise<{ imported: number; first: number; again: number }> {
  const child = spawn(process.execPath, ["load.ts"], { cwd: folder, stdio: ["ignore", "pipe", "inherit"] });
  let said = "";
  for await (const chunk of child.stdout) said += chunk;
  return JSON.parse(said);
}

/** Reruns a test in Vitest's watch. @returns the median of a rerun */
async function watched(text: string): Promise<number> {
  write("step.test.ts", text);
  const vitest = join(dirname(createRequire(import.meta.url).resolve("vitest/package.json")), "vitest.mjs");
  const child = spawn(process.execPath, [vitest, "--watch"], { cwd: folder, stdio: ["pipe", "pipe", "inherit"] });
  let said = "";
  let arrived = () => {};
  child.stdout.on("data", (chunk) => {
    said += chunk;
    if (!said.includes("Waiting for file changes")) return;
    said = "";
    arrived();
  });
  const waiting = () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    arrived = resolve;
    return promise;
  };
  await waiting();
  const spent: number[] = [];
  for (let run = 0; run < RUNS; run += 1) {
    const done = waiting();
    const before = spentBy(child);
    write("step.ts", `${STEP}// ${run} ${Date.now()}\nexport const run${run} = ${Date.now()};\n`);
    await done;
    // A worker's time is its parent's only when it has ended.
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    spent.push(spentBy(child) - before);
  }
  child.kill();
  return median(spent);
}

const rows: Record<string, string> = {};
const say = (name: string, milliseconds: number) => {
  rows[name] = milliseconds.toFixed(0);
};
const cold: Awaited<ReturnType<typeof loaded>>[] = [];
const warm: typeof cold = [];
for (let run = 0; run < RUNS; run += 1) {
  rmSync(join(folder, "node_modules/.cache"), { recursive: true, force: true });
  cold.push(await loaded());
  warm.push(await loaded());
}
const of = (runs: typeof cold, part: keyof (typeof cold)[number]) => median(runs.map((run) => run[part]));
say("start of Node and import of the helper", of(warm, "imported"));
say("loadStep, caches empty (without the compiler's process)", of(cold, "first"));
say("loadStep, caches filled", of(warm, "first"));
say("loadStep of the same step again", of(warm, "again"));
const nothing = await watched(OF_NOTHING);
const step = await watched(OF_STEP);
say("rerun of a test that does nothing", nothing);
say("rerun of a step's test, types checked", step);
console.table(rows);
console.log(`rerun of a step's test / of a test that does nothing: ${(step / nothing).toFixed(1)} x`);
console.log(`loadStep, caches empty / filled: ${(of(cold, "first") / of(warm, "first")).toFixed(1)} x`);
