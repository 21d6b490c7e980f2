import { parseArgs } from "node:util";
import { openCourse } from "./slot-course.ts";

/** Plays slots through races and faults for a given time: `node test/service/races.ts --help` says how to use it. */

const { values } = parseArgs({
  options: {
    slots: { type: "string", default: "250" },
    rounds: { type: "string", default: "24" },
    seed: { type: "string", default: String(Date.now() % 1_000_000) },
    help: { type: "boolean", default: false },
  },
});

if (values.help) {
  console.log(`usage: npm run races -- [--slots 250] [--rounds 24] [--seed <number>]

Plays slots against a service of its own: rounds of parallel requests, resends, replacements, guesses, repeats, cancels and
deletions, with faults between, and holds answers, messages and table against a model that counts. Beside half of the slots
that of a known device is played. About two slots a second: two minutes for 250. Ends with 1, the seed and what was broken
as soon as a promise is.`);
  process.exit();
}

const [slots, rounds, seed] = [values.slots, values.rounds, values.seed].map(Number) as [number, number, number];
if (![slots, rounds].every((count) => Number.isInteger(count) && count > 0) || !Number.isInteger(seed)) {
  console.error("--slots and --rounds must be whole numbers above 0, and --seed a whole number");
  process.exit(1);
}
const course = await openCourse();
const started = performance.now();
let done = 0;
const { failure, outcomes } = await course.run({
  slots,
  rounds,
  seed,
  onSlot() {
    done += 1;
    if (done % 10 > 0) return;
    const left = ((performance.now() - started) / done) * (slots - done);
    console.log(`${done} of ${slots} slots, ${Math.round(left / 1000)} s left`);
  },
});
await course.close();
if (failure) console.error(`broken by seed ${seed}, path ${failure.path}:\n${failure.problems.join("\n")}`);
/** Says the most of a lane, and how often it was reached. */
function said(lane: number): string {
  const counts = outcomes.flatMap(({ fullest }) => fullest[lane] ?? []);
  const most = Math.max(0, ...counts);
  return `${most} (by ${counts.filter((count) => count === most).length} of ${counts.length} slots)`;
}
const sum = (key: "calls" | "verified" | "longCodes") => outcomes.reduce((total, outcome) => total + outcome[key], 0);
console.log(
  `seed ${seed}: ${sum("calls")} calls, ${sum("verified")} codes verified, ${sum("longCodes")} long codes;
most wrong guesses evaluated in one window: ${said(0)} in the common lane, ${said(1)} in that of a known device`,
);
process.exitCode = failure ? 1 : 0;
