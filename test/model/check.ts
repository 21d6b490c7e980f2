import { parseArgs } from "node:util";
import { ALL_PARTS, boundsWithout, DEEP_RUNS, NOT_NEEDED, RUNS, type Run } from "./bounds.ts";
import { type Exploration, explore } from "./explore.ts";
import { PROMISES } from "./promises.ts";
import { shown } from "./show.ts";
import { createSlotModel } from "./slot.ts";
import type { State } from "./state.ts";

const HELP = `usage: npm run model [-- --deep | --without "<part>" | --parts]

Searches every state that the slot of a subject and purpose can reach within stated bounds, with calls in any order, and checks
each against the promises of docs/slot-model.md. Takes about 85 seconds. If a promise is broken, prints the shortest trace and
exits with 1.

  --deep             makes three more searches, with more calls at once: about three and a half minutes in all
  --without <part>   leaves out one term of a condition, assignment or rule, and shows what breaks
  --parts            lists what can be left out`;

const options = {
  help: { type: "boolean" },
  deep: { type: "boolean" },
  parts: { type: "boolean" },
  without: { type: "string" },
} as const;

/** @returns the options, or null when one is unknown */
function argumentsGiven() {
  try {
    return parseArgs({ options }).values;
  } catch {
    return null;
  }
}

function run(without: string | null, deep: boolean): number {
  if (without !== null && !ALL_PARTS.includes(without)) {
    console.error(`there is no part "${without}": --parts lists them`);
    return 2;
  }
  const chosen = without === null ? [...RUNS, ...(deep ? DEEP_RUNS : [])] : [leavingOut(without)];
  const held = chosen.every((each) => search(each, without));
  if (held && without !== null)
    console.log(`no promise needs this part here. Why it exists: ${NOT_NEEDED[without] ?? "no reason is known"}`);
  if (held)
    console.log(
      `\nheld in every state:\n${Object.values(PROMISES)
        .map((promise) => `  ${promise}`)
        .join("\n")}`,
    );
  return held ? 0 : 1;
}

const leavingOut = (part: string): Run => ({ name: `without ${part}`, bounds: boundsWithout(part) });

/** @returns whether every promise holds */
function search({ name, bounds }: Run, without: string | null): boolean {
  console.log(
    `${name}: ${Object.entries(bounds)
      .map(([bound, value]) => `${bound} ${value}`)
      .join(", ")}`,
  );
  const started = [performance.now(), processorSeconds()] as const;
  const onProgress = (states: number, transitions: number, depth: number) =>
    process.stderr.write(`\r${figures({ states, transitions, depth })}`);
  const found = explore(createSlotModel(bounds, without), { onProgress });
  process.stderr.write("\r");
  const [seconds, processor] = [(performance.now() - started[0]) / 1000, processorSeconds() - started[1]];
  console.log(`${figures(found)}, ${seconds.toFixed(1)} s (${processor.toFixed(1)} s of processor)   `);
  if (found.counterexample) console.log(`\n${shown(found.counterexample)}`);
  return !found.counterexample;
}

const figures = ({ states, transitions, depth }: Omit<Exploration<State>, "complete">) =>
  `  ${states.toLocaleString("en")} states, ${transitions.toLocaleString("en")} transitions, depth ${depth}`;

const processorSeconds = () => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
};

const values = argumentsGiven();
if (values === null) {
  console.error(HELP);
  process.exitCode = 1;
} else if (values.help) console.log(HELP);
else if (values.parts) console.log(ALL_PARTS.join("\n"));
else process.exitCode = run(values.without ?? null, values.deep === true);
