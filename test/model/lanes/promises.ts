import type { LaneBounds } from "./bounds.ts";
import type { Device, LaneRules, Person, Verified } from "./rules.ts";
import type { LaneState } from "./state.ts";

/** What holds of a person's devices and their lanes, whatever happens, in any order. */
export const LANE_PROMISES = {
  listed: "a person is known by no more than `devices` devices",
  lanes:
    "no more than `devices` lanes of devices have short codes in a window, and `guesses` times as many guesses are evaluated",
  day: "successes make no more than `newADay` devices in any day",
  one: "a success makes one device at most, and whatever is answered for it names that one",
  void: "nothing from before a forgetting makes a device",
  gone: "a success in the lane of a device that is forgotten or displaced makes none",
  answered: "a device that is answered is listed",
  others:
    "a new device displaces one only where there are `devices`: one that never came back, or else the longest unused",
  renewed: "a device that was verified is known for its whole life from then on, whatever else is written",
  ended: "a device that was forgotten or displaced is never listed again",
  reserves: "a device that was forgotten, displaced or not renewed reserves no message",
  known:
    "no device is known longer than its life after its last success, nor one that an operator made longer than an hour",
  deleted: "the item lasts while a device is known, and until a window has passed since the last token of its lanes",
  deadEnd: "somebody with a second factor gets a device at once, or within a day",
} as const;

export type LanePromise = keyof typeof LANE_PROMISES;

/** Finds a broken promise that shows in the state itself. */
export function brokenInLanes(state: LaneState, bounds: LaneBounds, rules: LaneRules): LanePromise | undefined {
  const { person, now } = state;
  if (person === null) return undefined;
  const known = person.devices.filter(([, { expiresAt }]) => expiresAt > now).map(([, device]) => device);
  if (known.length > bounds.devices) return "listed";
  if (known.some((device) => !mayBeKnown(device, now, bounds))) return "known";
  if (known.some(({ expiresAt }) => person.ttl < expiresAt + (bounds.lanes ? bounds.window : 0))) return "deleted";
  return getsOne(person, now, bounds, rules) ? undefined : "deadEnd";
}

const mayBeKnown = ({ handedOver, lastUsedAt }: Device, now: number, bounds: LaneBounds) =>
  now < lastUsedAt + (handedOver ? bounds.handedOver : bounds.life);

/** Whether a success in the common lane makes a device now, or a day later, when nobody does anything meanwhile. */
function getsOne(person: Person, now: number, { day }: LaneBounds, { decide }: LaneRules): boolean {
  const success = (at: number): Verified => ({ id: FRESH, device: null, at });
  return [now + 1, now + day + 1].some((at) => decide(success(at), person, at, FRESH).what === "list");
}

const FRESH = 1_000_000;

/** Finds what the writing of a person's item breaks, whose devices may only change as the writer means to. @param call when it began, and what it takes out */
export function brokenByPersonWrite(
  { person }: LaneState,
  next: Person,
  { now, gone }: { now: number; gone: readonly number[] },
  { devices: most }: LaneBounds,
): LanePromise | undefined {
  const before = person?.devices.filter(([, { expiresAt }]) => expiresAt > now) ?? [];
  const after = new Map(next.devices);
  const isBack = ([id, { expiresAt }]: (typeof before)[number]) => (after.get(id)?.expiresAt ?? expiresAt) < expiresAt;
  if (before.some(isBack)) return "renewed";
  const lost = before.filter(([id]) => !after.has(id) && !gone.includes(id));
  if (lost.length === 0) return undefined;
  const [, displaced] = lost[0] as (typeof before)[number];
  if (lost.length > 1 || before.length < most) return "others";
  return before.some(([, other]) => isBetter(other, displaced)) ? "others" : undefined;
}

/** Whether a device should have been displaced instead of another. */
const isBetter = (one: Device, than: Device) =>
  one.cameBack === than.cameBack ? one.lastUsedAt < than.lastUsedAt : !one.cameBack;

/** Whether any day has seen more new devices than it may. @param dates of the successes that made one */
export const isDayBroken = (dates: readonly number[], { day, newADay }: LaneBounds) =>
  dates.some((from) => dates.filter((at) => at >= from && at < from + day).length > newADay);
