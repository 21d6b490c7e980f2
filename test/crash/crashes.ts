import { setTimeout } from "node:timers/promises";
import { check, NOTHING_CHECKED } from "./check.ts";
import { cleanupProblems } from "./cleanup.ts";
import { clientOf } from "./client.ts";
import { codesOf } from "./codes.ts";
import { startLoad } from "./load.ts";
import { actionsOf, isStuck, type Person } from "./person.ts";
import { type Random, randomOf } from "./random.ts";
import { run, type Started, start, stop } from "./started.ts";

export type Victim = "server" | "engine" | "both";
export const VICTIMS: readonly Victim[] = ["server", "engine", "both"];

export interface CrashOptions {
  /** The folder in which the service keeps its state, from the first run to the last. */
  folder: string;
  /** The variables of the service's environment: PORT, and settings like `OVERRIDES`. */
  env: Record<string, string>;
  seed: number;
  /** The fewest and the most calls before a kill. Default: 1 to 300. */
  calls?: readonly [number, number];
  /** What each run kills; undefined chooses at random. */
  victims: (Victim | undefined)[];
  /** Called after each run. */
  onRun?: (totals: Totals) => void;
  /** Changes the folder before a run's load and after its kill, to test that damage is noticed. */
  damage?: { prepare(folder: string): void; inflict(folder: string): void };
}

export type Totals = typeof NOTHING_CHECKED & {
  runs: number;
  victims: Record<Victim, number>;
  calls: number;
  /** Starts that were killed before they were up. */
  startsKilled: number;
  violations: string[];
};

/** Fewer than the 1,000 messages that the inbox keeps, so that every message of a load can be looked up there. */
const CALLS = [1, 300] as const;
/** The longest time between the last call and the kill. */
const MOMENT_MILLISECONDS = 30;
/** A server without its engine must end within this time. */
const GIVES_UP_MILLISECONDS = 15_000;
/** The share of starts that are killed once while they come up. */
const STARTS_KILLED = 0.2;
/** The number of people checked who made no call in a run. */
const OTHERS = 30;

/**
 * Kills a service under load again and again, in one folder, and compares each next start with the answers before. Ends with
 * the first run that finds a violation.
 */
export async function crashes(options: CrashOptions): Promise<Totals> {
  const { folder, env, seed, calls = CALLS, victims, onRun, damage } = options;
  const random = randomOf(seed);
  const people: Person[] = [];
  const counts = { server: 0, engine: 0, both: 0 };
  const totals: Totals = { ...NOTHING_CHECKED, runs: 0, victims: counts, calls: 0, startsKilled: 0, violations: [] };
  const { violations } = totals;
  let service = await start(folder, env);
  const codes = codesOf(folder);

  /** @returns the people who made a call */
  async function killUnderLoad(victim: Victim): Promise<Set<Person>> {
    const client = clientOf(service.outputs);
    const load = startLoad(people, actionsOf(client, codes), random, `run${totals.runs}`);
    const enough = random.whole(...calls);
    while (load.isGoing() && load.calls() < enough) await setTimeout(1);
    await setTimeout(random.next() * MOMENT_MILLISECONDS);
    load.halt();
    client.expectTheEnd();
    violations.push(...(await kill(service, victim)), ...(await load.ended));
    totals.calls += load.calls();
    return load.touched;
  }

  async function startAndCheck(touched: Set<Person>): Promise<void> {
    if (random.next() < STARTS_KILLED) totals.startsKilled += await killAStart(folder, env, random);
    const next = await start(folder, env);
    violations.push(...cleanupProblems(service, next));
    service = next;
    const client = clientOf(service.outputs);
    const others = Array.from({ length: OTHERS }, () => random.of(people));
    const looked = new Set([...touched, ...people.filter(isStuck), ...others]);
    const parts = { outputs: service.outputs, client, codes, actions: actionsOf(client, codes), random };
    const { violations: found, ...checked } = await check(looked, parts);
    violations.push(...found);
    for (const key of Object.keys(NOTHING_CHECKED) as (keyof typeof NOTHING_CHECKED)[]) totals[key] += checked[key];
  }

  for (const wanted of victims) {
    const victim = wanted ?? random.of(VICTIMS);
    damage?.prepare(folder);
    const touched = await killUnderLoad(victim);
    damage?.inflict(folder);
    await startAndCheck(touched).catch((error) => violations.push(`${error}`));
    totals.runs += 1;
    counts[victim] += 1;
    onRun?.(totals);
    if (violations.length > 0) break;
  }
  await stop(service);
  return totals;
}

/** Kills, and waits until the server has ended. @returns violations: a server that did not end as it should */
async function kill({ child, ended, enginePid, stderr }: Started, victim: Victim): Promise<string[]> {
  if (victim !== "server") process.kill(enginePid, "SIGKILL");
  if (victim !== "engine") child.kill("SIGKILL");
  const late = setTimeout(GIVES_UP_MILLISECONDS, "late" as const, { ref: false });
  const end = await Promise.race([ended, late]);
  if (end === "late") {
    child.kill("SIGKILL");
    await ended;
    return ["a server without its engine did not end by itself"];
  }
  if (victim !== "engine" || (end === 1 && /engine .*start again/.test(stderr()))) return [];
  return [`a server without its engine ended with ${end}, and said: ${stderr()}`];
}

/** Kills a start that is coming up or has just come up. @returns 1 */
async function killAStart(folder: string, env: Record<string, string>, random: Random): Promise<number> {
  const running = run(folder, env);
  await setTimeout(random.whole(0, 1_200));
  running.child.kill("SIGKILL");
  await running.ended;
  return 1;
}
