import type { PromiseName } from "./promises.ts";
import { isLive, isUsed, NO_MAC, REPLAY, type Slot, WRONG } from "./rules.ts";
import type { Repeat, State } from "./state.ts";
import type { Write } from "./writes.ts";

export interface Judgement {
  answer: "VERIFIED" | "WRONG_CODE" | "EXPIRED" | "ATTEMPTS_EXHAUSTED" | "IdempotencyMismatch";
  to: State;
  charged: boolean;
  breaks: PromiseName | undefined;
}

/** The charge of a guess, and the answer: `charge.ts` of the resolvers. Writes down what really happened beside it. */
export function judged(write: Write, state: State, call: Repeat): Judgement {
  const { slot } = state;
  const { id, guess, request, now } = call;
  if (!slot || !write.allowed(slot, { ":id": id, ":now": now, ":none": NO_MAC, ":request": request })) {
    return { ...answered(state, call), to: state, charged: false };
  }
  const next = write.apply(slot, { ":guess": guess, ":request": request });
  const right = guess === slot.mac;
  const answer = isUsed(next) ? "VERIFIED" : "WRONG_CODE";
  const to = evaluated({ ...state, slot: next }, slot, request, right);
  return { answer, to, charged: true, breaks: brokenByCharge(state, slot, call, answer) };
}

function brokenByCharge(state: State, slot: Slot, call: Repeat, answer: string): PromiseName | undefined {
  const token = state.tokens[slot.id];
  const right = call.guess === slot.mac;
  if (slot.mac === NO_MAC || call.id !== slot.id) return "charged";
  if (token?.last === call.request) return "repeated";
  if ((answer === "VERIFIED") !== right) return "right";
  if (!right || !token) return undefined;
  if (token.winner !== 0) return "once";
  return token.over !== "" || token.expAt <= call.now ? "over" : undefined;
}

function evaluated(state: State, { id, cost, winEnd }: Slot, last: number, right: boolean): State {
  const tokens = [...state.tokens];
  const token = tokens[id];
  if (token) {
    const winner = token.winner || (right ? last : 0);
    tokens[id] = { ...token, evaluated: token.evaluated + 1, last, winner };
  }
  const wrong = [...state.wrong];
  if (!right && cost > 0) wrong[winEnd] = (wrong[winEnd] ?? 0) + 1;
  return { ...state, tokens, wrong };
}

/** After a failed condition. */
function answered(state: State, { id, guess, request }: Repeat): Pick<Judgement, "answer" | "breaks"> {
  const { slot, now } = state;
  const told = (answer: Judgement["answer"], breaks?: PromiseName) => ({ answer, breaks });
  if (!slot || slot.id !== id) return told("EXPIRED");
  if (slot.lastReq === request && slot.lastMac === guess && now < slot.expAt + REPLAY) {
    if (!isUsed(slot)) return told("WRONG_CODE");
    const won = state.tokens[id]?.winner === request && guess !== WRONG;
    return told("VERIFIED", won ? undefined : "once");
  }
  if (!isLive(slot, now)) return told("EXPIRED");
  if (slot.att >= slot.max) return told("ATTEMPTS_EXHAUSTED");
  return told(slot.lastReq === request ? "IdempotencyMismatch" : "EXPIRED");
}
