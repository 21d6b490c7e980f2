import { expect, test } from "vitest";
import { times } from "../support/thorough.ts";
import { explore, type Model } from "./explore.ts";
import { LANE_NOT_NEEDED, laneBoundsWithout, SMALL_LANE_RUNS } from "./lanes/bounds.ts";
import { createLaneModel } from "./lanes/model.ts";
import { LANE_PROMISES } from "./lanes/promises.ts";
import { PARTS } from "./lanes/rules.ts";
import { shownLanes } from "./lanes/show.ts";
import type { LaneState } from "./lanes/state.ts";

/** Searches the model of a person's lanes within bounds that take a second. `npm run model` searches larger ones. */

test.each(SMALL_LANE_RUNS)(
  "S04 S40 every promise about devices and their lanes holds in every state: $name",
  ({ bounds }) => {
    const { counterexample, complete, states } = explore(createLaneModel(bounds));
    expect(counterexample && shownLanes(counterexample)).toBeUndefined();
    expect(complete).toBe(true);
    expect(states).toBeGreaterThan(1_000);
  },
);

/** More states than any counterexample needs. Those that take a second are looked for by `npm run test:thorough`. */
const LIMIT = 400_000;
const LIMIT_NOT_NEEDED = times(2_000, LIMIT);
const isQuick = (part: string) => !SLOW.includes(part);
const SLOW = [
  "list: a new window counts the devices that it began with",
  "list: lanes are counted from a while before a window begins",
  "list: a clock that is late counts no window anew",
  "lane: a clock that is late shortens no window",
];
const CHECKED = PARTS.filter((part) => isQuick(part) || times(0, 1) === 1);

test.each(CHECKED)("a promise about lanes breaks without '%s', unless LANE_NOT_NEEDED gives a reason", (part) => {
  const limit = part in LANE_NOT_NEEDED ? LIMIT_NOT_NEEDED : LIMIT;
  const { counterexample } = explore(createLaneModel(laneBoundsWithout(part), part), { limit });
  expect(counterexample === undefined).toBe(part in LANE_NOT_NEEDED);
});

/** A device whose renewal comes late, and after it had expired: its lane was not counted in the window that had just begun. */
const LATE_RENEWAL = [
  ...["unlockSubject", "handOver", "1 tick", "unlockSubject", "handOver", "1 tick"],
  ...["a code is verified in the lane of device 1", "success", "1 tick"],
  ...["requestOtp in the lane of device 2", "a code is sent in the lane of device 2, 1"],
  ...["forgetDevices of device 2", "forget: written", "device 1 is renewed", "requestOtp in the lane of device 1"],
  ...["a code is sent in the lane of device 1, 1", "unlockSubject", "handOver", "requestOtp in the lane of device 6"],
  "a code is sent in the lane of device 6, 1",
];

test.each([null, "forget: devices that have expired are taken out"])(
  "a renewal that comes late opens no fifth lane, without '%s'",
  (part) => {
    const bounds = { ...laneBoundsWithout(""), parallel: 2, window: 3, handedOver: 3 };
    const model = createLaneModel(bounds, part);
    let state = model.initial;
    let broken: string | undefined;
    for (const label of LATE_RENEWAL) {
      const step = model.steps(state).find((each) => each.label.startsWith(label));
      if (step === undefined) break;
      broken = step.breaks ?? model.judge(step.to);
      state = step.to;
    }
    expect(broken).toBe(part === null ? undefined : LANE_PROMISES.lanes);
  },
);

/** The number of pairs of states whose next steps are compared. */
const PAIRS = times(500, 3_000);

test.each(["lane", "renew"])("states with the same key allow the same steps: %s", (kind) => {
  const part = kind === "lane" ? "reserve:" : "renew: #revision";
  const model = createLaneModel({ ...laneBoundsWithout(part), parallel: 2 });
  const first = new Map<string, LaneState>();
  let compared = 0;
  const key = (state: LaneState) => {
    const text = model.key(state);
    const other = first.get(text);
    if (other === undefined) first.set(text, state);
    else if (other !== state && compared < PAIRS) {
      compared += 1;
      expect(futures(model, state)).toEqual(futures(model, other));
    }
    return text;
  };
  explore({ ...model, key }, { limit: times(2_000, 20_000) });
  expect(compared).toBe(PAIRS);
});

/** A step to a state with the same key is none. */
const futures = (model: Model<LaneState>, state: LaneState) =>
  new Set([model.key(state), ...model.steps(state).map(({ to, breaks }) => breaks ?? model.key(to))]);
