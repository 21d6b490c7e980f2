/** What the model of a person's lanes may do, in ticks. How long a tick is does not matter: only how the numbers compare. */
export interface LaneBounds {
  /** The most devices that a person is known by. */
  devices: number;
  /** The most devices that successes make in a day. */
  newADay: number;
  /** Short-code guesses in a window of one device's lane. */
  guesses: number;
  /** Ticks of a day, of a window, of a device that is not renewed, and of one that an operator has made. */
  day: number;
  window: number;
  life: number;
  handedOver: number;
  /** Whether messages are asked for and guesses made in the lanes of devices. */
  lanes: boolean;
  /** Ticks after which an operation is over, and a success cannot be repeated. */
  lag: number;
  /** The most operations that have read and may write yet. */
  parallel: number;
  /** The most successes that may be presented, however often. */
  successes: number;
  /** Ticks by which the clock of a call may be late. */
  late: number;
  /** Ticks from which on before a window begins lanes are counted in it: as long as a write may be late, by any clock. */
  settling: number;
  /** The ticks that may pass at once. */
  jumps: readonly number[];
}

export interface LaneRun {
  name: string;
  bounds: LaneBounds;
}

/** A day is longer than a call and a clock's lateness together, as it is in the world by far; a window is as long as two ticks at least. */
const SMALL: LaneBounds = {
  devices: 2,
  newADay: 1,
  guesses: 1,
  day: 1,
  window: 2,
  life: 3,
  handedOver: 1,
  lanes: true,
  lag: 1,
  parallel: 1,
  successes: 1,
  late: 0,
  settling: 1,
  jumps: [1],
};
const TWO_SUCCESSES: LaneBounds = { ...SMALL, lanes: false, parallel: 2, successes: 2 };
/** All devices are an operator's: what successes make of them is searched beside it. */
const OPERATORS: LaneBounds = { ...SMALL, parallel: 2, successes: 0 };
const LATE: LaneBounds = {
  ...SMALL,
  successes: 0,
  day: 2,
  window: 4,
  handedOver: 2,
  late: 1,
  settling: 2,
};
const LATE_SUCCESS: LaneBounds = { ...SMALL, lanes: false, day: 3, life: 4, late: 1 };

/** These take about 35 seconds of one processor. */
export const LANE_RUNS: LaneRun[] = [
  { name: "devices and their lanes, one call at once", bounds: SMALL },
  { name: "devices of two successes, two calls at once", bounds: TWO_SUCCESSES },
  { name: "lanes of an operator's devices, two calls at once", bounds: OPERATORS },
  { name: "lanes of an operator's devices, clocks that are late", bounds: LATE },
];

/** These take another minute and a half. */
export const DEEP_LANE_RUNS: LaneRun[] = [
  { name: "devices, two calls at once, clocks that are late", bounds: { ...LATE_SUCCESS, parallel: 2 } },
  { name: "lanes, two calls at once, clocks that are late", bounds: { ...LATE, parallel: 2, handedOver: 1 } },
];

/** `npm test` searches these. Each is a part of one of `LANE_RUNS`. */
export const SMALL_LANE_RUNS: LaneRun[] = [
  { name: "devices", bounds: { ...TWO_SUCCESSES, successes: 1, parallel: 1 } },
  { name: "lanes", bounds: { ...OPERATORS, parallel: 1 } },
];

/** Parts of the design that no promise needs within these bounds, and why they are there. */
export const LANE_NOT_NEEDED: Record<string, string> = {
  "decide: a device that was used since is renewed no more":
    "it saves a write where a query selects the token more than once, or a call is repeated",
  "forget: devices that have expired are taken out":
    "its counterexample takes 21 steps, which is further than these searches go: `lanes.test.ts` walks it",
};

/** The smallest bounds within which leaving the part out breaks a promise. */
export function laneBoundsWithout(part: string): LaneBounds {
  if (LATE_PARTS.includes(part)) return LATE;
  if (part.startsWith("forget: a clock that is late")) return LATE_SUCCESS;
  if (part.startsWith("renew: attribute_exists") || part.startsWith("renew: #revision") || part.startsWith("readAgain"))
    return { ...TWO_SUCCESSES, successes: 1 };
  if (part.startsWith("lane: the windows of all")) return { ...OPERATORS, parallel: 1, handedOver: 4, life: 4 };
  if (part.startsWith("decide: no more than")) return TWO_SUCCESSES;
  return OPERATORS_PARTS.some((start) => part.startsWith(start)) ? OPERATORS : SMALL;
}

const LATE_PARTS = [
  "list: lanes are counted from a while before a window begins",
  "list: a clock that is late counts no window anew",
  "lane: a clock that is late shortens no window",
];
const OPERATORS_PARTS = [
  "person: attribute",
  "person: #rev",
  "person: every",
  "person: a first",
  "reserve:",
  "list: one more",
].concat([
  "list: short codes wait",
  "list: lanes are counted",
  "forget: the lanes",
  "lane: guesses",
  "lane: a lane that",
]);
