import type { LaneDesign, LaneSteps } from "./model.ts";
import { add, momentsOf, without } from "./model.ts";
import type { LanePromise } from "./promises.ts";
import type { LaneSlot } from "./rules.ts";
import type { LaneState, Operation, Spent } from "./state.ts";

/**
 * The lane of a device: requestOtp with its token reads person and slot, and reserves. What comes of the token is the model of the slot's
 * to say: here any of its short-code guesses may be spent at once. They count in the window in which the token was asked for.
 */

export function startLanes(found: LaneSteps, { bounds, rules }: LaneDesign, state: LaneState): void {
  const { person, slots } = state;
  if (!bounds.lanes || state.operations.length >= bounds.parallel) return;
  for (const now of momentsOf(state, bounds)) {
    for (const [device] of person?.devices ?? []) {
      const known = rules.known(person, device, now);
      if (known === null) continue;
      const slot = slots.find(([id]) => id === device)?.[1] ?? null;
      const ask: Operation = { kind: "ask", now, before: person, device, known, slot };
      const to = { ...state, operations: [...state.operations, ask] };
      add(found, `requestOtp in the lane of device ${device} reads person and slot`, to);
    }
  }
}

/** Reserves a message: the slot must be the one that was read, and the device must be listed still. */
export function reserve(
  found: LaneSteps,
  { rules, bounds }: LaneDesign,
  state: LaneState,
  operation: Extract<Operation, { kind: "ask" }>,
): void {
  const { device, known, now, before, slot } = operation;
  const current = state.slots.find(([id]) => id === device)?.[1] ?? null;
  if (before === null || (slot !== null && current?.revision !== slot.revision)) return;
  if (slot === null && current !== null) return;
  if (!rules.mayReserve(state.person, device, now)) return;
  const issued = rules.issued(slot, before, known, now);
  // By a clock that is late the window before may not be over: the slot says which window the guesses are charged to.
  const isWhole = (issued.windowEndsAt - before.windowsFrom) % bounds.window === 0;
  const askedIn = before.windowsFrom + rules.windowOf(before, now) * bounds.window;
  const windowFrom = isWhole ? issued.windowEndsAt - bounds.window : askedIn;
  const breaks = rules.known(state.person, device, now) === null ? "reserves" : undefined;
  const after = without(state, operation);
  for (let guesses = 0; guesses <= bounds.guesses - issued.guessesUsed || guesses === 0; guesses += 1) {
    const spent = guesses === 0 ? state.spent : withGuesses(state.spent, windowFrom, device, guesses);
    const next: LaneSlot = { ...issued, guessesUsed: issued.guessesUsed + guesses };
    const slots = [...state.slots.filter(([id]) => id !== device), [device, next] as const];
    const label = `a code is sent in the lane of device ${device}, ${guesses} wrong guesses are made`;
    add(found, label, { ...after, spent, slots }, breaks ?? brokenByGuesses(spent, windowFrom, bounds));
  }
}

function withGuesses(spent: readonly Spent[], windowFrom: number, device: number, more: number): readonly Spent[] {
  const isOne = (each: Spent) => each.windowFrom === windowFrom && each.device === device;
  const guesses = (spent.find(isOne)?.guesses ?? 0) + more;
  return [...spent.filter((each) => !isOne(each)), { windowFrom, device, guesses }];
}

/** Counts what all lanes have spent in a window of the person's. */
function brokenByGuesses(spent: readonly Spent[], from: number, bounds: LaneDesign["bounds"]): LanePromise | undefined {
  const inWindow = spent.filter(({ windowFrom }) => windowFrom === from);
  const guesses = inWindow.reduce((sum, each) => sum + each.guesses, 0);
  return inWindow.length > bounds.devices || guesses > bounds.devices * bounds.guesses ? "lanes" : undefined;
}
