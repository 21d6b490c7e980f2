import { continueAsking, startAsking } from "./asking.ts";
import { add, createDesign, type Design, type Steps, without } from "./design.ts";
import type { Model } from "./explore.ts";
import { cancel, chargeRepeat, guessAgain, startGuessing } from "./guessing.ts";
import { brokenIn, PROMISES } from "./promises.ts";
import { createRecovery } from "./recovery.ts";
import { type Bounds, DAY, KEY } from "./rules.ts";
import { createView, type State, type View } from "./state.ts";

const EMPTY: State = {
  now: 0,
  window: 0,
  slot: null,
  operations: [],
  tokens: [],
  wrong: [],
  keySentUntil: 0,
  guesses: KEY,
};

/**
 * Models the slot of one subject and purpose, and everything that anybody may do to it at any moment.
 *
 * @param off the part of the design that is left out, if any
 */
export function createSlotModel(bounds: Bounds, off: string | null = null): Model<State> {
  const design = createDesign(bounds, off);
  const view = createView(off, bounds.lag);
  const recovers = createRecovery(design);
  return {
    initial: EMPTY,
    key: view.key,
    steps: (state) => stepsOf(design, view, state),
    judge(state) {
      const broken = brokenIn(state, bounds) ?? (recovers(state) ? undefined : "deadEnd");
      return broken && PROMISES[broken];
    },
  };
}

function stepsOf(design: Design, view: View, state: State): Steps {
  const found: Steps = [];
  const mayInterleave = view.underWay(state).length < design.bounds.parallel;
  if (mayInterleave) startAsking(found, design, state);
  for (const operation of state.operations) {
    if (operation.kind === "guess") guessAgain(found, design, state, operation);
    else if (operation.kind === "repeat") chargeRepeat(found, design, state, operation);
    else continueAsking(found, design, state, operation);
    add(found, "an operation dies", without(state, operation));
  }
  if (state.slot) {
    startGuessing(found, design, state, state.slot, mayInterleave);
    cancel(found, design, state, state.slot);
  }
  passTime(found, design, state);
  return found;
}

function passTime(found: Steps, { bounds }: Design, state: State): void {
  const { slot, operations, now, window } = state;
  const young = operations.filter(({ kind, now: since }) => kind === "repeat" || now - since < bounds.lag);
  add(found, "30 seconds pass", { ...state, now: now + 1, operations: young });
  add(found, "a day passes", { ...state, now: now + DAY + bounds.life + 1, operations: [] });
  if (!slot || slot.windowEndsAt > window) add(found, "the window ends", { ...state, window: window + 1 });
  if (slot && slot.windowEndsAt <= window && slot.expiresAt + DAY <= now) {
    add(found, "DynamoDB deletes the item", { ...state, slot: null });
  }
}
