import { add, type Design, replaced, type Steps, without } from "./design.ts";
import type { PromiseName } from "./promises.ts";
import { type Asked, DAY, isUsed, NO_MAC, type Slot, STUCK } from "./rules.ts";
import type { Ask, Outcome, State } from "./state.ts";

/** requestOtp reads and decides, reserves, sends a message, and records the outcome. It may die between any two of these steps. */

/** The ways to ask: for the same, for something else, and with the idempotency key. */
const ASKINGS: Asked[] = [
  { other: false, keyed: false },
  { other: true, keyed: false },
  { other: false, keyed: true },
];
const OUTCOMES: Outcome[] = ["SENT", "FAILED", "DIED", "REFUSED"];

export function startAsking(found: Steps, { bounds, rules }: Design, state: State): void {
  const { now, window, slot } = state;
  for (const asked of ASKINGS) {
    const what = asked.keyed && !bounds.keys ? "refuse" : rules.decide(slot, asked, now);
    if (what === "answer" || what === "refuse") continue;
    const { other, keyed } = asked;
    const ask: Ask = { kind: "ask", keyed, what, before: slot, now, window, mine: null, outcome: null, recordedAt: 0 };
    const how = `${other ? " for something else" : ""}${keyed ? " with the key" : ""}`;
    add(found, `requestOtp${how}: reads the slot, will ${what}`, { ...state, operations: [...state.operations, ask] });
  }
}

/** The next write of the call reaches the table. */
export function continueAsking(found: Steps, design: Design, state: State, ask: Ask): void {
  if (ask.mine === null) reserve(found, design, state, ask);
  else
    for (const outcome of ask.outcome ? [ask.outcome] : OUTCOMES) record(found, design, state, ask, ask.mine, outcome);
}

function reserve(found: Steps, { writes, rules }: Design, state: State, ask: Ask): void {
  const { slot } = state;
  const { before, what } = ask;
  if (!writes[before ? "reserve" : "create"].allowed(slot, { ":before": before?.revision })) {
    add(found, "requestOtp: lost the race, Conflict", without(state, ask));
    return;
  }
  const id = what === "issue" ? Math.max(1, state.tokens.length) : (before as Slot).id;
  const mine = what === "issue" ? rules.issued(before, ask, id, ask) : rules.resent(before as Slot, ask, ask.now);
  const tokens = what === "issue" ? withNew(state, mine) : state.tokens;
  const written = { ...state, slot: mine, tokens };
  const breaks = brokenByMessage(state, ask);
  const label = `requestOtp: ${what === "issue" ? `issues token ${id}` : `sends token ${id} again`}`;
  add(found, label, replaced(written, ask, { ...ask, mine }), breaks);
  add(found, `${label}; the answer is lost, the write may come again`, written, breaks);
}

function withNew({ slot, tokens }: State, { id, expiresAt }: Slot) {
  const next = [...tokens];
  next[id] = { expiresAt, evaluated: 0, repeatedRight: 0, repeatedWrong: 0, last: 0, winner: 0, over: "" };
  const old = slot && next[slot.id];
  if (slot && old) next[slot.id] = { ...old, over: old.over || "replaced" };
  return next;
}

function brokenByMessage({ slot, keySentUntil }: State, { now, keyed, what, before }: Ask): PromiseName | undefined {
  const busy = slot?.live && !isUsed(slot) && slot.status === "SENDING" && now - slot.sentAt < STUCK;
  if (slot && (busy || now < slot.resendAfter)) return "cooldown";
  if (slot && what === "resend" && slot.codeMac !== NO_MAC && before?.codeMac === NO_MAC) return "late";
  return keyed && now < keySentUntil ? "key" : undefined;
}

type Written = { to: State; breaks: PromiseName | undefined } | undefined;

function record(found: Steps, design: Design, state: State, ask: Ask, mine: Slot, outcome: Outcome): void {
  const recordedAt = ask.outcome ? ask.recordedAt : state.now;
  const name = `requestOtp for token ${mine.id}, message ${mine.sends}: ${outcome}`;
  const write = outcome === "REFUSED" ? withdraw : recordOutcome;
  const written = write(design, state, ask, mine, outcome, recordedAt);
  if (!written) {
    add(found, `${name}, and the slot refuses the record`, without(state, ask));
    return;
  }
  add(found, `${name}, written`, without(written.to, ask), written.breaks);
  if (ask.outcome) return;
  const again = replaced(written.to, ask, { ...ask, outcome, recordedAt });
  add(found, `${name}, written; the answer is lost, the write may come again`, again, written.breaks);
}

const RECORDING = { SENT: "sent", FAILED: "failed", DIED: "died", REFUSED: "died" } as const;

function recordOutcome(design: Design, state: State, ask: Ask, mine: Slot, outcome: Outcome, now: number): Written {
  const { writes, rules } = design;
  const write = writes[RECORDING[outcome]];
  const status = outcome === "SENT" ? "SENT" : "FAILED";
  const recorded = { ":status": status, ":codeMac": mine.id, ":resendAfter": now };
  const values = { ...recorded, ":id": mine.id, ":sends": mine.sends, ":none": NO_MAC };
  if (!write.allowed(state.slot, values)) return undefined;
  const slot = write.apply(rules.isPut ? mine : state.slot, values);
  const keySentUntil = outcome === "SENT" && ask.keyed ? mine.expiresAt + DAY : state.keySentUntil;
  return { to: { ...state, slot, keySentUntil }, breaks: brokenByRecord(design, state, mine, outcome, slot) };
}

function brokenByRecord({ rules }: Design, { slot, now }: State, mine: Slot, outcome: Outcome, next: Slot) {
  if (slot?.id !== mine.id || slot.sends !== mine.sends) return "latest";
  if (next.guessesUsed < slot.guessesUsed) return "back";
  if (outcome !== "DIED" && next.codeMac !== mine.id) return "late";
  if (outcome === "SENT") return undefined;
  return rules.decide(next, { other: false, keyed: false }, now) === "refuse" ? "atOnce" : undefined;
}

/** The destination was invalid, so nothing was sent. */
function withdraw({ writes, rules }: Design, state: State, ask: Ask, mine: Slot, _: Outcome, now: number): Written {
  const { slot } = state;
  if (!writes.withdraw.allowed(slot, { ":mine": mine.revision })) return undefined;
  const next = rules.withdrawn(mine, ask.before, now);
  const tokens = [...state.tokens];
  const restored = tokens[next.id];
  if (restored?.over === "replaced") tokens[next.id] = { ...restored, over: "" };
  const back = slot && next.windowEndsAt === slot.windowEndsAt && next.guessesUsed < slot.guessesUsed;
  return { to: { ...state, slot: next, tokens }, breaks: back ? "back" : undefined };
}
