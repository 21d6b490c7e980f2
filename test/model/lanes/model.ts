import type { Model, Step } from "../explore.ts";
import type { LaneBounds } from "./bounds.ts";
import { continueOperation, startOperations } from "./calls.ts";
import { startLanes } from "./lane.ts";
import { brokenInLanes, LANE_PROMISES, type LanePromise } from "./promises.ts";
import { createLaneRules, type LaneRules } from "./rules.ts";
import { createLaneKey, type LaneState, type Operation } from "./state.ts";
import { passTime, startSuccess } from "./world.ts";

/** The rules that the model runs, complete or without one part. */
export interface LaneDesign {
  bounds: LaneBounds;
  rules: LaneRules;
}

export type LaneSteps = Step<LaneState>[];

const EMPTY: LaneState = {
  now: 0,
  person: null,
  slots: [],
  operations: [],
  successes: [],
  spent: [],
  madeAt: [],
  gone: null,
  ids: 0,
};

/**
 * Models the item of a person, the lanes of the person's devices, and everything that anybody may do to them at any moment.
 *
 * @param off the part of the design that is left out, if any
 */
export function createLaneModel(bounds: LaneBounds, off: string | null = null): Model<LaneState> {
  const design = { bounds, rules: createLaneRules(bounds, off) };
  return {
    initial: EMPTY,
    key: createLaneKey(bounds),
    steps: (state) => stepsOf(design, state),
    judge(state) {
      const broken = brokenInLanes(state, bounds, design.rules);
      return broken && LANE_PROMISES[broken];
    },
  };
}

function stepsOf(design: LaneDesign, state: LaneState): LaneSteps {
  const found: LaneSteps = [];
  startSuccess(found, design, state);
  startOperations(found, design, state);
  startLanes(found, design, state);
  for (const operation of state.operations) continueOperation(found, design, state, operation);
  passTime(found, design, state);
  return found;
}

export function add(found: LaneSteps, label: string, to: LaneState, breaks?: LanePromise): void {
  found.push({ label, to, breaks: breaks && LANE_PROMISES[breaks] });
}

/** The times that the clock of a call may show. */
export const momentsOf = ({ now }: LaneState, { late }: LaneBounds) => (late === 0 ? [now] : [now, now - late]);

export const without = (state: LaneState, operation: Operation): LaneState => ({
  ...state,
  operations: state.operations.filter((other) => other !== operation),
});
