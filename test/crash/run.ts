import { parseArgs } from "node:util";
import { crashes, type Totals } from "./crashes.ts";
import { newInstallation } from "./installation.ts";

const HELP = `usage: npm run crashes -- [--runs 100] [--seed n]

Kills the service under load with kill -9 (the server, its engine, or both, at random moments), starts it again in the same
folder, and compares it with the answers that it gave before. A run takes two to three seconds: 100 runs about five minutes.

  --runs  the number of kills. Default: 100
  --seed  repeats the random choices of a run, except for timing. Default: a new seed each time, which is printed

If a promise is broken, prints which one, keeps the folder and exits with 1.
`;

const { values } = parseArgs({
  options: { runs: { type: "string", default: "100" }, seed: { type: "string" }, help: { type: "boolean" } },
});
if (values.help) {
  console.log(HELP);
  process.exit();
}

function wholeOf(name: string, text: string): number {
  if (/^\d{1,9}$/.test(text)) return Number(text);
  console.error(`--${name} must be a whole number, not "${text}"`);
  process.exit(2);
}

const REPORT_EVERY_RUNS = 5;
const runs = wholeOf("runs", values.runs);
const seed = wholeOf("seed", values.seed ?? String(Date.now() % 1_000_000));
const { folder, env, remove } = await newInstallation();
const started = performance.now();

function report(totals: Totals): void {
  if (totals.runs % REPORT_EVERY_RUNS !== 0 && totals.runs !== runs && totals.violations.length === 0) return;
  const { victims, calls, startsKilled, cutOff, happened, verified, dead, unstuck, people, inLane } = totals;
  console.log(
    `run ${totals.runs} of ${runs}, ${Math.round((performance.now() - started) / 1000)} s: killed the server ${victims.server} times, the engine ${victims.engine}, both ${victims.both}, and ${startsKilled} starts coming up; ${calls} calls, ${cutOff} cut off (of which ${happened} had happened); checked ${people} slots, ${inLane} in lanes of known devices: ${verified} tokens verified once, ${dead} dead ones did not, ${unstuck} cut-off requests were made again`,
  );
}

console.log(`${runs} kills, seed ${seed}: about ${Math.ceil((runs * 3) / 60)} minutes`);
const victims = Array.from({ length: runs }, () => undefined);
const { violations } = await crashes({ folder, env, seed, victims, onRun: report });
if (violations.length === 0) remove();
for (const violation of violations) console.error(`BROKEN: ${violation}`);
if (violations.length > 0) console.error(`seed ${seed}, folder ${folder}`);
process.exit(violations.length > 0 ? 1 : 0);
