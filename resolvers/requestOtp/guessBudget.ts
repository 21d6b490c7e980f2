import { DAY } from "../../contract/counter.ts";
import type { Device, Person } from "../../contract/person.ts";
import { windowEnd, windowSeconds } from "../shared/person.ts";
import { CLOCK_SKEW_SECONDS, SETTLING_SECONDS, settings } from "../shared/settings.ts";

/** What a lane may spend on guesses at short codes. */
export interface GuessBudget {
  guesses: number;
  /** When a window that begins now ends, in epoch seconds. */
  windowEndsAt: number;
  /** The latest end that a window which has begun can honestly have. */
  latestWindowEnd: number;
  /** What is spent already of a window that begins now. */
  usedFromTheFirst: number;
}

/** The budget of the common lane: a window begins with its first token. */
export const commonBudget = (now: number): GuessBudget => ({
  guesses: settings.budget.guesses,
  windowEndsAt: now + settings.budget.windowDays * DAY,
  latestWindowEnd: now + settings.budget.windowDays * DAY,
  usedFromTheFirst: 0,
});

/**
 * The budget of a known device's lane. The windows of all devices of a person end together, so that no more than four lanes have short
 * codes in one, however many devices come and go: one that was made after the fourth has to wait for the next.
 */
export function deviceBudget(person: Person, device: Device, now: number): GuessBudget {
  const guesses = settings.budget.deviceGuesses;
  // A person whom a clock ahead of time has made must not wait longer than a window for the next.
  const latest = now + windowSeconds() + CLOCK_SKEW_SECONDS;
  return {
    guesses,
    windowEndsAt: Math.min(windowEnd(person, now), latest),
    // By a clock that is late the window before may not be over: the one that has begun must keep its end, or its guesses come back.
    latestWindowEnd: Math.min(windowEnd(person, now + SETTLING_SECONDS), latest),
    usedFromTheFirst: device.shortCodesFrom > now ? guesses : 0,
  };
}
