import { parseArgs } from "node:util";
import { crashes, type Totals } from "./crashes.ts";
import { newPlace } from "./place.ts";

const HELP = `usage: npm run crashes -- [--runs 100] [--seed n]

Kills the service under load with kill -9 (the server, its engine, or both, at random moments), starts it again in the same
folder, and holds it against what was answered. A run takes two to three seconds: 100 runs about five minutes.

  --runs  how many kills. Default 100
  --seed  of what is random, but for the times of the machine. Default: another each time; it is printed

Ends with 1 if a promise was broken, and says which; the folder is kept then.
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
  console.error(`--${name} has to be a whole number, and is "${text}"`);
  process.exit(2);
}

const TOLD_RUNS = 5;
const runs = wholeOf("runs", values.runs);
const seed = wholeOf("seed", values.seed ?? String(Date.now() % 1_000_000));
const { folder, env, remove } = await newPlace();
const started = performance.now();

function tell(totals: Totals): void {
  if (totals.runs % TOLD_RUNS !== 0 && totals.runs !== runs && totals.violations.length === 0) return;
  const { victims, calls, startsKilled, cutOff, happened, verified, dead, unstuck, people } = totals;
  console.log(
    `run ${totals.runs} of ${runs}, ${Math.round((performance.now() - started) / 1000)} s: killed server ${victims.server}, engine ${victims.engine}, both ${victims.both}, and ${startsKilled} starts on their way up; ${calls} calls, ${cutOff} cut off (of which ${happened} had happened); looked at ${people} slots: ${verified} tokens verified once, ${dead} dead ones did not, ${unstuck} cut-off requests asked for again`,
  );
}

console.log(`${runs} kills, seed ${seed}: about ${Math.ceil((runs * 3) / 60)} minutes`);
const victims = Array.from({ length: runs }, () => undefined);
const { violations } = await crashes({ folder, env, seed, victims, onRun: tell });
if (violations.length === 0) remove();
for (const violation of violations) console.error(`BROKEN: ${violation}`);
if (violations.length > 0) console.error(`seed ${seed}, folder ${folder}`);
process.exit(violations.length > 0 ? 1 : 0);
