import type { Counterexample } from "./explore.ts";
import { isUsed, NO_GUESS, NO_MAC, NOBODY, type Slot, WRONG } from "./rules.ts";
import type { State } from "./state.ts";

/** Writes a counterexample for people: each step, and the slot after it. */
export function shown({ promise, trace }: Counterexample<State>): string {
  const steps = trace.slice(1).map(({ label, state }, index) => `${index + 1}. ${label}\n     ${line(state)}`);
  return [`BROKEN: ${promise}`, `after ${steps.length} steps, which is the shortest way:`, "", ...steps].join("\n");
}

function line(state: State): string {
  const { slot, operations } = state;
  const flight = operations.length === 0 ? "" : `; ${operations.length} under way`;
  return `${slot ? describe(slot, state) : "no slot"}${flight}`;
}

function describe(slot: Slot, { now, window }: State): string {
  const status = isUsed(slot) ? "VERIFIED" : slot.live ? slot.status : "CANCELED";
  const token = slot.id === NOBODY ? "no token" : `token ${slot.id} ${status}`;
  const guess = slot.lastGuessMac === NO_GUESS ? "-" : slot.lastGuessMac === WRONG ? "wrong" : "right";
  const parts = [
    `revision ${slot.revision}, ${token}, message ${slot.sends}, MAC ${slot.codeMac === NO_MAC ? "-" : "known"}`,
    `last guess ${guess}, attempts ${slot.attempts}/${slot.maxAttempts}, guesses used ${slot.guessesUsed}${slot.repeatedGuessMacs.length > 0 ? `, repeats ${slot.repeatedGuessMacs.length}` : ""}${slot.guessCost === 0 ? " (long code)" : ""}`,
    `${seconds(slot.expiresAt - now)} to live, next message in ${seconds(slot.resendAfter - now)}, window ${slot.windowEndsAt > window ? "open" : "over"}`,
  ];
  return parts.join("; ");
}

const seconds = (ticks: number) => `${Math.max(0, ticks) * 30} s`;
