import { add, type Design, replaced, type Steps, without } from "./design.ts";
import { isUsed, KEY, LATEST, otherWrong, type Slot, WRONG } from "./rules.ts";
import type { Guess, Repeat, State } from "./state.ts";
import { judged, judgedRepeat } from "./verify.ts";

/**
 * verifyOtp and cancelOtp make one write each, without a read before it. So they may come at any moment and from anybody, even
 * somebody who knows the owner's key. A repeat of the call that used the token makes two writes: anything may happen between them.
 */

/** An id that is not the slot's: it may be of a token replaced long ago, or made up. */
const FOREIGN = -9;

/** The times that a write may carry: up to a tick old, where that matters. */
const momentsOf = ({ expiresAt }: Slot, now: number) => (expiresAt === now ? [now, now - 1] : [now]);

export function startGuessing(found: Steps, design: Design, state: State, slot: Slot, mayInterleave: boolean): void {
  const own = state.guesses + 1;
  const from = { ...state, guesses: own };
  for (const now of momentsOf(slot, state.now)) {
    for (const guess of [slot.id, WRONG]) {
      for (const request of [KEY, own]) {
        const call: Guess = { kind: "guess", id: slot.id, guess, request, now };
        charge(found, design, from, call, mayInterleave);
      }
    }
  }
  if (slot.lastRequestKey === KEY && isUsed(slot)) {
    const other = otherWrong(own);
    charge(
      found,
      design,
      from,
      { kind: "guess", id: slot.id, guess: other, request: KEY, now: state.now },
      mayInterleave,
    );
  }
  charge(found, design, from, { kind: "guess", id: FOREIGN, guess: WRONG, request: own, now: state.now }, false);
}

function charge(found: Steps, design: Design, state: State, call: Guess, mayInterleave: boolean): void {
  const { answer, to, charged, breaks, repeat } = judged(design, state, call);
  if (repeat) {
    startRepeat(found, design, state, repeat, mayInterleave);
    return;
  }
  add(found, `${nameOf(call)}: ${answer}`, to, breaks);
  if (!mayInterleave || !charged) return;
  const lost = { ...to, operations: [...to.operations, call] };
  add(found, `${nameOf(call)}: charged; the answer is lost, the write may come again`, lost, breaks);
}

/** The two writes of a repeat come at once when nothing may come between them, or when the second can change nothing. */
function startRepeat(found: Steps, design: Design, state: State, repeat: Repeat, mayInterleave: boolean): void {
  if (!design.bounds.repeats) return;
  const { answer, to, charged, breaks } = judgedRepeat(design, state, repeat);
  if (mayInterleave && charged) {
    const operations = [...state.operations, repeat];
    add(found, `${nameOf(repeat)}: a repeat, to be charged`, { ...state, operations });
    return;
  }
  add(found, `${nameOf(repeat)}: a repeat, ${answer}`, to, breaks);
}

/** The same write reaches the table again. */
export function guessAgain(found: Steps, design: Design, state: State, call: Guess): void {
  const { answer, to, breaks, repeat } = judged(design, state, call);
  const label = `${nameOf(call)}, the write comes again: ${answer}`;
  add(found, label, repeat && design.bounds.repeats ? replaced(to, call, repeat) : without(to, call), breaks);
}

/** The second write of a repeat reaches the table. */
export function chargeRepeat(found: Steps, design: Design, state: State, repeat: Repeat): void {
  const { answer, to, charged, breaks } = judgedRepeat(design, state, repeat);
  add(found, `${nameOf(repeat)}, the repeat: ${answer}`, without(to, repeat), breaks);
  if (!charged) return;
  add(found, `${nameOf(repeat)}, the repeat: charged; the answer is lost, the write may come again`, to, breaks);
}

const nameOf = ({ id, guess, request }: Guess | Repeat) =>
  `verifyOtp${request === KEY ? " with the key" : ""} of ${id === FOREIGN ? "another id" : `token ${id}`}, ${guess === WRONG ? "wrong" : guess < WRONG ? "another wrong one" : "right"}`;

export function cancel(found: Steps, { writes }: Design, state: State, slot: Slot): void {
  for (const id of [slot.id, FOREIGN]) {
    for (const now of momentsOf(slot, state.now)) {
      if (!writes.cancel.allowed(slot, { ":id": id, ":now": now, ":latest": LATEST })) continue;
      const could = slot.id === id && slot.live && slot.expiresAt > now && !isUsed(slot);
      const tokens = [...state.tokens];
      const token = tokens[slot.id];
      if (token) tokens[slot.id] = { ...token, over: "cancelled" };
      const next = { ...state, slot: writes.cancel.apply(slot, {}), tokens };
      add(found, `cancelOtp of ${id === FOREIGN ? "another id" : `token ${id}`}`, next, could ? undefined : "cancel");
    }
  }
}
