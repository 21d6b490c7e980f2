import type { Design } from "./design.ts";
import type { PromiseName } from "./promises.ts";
import { isLive, isUsed, LATEST, NO_MAC, REPLAY, type Slot, WRONG } from "./rules.ts";
import type { Guess, Repeat, State } from "./state.ts";

export interface Judgement {
  answer: "VERIFIED" | "WRONG_CODE" | "EXPIRED" | "ATTEMPTS_EXHAUSTED" | "IdempotencyMismatch" | "a repeat";
  to: State;
  charged: boolean;
  breaks: PromiseName | undefined;
  /** The repeat that the next step charges and answers. Without it, the answer stands. */
  repeat?: Repeat;
}

/** Charges a guess and answers it, as `charge.ts` of the resolvers does, and notes what really happened. */
export function judged({ writes, rules }: Pick<Design, "writes" | "rules">, state: State, call: Guess): Judgement {
  const { slot } = state;
  const { id, guess, request, now } = call;
  const write = writes.charge;
  if (
    !slot ||
    !write.allowed(slot, { ":id": id, ":now": now, ":latest": LATEST, ":none": NO_MAC, ":request": request })
  ) {
    return answered(rules.chargesRepeats, state, call);
  }
  const next = write.apply(slot, { ":guess": guess, ":request": request });
  const right = guess === slot.codeMac;
  const answer = isUsed(next) ? "VERIFIED" : "WRONG_CODE";
  const to = evaluated({ ...state, slot: next }, slot, request, right);
  return { answer, to, charged: true, breaks: brokenByCharge(state, slot, call, answer) };
}

function brokenByCharge(state: State, slot: Slot, call: Guess, answer: string): PromiseName | undefined {
  const token = state.tokens[slot.id];
  const right = call.guess === slot.codeMac;
  if (slot.codeMac === NO_MAC || call.id !== slot.id) return "charged";
  if (token?.last === call.request) return "repeated";
  if ((answer === "VERIFIED") !== right) return "right";
  if (!right || !token) return undefined;
  if (token.winner !== 0) return "once";
  return token.over !== "" || token.expiresAt <= call.now ? "over" : undefined;
}

function evaluated(state: State, { id, guessCost, windowEndsAt }: Slot, last: number, right: boolean): State {
  const tokens = [...state.tokens];
  const token = tokens[id];
  if (token) {
    const winner = token.winner || (right ? last : 0);
    tokens[id] = { ...token, evaluated: token.evaluated + 1, last, winner };
  }
  return { ...state, tokens, wrong: counted(state.wrong, right ? 0 : guessCost, windowEndsAt) };
}

function counted(before: number[], more: number, winEnd: number): number[] {
  if (more === 0) return before;
  const wrong = [...before];
  wrong[winEnd] = (wrong[winEnd] ?? 0) + more;
  return wrong;
}

/** Answers a guess after the condition of its charge failed. */
function answered(chargesRepeats: boolean, state: State, call: Guess): Judgement {
  const { slot, now } = state;
  const { id, guess, request } = call;
  const uncharged = (answer: Judgement["answer"]) => ({ answer, to: state, charged: false, breaks: undefined });
  if (!slot || slot.id !== id) return uncharged("EXPIRED");
  if (slot.lastRequestKey === request && now < slot.expiresAt + REPLAY) {
    if (!isUsed(slot)) {
      if (slot.lastGuessMac === guess) return uncharged("WRONG_CODE");
    } else {
      const repeat: Repeat = { ...call, kind: "repeat", most: slot.maxAttempts - slot.attempts + 1 };
      if (!chargesRepeats) return compared(state, slot, repeat);
      return { ...uncharged("a repeat"), repeat };
    }
  }
  if (!isLive(slot, now)) return uncharged("EXPIRED");
  if (slot.attempts >= slot.maxAttempts) return uncharged("ATTEMPTS_EXHAUSTED");
  return uncharged(slot.lastRequestKey === request ? "IdempotencyMismatch" : "EXPIRED");
}

/** Charges a repeat and answers it, as `repeat.ts` of the resolvers does. */
export function judgedRepeat({ writes, rules }: Pick<Design, "writes" | "rules">, state: State, repeat: Repeat) {
  const { slot } = state;
  const { id, guess, request, most } = repeat;
  const values = { ":id": id, ":request": request, ":most": most, ":mac": guess, ":guess": [guess] };
  if (!slot || !writes.repeat.allowed(slot, values)) return judgedAgain(rules.judgesAgain, state, repeat);
  const next = writes.repeat.apply(slot, values);
  const judgement = { ...compared({ ...state, slot: next }, next, repeat), charged: true };
  const isSecond = slot.id === id && slot.repeatedGuessMacs.includes(guess);
  return isSecond ? { ...judgement, breaks: "repeated" as const } : judgement;
}

/** Answers a repeat after the condition of its charge failed: a guess that was charged before gets the same answer again. */
function judgedAgain(judgesAgain: boolean, state: State, { id, guess, request }: Repeat): Judgement {
  const { slot } = state;
  const isRepeat = slot !== null && slot.id === id && slot.lastRequestKey === request && isUsed(slot);
  const was = isRepeat && slot.repeatedGuessMacs.includes(guess) && guess === slot.codeMac ? "VERIFIED" : "EXPIRED";
  const answer = judgesAgain ? was : "EXPIRED";
  const isOnce = was !== "VERIFIED" || state.tokens[id]?.winner === request;
  return { answer, to: state, charged: false, breaks: !isOnce ? "once" : answer === was ? undefined : "same" };
}

/** Compares a repeat's guess with the code of the token, whether it was charged or not. */
function compared(state: State, slot: Slot, { id, guess, request }: Repeat): Judgement {
  const right = guess === slot.codeMac;
  const tokens = [...state.tokens];
  const token = tokens[slot.id];
  if (token)
    tokens[slot.id] = right
      ? { ...token, repeatedRight: token.repeatedRight + 1 }
      : { ...token, repeatedWrong: token.repeatedWrong + 1 };
  const to = { ...state, tokens, wrong: counted(state.wrong, right ? 0 : slot.guessCost, slot.windowEndsAt) };
  const answer = !right ? "EXPIRED" : isUsed(slot) ? "VERIFIED" : "WRONG_CODE";
  return { answer, to, charged: false, breaks: brokenByRepeat() };

  function brokenByRepeat(): PromiseName | undefined {
    if (slot.id !== id) return "charged";
    if (right && guess <= WRONG) return "right";
    if (answer !== "VERIFIED") return undefined;
    return token?.winner === request ? undefined : "once";
  }
}
