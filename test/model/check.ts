import { parseArgs } from "node:util";
import { ALL_PARTS, boundsWithout, DEEP_RUNS, NOT_NEEDED, RUNS } from "./bounds.ts";
import { type Counterexample, type Exploration, explore, type Model } from "./explore.ts";
import { DEEP_LANE_RUNS, LANE_NOT_NEEDED, LANE_RUNS, type LaneBounds, laneBoundsWithout } from "./lanes/bounds.ts";
import { createLaneModel } from "./lanes/model.ts";
import { LANE_PROMISES } from "./lanes/promises.ts";
import { PARTS as LANE_PARTS } from "./lanes/rules.ts";
import { shownLanes } from "./lanes/show.ts";
import type { LaneState } from "./lanes/state.ts";
import { PROMISES } from "./promises.ts";
import type { Bounds as SlotBounds } from "./rules.ts";
import { shown } from "./show.ts";
import { createSlotModel } from "./slot.ts";
import type { State } from "./state.ts";

const HELP = `usage: npm run model [-- --deep | --without "<part>" | --parts]

Searches every state that the slot of a subject and purpose can reach within stated bounds, and every state of a person's devices and
their lanes, with calls in any order, and checks each against the promises of docs/slot-model.md. Takes about two minutes. If a
promise is broken, prints the shortest trace and exits with 1.

  --deep             makes five more searches, with more calls at once: about five minutes in all
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

/** A model and how its states are shown; what can be left out, where a promise then breaks, and its searches. */
interface Checked<S, Bounds extends object> {
  create(bounds: Bounds, off: string | null): Model<S>;
  shown(found: Counterexample<S>): string;
  runs: { name: string; bounds: Bounds }[];
  deepRuns: { name: string; bounds: Bounds }[];
  parts: readonly string[];
  boundsWithout(part: string): Bounds;
  notNeeded: Record<string, string>;
  promises: Record<string, string>;
}

const SLOT: Checked<State, SlotBounds> = {
  create: createSlotModel,
  shown,
  ...{ runs: RUNS, deepRuns: DEEP_RUNS, parts: ALL_PARTS, boundsWithout, notNeeded: NOT_NEEDED, promises: PROMISES },
};
const LANES: Checked<LaneState, LaneBounds> = {
  create: createLaneModel,
  shown: shownLanes,
  ...{ runs: LANE_RUNS, deepRuns: DEEP_LANE_RUNS, parts: LANE_PARTS, boundsWithout: laneBoundsWithout },
  ...{ notNeeded: LANE_NOT_NEEDED, promises: LANE_PROMISES },
};

/** @returns whether every promise of the model holds */
function check<S, Bounds extends object>(model: Checked<S, Bounds>, without: string | null, deep: boolean): boolean {
  const leavingOut = (part: string) => ({ name: `without ${part}`, bounds: model.boundsWithout(part) });
  const chosen = without === null ? [...model.runs, ...(deep ? model.deepRuns : [])] : [leavingOut(without)];
  const held = chosen.every((each) => search(model, each, without));
  if (held && without !== null)
    console.log(`no promise needs this part here. Why it exists: ${model.notNeeded[without] ?? "no reason is known"}`);
  if (held)
    console.log(
      `\nheld in every state:\n${Object.values(model.promises)
        .map((promise) => `  ${promise}`)
        .join("\n")}\n`,
    );
  return held;
}

function run(without: string | null, deep: boolean): number {
  if (without === null) return check(SLOT, null, deep) && check(LANES, null, deep) ? 0 : 1;
  if (SLOT.parts.includes(without)) return check(SLOT, without, deep) ? 0 : 1;
  if (LANES.parts.includes(without)) return check(LANES, without, deep) ? 0 : 1;
  console.error(`there is no part "${without}": --parts lists them`);
  return 2;
}

/** @returns whether every promise holds */
function search<S, Bounds extends object>(
  { create, shown: show }: Checked<S, Bounds>,
  { name, bounds }: { name: string; bounds: Bounds },
  without: string | null,
): boolean {
  console.log(
    `${name}: ${Object.entries(bounds)
      .map(([bound, value]) => `${bound} ${value}`)
      .join(", ")}`,
  );
  const started = [performance.now(), processorSeconds()] as const;
  const onProgress = (states: number, transitions: number, depth: number) =>
    process.stderr.write(`\r${figures({ states, transitions, depth })}`);
  const found = explore(create(bounds, without), { onProgress });
  process.stderr.write("\r");
  const [seconds, processor] = [(performance.now() - started[0]) / 1000, processorSeconds() - started[1]];
  console.log(`${figures(found)}, ${seconds.toFixed(1)} s (${processor.toFixed(1)} s of processor)   `);
  if (found.counterexample) console.log(`\n${show(found.counterexample)}`);
  return !found.counterexample;
}

const figures = ({ states, transitions, depth }: Omit<Exploration<unknown>, "complete">) =>
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
else if (values.parts) console.log([...SLOT.parts, ...LANES.parts].join("\n"));
else process.exitCode = run(values.without ?? null, values.deep === true);
