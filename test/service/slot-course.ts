import * as fc from "fast-check";
import { startFastService } from "./fast-service.ts";
import { planOf } from "./slot-plan.ts";
import { type Outcome, play } from "./slot-play.ts";
import { openTable } from "./slot-table.ts";

/** Plays slots one after another on their own service, each through a random life that fast-check generates. */

export interface CourseOptions {
  slots: number;
  /** The most rounds of one slot. */
  rounds: number;
  seed: number;
  onSlot?: (outcome: Outcome) => void;
}

/** The first slot that broke a promise. Because threads race, the same plan may pass the next time. */
export interface CourseFailure {
  /** The seed that generates the same plan again, with the same number of rounds. */
  seed: number;
  path: string | null;
  problems: string[];
}

export interface Course {
  run(options: CourseOptions): Promise<{ failure: CourseFailure | null; outcomes: Outcome[] }>;
  close(): Promise<void>;
}

/** Limits so high that they never stop an attacker. */
const PLENTY = { quarterHour: 100, day: 1_000 };

/** Starts a service for the slots to be played on. */
export async function openCourse(): Promise<Course> {
  const service = await startFastService({ sends: { subject: PLENTY, destination: PLENTY } });
  const table = openTable(service);
  return {
    async run({ slots, rounds, seed, onSlot }) {
      const outcomes: Outcome[] = [];
      const property = fc.asyncProperty(planOf(rounds), async (plan) => {
        service.traces.length = 0;
        const outcome = await play(service, table, plan);
        outcomes.push(outcome);
        onSlot?.(outcome);
        return outcome.problems.length === 0;
      });
      const { failed, counterexamplePath } = await fc.check(property, { numRuns: slots, seed, endOnFailure: true });
      const problems = outcomes.at(-1)?.problems ?? [];
      return { failure: failed ? { seed, path: counterexamplePath, problems } : null, outcomes };
    },
    async close() {
      await table.close();
      await service.stop();
    },
  };
}
