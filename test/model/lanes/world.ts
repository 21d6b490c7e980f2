import type { LaneDesign, LaneSteps } from "./model.ts";
import { add, momentsOf } from "./model.ts";
import type { LaneState, Operation } from "./state.ts";

/** What happens of itself: codes are verified, time passes, and DynamoDB deletes what is over. */

/** A code is verified in the common lane, or in that of a device that is listed or was until lately. */
export function startSuccess(found: LaneSteps, { bounds }: LaneDesign, state: LaneState): void {
  const { person, gone, successes, ids } = state;
  if (successes.length >= bounds.successes) return;
  const listed = (person?.devices ?? []).map(([id]) => id);
  const id = ids + 1;
  for (const at of momentsOf(state, bounds)) {
    for (const device of [null, ...listed, ...(gone ? [gone.device] : [])]) {
      const success = { id, device, at, own: null, isVoid: false };
      const where = device === null ? "the common lane" : `the lane of device ${device}`;
      const to = { ...state, ids: id, successes: [...successes, success] };
      add(found, `a code is verified in ${where}, success ${id}`, to);
    }
  }
}

export function passTime(found: LaneSteps, { bounds, rules }: LaneDesign, state: LaneState): void {
  const { person, operations, successes, slots, spent, madeAt, gone } = state;
  const { lag, window, day } = bounds;
  for (const jump of bounds.jumps) {
    const now = state.now + jump;
    add(found, `${jump} ${jump === 1 ? "tick passes" : "ticks pass"}`, {
      ...state,
      now,
      operations: operations.filter((operation) => now - operation.now <= lag),
      successes: successes.filter(({ at }) => now - at <= lag),
      // A slot whose window is over is like none, for whoever asks next; but a call under way has read it.
      slots: slots.filter(([, { windowEndsAt }]) => windowEndsAt > now - lag - bounds.late),
      spent: spent.filter(({ windowFrom }) => now <= windowFrom + window + lag),
      madeAt: madeAt.filter((at) => at > now - day - lag),
      gone: gone !== null && now - gone.at <= lag ? gone : null,
    });
  }
  if (person === null || person.ttl > state.now) return;
  const mayCome = ({ kind, before }: Operation) =>
    before === null || kind === "ask" || rules.revisionsReturn || rules.mayWrite(null, before);
  add(found, "DynamoDB deletes the person", { ...state, person: null, operations: operations.filter(mayCome) });
}
