import { MAX_DEVICES, NEW_DEVICES_A_DAY } from "../../contract/person.ts";
import type { Settings } from "../../settings/schema.ts";

/** The arithmetic of `docs/odds.md`, of its measurement, and of the messages in `docs/send-limits.md`. */

/**
 * The probability that a code is guessed in a window: each token has another code and takes `attempts` different guesses, until
 * the budget is spent.
 */
export function hitRate({ codes, attempts, budget }: { codes: number; attempts: number; budget: number }): number {
  const tokens = Math.floor(budget / attempts);
  return 1 - (1 - attempts / codes) ** tokens * (1 - (budget % attempts) / codes);
}

/** What somebody can guess at: so many purposes, each in the common lane and in those of so many known devices. */
export interface Reach {
  purposes: number;
  devices: number;
}

/** Gives the guess budget of each lane and purpose that somebody reaches. */
export function budgetsOf({ purposes, devices }: Reach, { guesses, deviceGuesses }: Settings["budget"]): number[] {
  const lanes = [guesses, ...Array.from({ length: devices }, () => deviceGuesses)];
  return Array.from({ length: purposes }, () => lanes).flat();
}

/** The probability that a code is guessed at any of these budgets in a window of each. */
export const hitRateOfAll = (codes: number, attempts: number, budgets: number[]): number =>
  anyOf(budgets.map((budget) => hitRate({ codes, attempts, budget })));

/** The probability that at least one of several independent things happens. */
const anyOf = (rates: number[]): number => 1 - rates.reduce((missed, rate) => missed * (1 - rate), 1);

/** The probability over several windows, each with the same. @param windows any number, such as the 12.2 of a year */
export const overWindows = (rate: number, windows: number): number => 1 - (1 - rate) ** windows;

/** The most windows that touch any period of so many days: the end of one, and those that begin after it. */
export const mostWindows = (days: number, windowDays: number): number => 1 + Math.ceil(days / windowDays);

/**
 * The most messages for one subject, over all its lanes: the common one, those of the devices that are listed, and those of new ones,
 * each of which displaces another. Any 24 hours touch two days, and a displaced device sends on the first of them only.
 */
export function messagesOfSubject({ subject }: Settings["sends"]) {
  const lanes = 1 + MAX_DEVICES;
  return {
    day: subject.day * (lanes + NEW_DEVICES_A_DAY),
    any24Hours: subject.day * (2 * lanes + NEW_DEVICES_A_DAY),
  };
}

/** The most messages of one tenant to one destination: from anybody, and from devices that have verified it. */
export function messagesToDestination({ destination, knownDestination }: Settings["sends"]) {
  const day = destination.day + knownDestination.day;
  return { quarterHour: destination.quarterHour + knownDestination.quarterHour, day, any24Hours: 2 * day };
}

/** Wilson's interval of a measured share. @param z the width of each side in standard deviations */
export function interval({ hits, windows }: { hits: number; windows: number }, z: number) {
  const share = hits / windows;
  const weight = 1 + z ** 2 / windows;
  const middle = (share + z ** 2 / (2 * windows)) / weight;
  const half = (z / weight) * Math.sqrt((share * (1 - share)) / windows + z ** 2 / (4 * windows ** 2));
  return { low: middle - half, high: middle + half };
}

/** Makes a function that draws `count` different whole numbers below `range`. The same seed draws the same ones (mulberry32). */
export function pickerOf(seed: number): (count: number, range: number) => number[] {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  return (count, range) => {
    const picked = new Set<number>();
    while (picked.size < count) picked.add(Math.floor(next() * range));
    return [...picked];
  };
}
