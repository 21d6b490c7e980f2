import { expect, test } from "vitest";
import { times } from "../support/thorough.ts";
import { ALL_PARTS, boundsWithout, NOT_NEEDED, SMALL_RUNS } from "./bounds.ts";
import { explore, type Model } from "./explore.ts";
import { shown } from "./show.ts";
import { createSlotModel } from "./slot.ts";
import type { State } from "./state.ts";

/** Searches the model of the slot within bounds that take a second. `npm run model` searches larger ones. */

test.each(SMALL_RUNS)("S03 S04 S05 S07 S16 S17 every promise holds in every state: $name", ({ bounds }) => {
  const { counterexample, complete, states } = explore(createSlotModel(bounds));
  expect(counterexample && shown(counterexample)).toBeUndefined();
  expect(complete).toBe(true);
  expect(states).toBeGreaterThan(1_000);
});

/** More states than any counterexample needs. The search for a part that no promise needs runs to the limit. */
const LIMIT = 20_000;
const LIMIT_NOT_NEEDED = times(4_000, LIMIT);
/** The number of pairs of states whose next steps are compared. */
const PAIRS = times(500, 1_500);

test.each(ALL_PARTS)("a promise breaks without '%s', unless NOT_NEEDED gives a reason", (part) => {
  const limit = part in NOT_NEEDED ? LIMIT_NOT_NEEDED : LIMIT;
  const { counterexample } = explore(createSlotModel(boundsWithout(part), part), { limit });
  expect(counterexample === undefined).toBe(part in NOT_NEEDED);
});

test("states with the same key allow the same steps, so what keys leave out does not matter", () => {
  const bounds = { attempts: 2, budget: 2, sends: 2, life: 4, parallel: 2, lag: 2, keys: true, repeats: true };
  const model = createSlotModel(bounds);
  const first = new Map<string, State>();
  let compared = 0;
  const key = (state: State) => {
    const text = model.key(state);
    const other = first.get(text);
    if (other === undefined) first.set(text, state);
    else if (other !== state && compared < PAIRS) {
      compared += 1;
      expect(futures(model, state)).toEqual(futures(model, other));
    }
    return text;
  };
  explore({ ...model, key }, { limit: 1_000 });
  expect(compared).toBe(PAIRS);
});

/** Keys leave out operations that can only fail. Their failing is a step to a state with the same key. */
const futures = (model: Model<State>, state: State) =>
  new Set([model.key(state), ...model.steps(state).map(({ to, breaks }) => breaks ?? model.key(to))]);
