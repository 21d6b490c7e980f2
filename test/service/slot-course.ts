import { startDynamoDb } from "appsync-local/dynamodb";
import * as fc from "fast-check";
import { planOf } from "./slot-plan.ts";
import { type Outcome, play } from "./slot-play.ts";
import { openTable } from "./slot-table.ts";
import { startTestService } from "./support.ts";

/** Slots, one after another, each through a life of its own that fast-check draws, on a service of their own. */

export interface CourseOptions {
  slots: number;
  /** The most that one slot goes through. */
  rounds: number;
  seed: number;
  onSlot?: (outcome: Outcome) => void;
}

/** The first slot that broke a promise: threads race, so the same plan may hold the next time. */
export interface CourseFailure {
  /** What draws the same plan again, of as many rounds. */
  seed: number;
  path: string | null;
  problems: string[];
}

export interface Course {
  run(options: CourseOptions): Promise<{ failure: CourseFailure | null; outcomes: Outcome[] }>;
  close(): Promise<void>;
}

/** So many messages that limits are never what stops an attacker. */
const PLENTY = { quarterHour: 100, day: 1_000 };

/** Starts a service on an engine in memory. */
export async function openCourse(): Promise<Course> {
  const engine = await startDynamoDb();
  const service = await startTestService({ sends: { subject: PLENTY, destination: PLENTY } }, engine.endpoint);
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
      await engine.stop();
    },
  };
}
