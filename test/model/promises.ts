import { type Bounds, isUsed } from "./rules.ts";
import type { State } from "./state.ts";

/** The promises that hold whatever happens, in any order. */
export const PROMISES = {
  budget: "no more than `budget` wrong guesses at short codes are evaluated in a window, successes or not",
  attempts: "no more than `attempts` guesses at a token are evaluated, and no more wrong ones when repeats count too",
  charged: "every guess that is compared is charged, and every guess that is charged is compared",
  counted:
    "guessesUsed counts the window's wrong guesses at short codes, and the right one and its repeat until its token is replaced",
  once: "a token is VERIFIED once, apart from repeats of the very same call",
  over: "no token is VERIFIED that was cancelled, replaced or expired at the time of the guess",
  right: "a guess is VERIFIED if and only if it is right",
  repeated:
    "the same charge arriving again changes nothing, and no guess is charged twice among a used token's repeats",
  same: "the right guess of a used token is VERIFIED however often its call is repeated with its key, after one repeat was charged",
  back: "guessesUsed never goes back within a window, except for a used token's right guesses when it is replaced",
  latest: "a message is recorded only while it is the slot's last one",
  own: "the slot's MAC belongs to the slot's token",
  cancel: "a token is cancelled only if the call named it and it could still be verified",
  cooldown: "no message is sent while another is under way, nor within its cooldown",
  key: "an idempotency key sends nothing again once its message was recorded as sent",
  sends: "no more than `sends` messages of a token",
  late: "a code that may have been delivered verifies from the moment its sending is recorded until its token ends",
  atOnce: "asking again works at once when a failed delivery is recorded",
  deadEnd: "asking again, at once or after the cooldown, ends with a token that was sent and can be verified",
} as const;

export type PromiseName = keyof typeof PROMISES;

/** Finds a broken promise that shows in the state itself. */
export function brokenIn(state: State, bounds: Bounds): PromiseName | undefined {
  const { slot, tokens, wrong } = state;
  if (!slot) return undefined;
  const inWindow = wrong[slot.windowEndsAt] ?? 0;
  if (inWindow > bounds.budget) return "budget";
  if (slot.sends > bounds.sends) return "sends";
  const token = tokens[slot.id];
  if (!token) return undefined;
  const { evaluated, repeatedRight, repeatedWrong, winner } = token;
  if (evaluated > bounds.attempts) return "attempts";
  if (evaluated - (winner === 0 ? 0 : 1) + repeatedWrong > bounds.attempts) return "attempts";
  if (evaluated !== slot.attempts || repeatedRight + repeatedWrong !== slot.repeatedGuessMacs.length) return "charged";
  if (slot.guessesUsed !== inWindow + (isUsed(slot) ? slot.guessCost * (1 + repeatedRight) : 0)) return "counted";
  if (slot.codeMac > 0 && slot.codeMac !== slot.id) return "own";
  return undefined;
}
