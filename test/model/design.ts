import type { Step } from "./explore.ts";
import { PROMISES, type PromiseName } from "./promises.ts";
import { type Bounds, createRules, type Rules } from "./rules.ts";
import type { Operation, State } from "./state.ts";
import { compileWrites, type Write, type WriteName } from "./writes.ts";

/** The table of writes and the rules that the model runs, either complete or without one part. */
export interface Design {
  bounds: Bounds;
  writes: Record<WriteName, Write>;
  rules: Rules;
}

/** @param off the part that is left out: one of PARTS or RULES */
export const createDesign = (bounds: Bounds, off: string | null): Design => ({
  bounds,
  writes: compileWrites(off),
  rules: createRules(bounds, off),
});

export type Steps = Step<State>[];

export function add(found: Steps, label: string, to: State, breaks?: PromiseName): void {
  found.push({ label, to, breaks: breaks && PROMISES[breaks] });
}

export const without = (state: State, operation: Operation): State => ({
  ...state,
  operations: state.operations.filter((other) => other !== operation),
});

export const replaced = (state: State, operation: Operation, by: Operation): State => ({
  ...state,
  operations: state.operations.map((other) => (other === operation ? by : other)),
});
