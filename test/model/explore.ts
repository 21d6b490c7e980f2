/**
 * An explicit-state model checker. It visits every state that a model can reach, breadth first, so each counterexample has the
 * fewest steps. It knows nothing about the thing modelled.
 */

export interface Step<S> {
  label: string;
  to: S;
  /** The promise that this very step breaks, if it does. */
  breaks?: string | undefined;
}

export interface Model<S> {
  initial: S;
  /** States with the same key count as one state, so they must allow the same futures. */
  key(state: S): string;
  /** Everything that can happen next, in an order that depends only on the state; at most 65,535 steps. */
  steps(state: S): Step<S>[];
  /** The promise that the state breaks, if it does. */
  judge(state: S): string | undefined;
}

export interface Counterexample<S> {
  promise: string;
  /** From the initial state, whose label is empty, to the state in which the promise is broken. */
  trace: { label: string; state: S }[];
}

export interface Exploration<S> {
  states: number;
  transitions: number;
  /** The number of steps to the state that is farthest from the initial state. */
  depth: number;
  /** False when `limit` ended the search. */
  complete: boolean;
  counterexample?: Counterexample<S>;
}

export interface ExploreOptions<S> {
  /** The number of states after which to give up. Default: no limit. */
  limit?: number;
  /** Called for each state, once. */
  onState?: (state: S) => void;
  /** Called every 2^16 states. */
  onProgress?: (states: number, transitions: number, depth: number) => void;
}

const PROGRESS_MASK = 0xffff;

/** Visits every reachable state once, and ends at the first broken promise. */
export function explore<S>(model: Model<S>, options: ExploreOptions<S> = {}): Exploration<S> {
  const { limit = Number.POSITIVE_INFINITY, onState, onProgress } = options;
  const seen = new Map<string, number>();
  const origins: Origins = { parent: [-1], ordinal: [0] };
  let transitions = 0;
  let depth = 0;
  seen.set(model.key(model.initial), 0);
  onState?.(model.initial);
  let layer: [index: number, state: S][] = [[0, model.initial]];
  const ended = (more: object) => ({ states: seen.size, transitions, depth, complete: true, ...more });
  const broken = model.judge(model.initial);
  if (broken) return ended({ counterexample: { promise: broken, trace: [{ label: "", state: model.initial }] } });
  while (layer.length > 0) {
    const next: typeof layer = [];
    for (const [index, state] of layer) {
      const steps = model.steps(state);
      transitions += steps.length;
      for (const [ordinal, { to, breaks }] of steps.entries()) {
        const key = breaks === undefined ? model.key(to) : "";
        if (breaks === undefined && seen.has(key)) continue;
        const promise = breaks ?? model.judge(to);
        if (promise)
          return ended({ depth: depth + 1, counterexample: { promise, trace: trace(model, origins, index, ordinal) } });
        const found = seen.size;
        seen.set(key, found);
        origins.parent[found] = index;
        origins.ordinal[found] = ordinal;
        next.push([found, to]);
        onState?.(to);
        if ((found & PROGRESS_MASK) === 0) onProgress?.(found, transitions, depth);
        if (found + 1 >= limit) return ended({ complete: false });
      }
    }
    layer = next;
    if (layer.length > 0) depth += 1;
  }
  return ended({});
}

/** How each state was first reached: its parent, and the number of the parent's step. The states themselves are not kept. */
interface Origins {
  parent: number[];
  ordinal: number[];
}

/** Walks again from the start to a step of a state. */
function trace<S>(model: Model<S>, { parent, ordinal }: Origins, index: number, last: number) {
  const ordinals = [last];
  for (let at = index; at > 0; at = parent[at] as number) ordinals.unshift(ordinal[at] as number);
  let state = model.initial;
  const walked = [{ label: "", state }];
  for (const nth of ordinals) {
    const step = model.steps(state)[nth] as Step<S>;
    state = step.to;
    walked.push({ label: step.label, state });
  }
  return walked;
}
