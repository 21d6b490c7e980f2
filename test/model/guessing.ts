import { add, type Design, type Steps, without } from "./design.ts";
import { isUsed, KEY, type Slot, WRONG } from "./rules.ts";
import type { Repeat, State } from "./state.ts";
import { judged } from "./verify.ts";

/** verifyOtp and cancelOtp: one write each, that reads nothing before. So they may come at any moment, by anybody. */

/** An id that is not the slot's: of a token replaced long ago, or none. */
const FOREIGN = -9;

/** The clock by which a write was made: up to a tick late, where that matters. */
const momentsOf = ({ expAt }: Slot, now: number) => (expAt === now ? [now, now - 1] : [now]);

export function startGuessing(found: Steps, design: Design, state: State, slot: Slot, room: boolean): void {
  const own = state.guesses + 1;
  const from = { ...state, guesses: own };
  for (const now of momentsOf(slot, state.now)) {
    for (const guess of [slot.id, WRONG]) {
      for (const request of [KEY, own]) {
        const call: Repeat = { kind: "repeat", id: slot.id, guess, request, now };
        charge(found, design, from, call, room);
      }
    }
  }
  charge(found, design, from, { kind: "repeat", id: FOREIGN, guess: WRONG, request: own, now: state.now }, false);
}

function charge(found: Steps, { writes }: Design, state: State, call: Repeat, room: boolean): void {
  const { answer, to, charged, breaks } = judged(writes.charge, state, call);
  add(found, `${nameOf(call)}: ${answer}`, to, breaks);
  if (!room || !charged) return;
  const lost = { ...to, operations: [...to.operations, call] };
  add(found, `${nameOf(call)}: charged; the answer is lost, the write may come again`, lost, breaks);
}

/** The same write comes again. */
export function repeatGuess(found: Steps, { writes }: Design, state: State, call: Repeat): void {
  const { answer, to, breaks } = judged(writes.charge, state, call);
  add(found, `${nameOf(call)}, the write comes again: ${answer}`, without(to, call), breaks);
}

const nameOf = ({ id, guess, request }: Repeat) =>
  `verifyOtp${request === KEY ? " with the key" : ""} of ${id === FOREIGN ? "another id" : `token ${id}`}, ${guess === WRONG ? "wrong" : "right"}`;

export function cancel(found: Steps, { writes }: Design, state: State, slot: Slot): void {
  for (const id of [slot.id, FOREIGN]) {
    for (const now of momentsOf(slot, state.now)) {
      if (!writes.cancel.allowed(slot, { ":id": id, ":now": now })) continue;
      const could = slot.id === id && slot.live && slot.expAt > now && !isUsed(slot);
      const tokens = [...state.tokens];
      const token = tokens[slot.id];
      if (token) tokens[slot.id] = { ...token, over: "cancelled" };
      const next = { ...state, slot: writes.cancel.apply(slot, {}), tokens };
      add(found, `cancelOtp of ${id === FOREIGN ? "another id" : `token ${id}`}`, next, could ? undefined : "cancel");
    }
  }
}
