import type { Json } from "appsync-local";
import { StepError } from "appsync-local/testing";
import { DEFAULTS } from "../../settings/schema.ts";
import { ASKED, contextOf, stepOf } from "../resolvers/steps.ts";
import { type Asked, type Bounds, KEY, NO_GUESS, NO_MAC, NO_REQUEST, NOBODY, type Slot, WRONG } from "./rules.ts";
import type { State } from "./state.ts";

/** The real steps, bundled for the model's bounds, and the model's slots as they would stand in the table. */

export const BOUNDS: Bounds = {
  attempts: 2,
  budget: 2,
  sends: 2,
  life: 6,
  parallel: 1,
  lag: 1,
  keys: true,
  repeats: true,
};
const TICK = 30;
export const NOW = 1_800_000_000;
export const DAY = 24 * 3600;

const settings = {
  ...DEFAULTS,
  token: {
    lifeSeconds: BOUNDS.life * TICK,
    maxAttempts: BOUNDS.attempts,
    cooldownSeconds: TICK,
    maxSends: BOUNDS.sends,
  },
  budget: { guesses: BOUNDS.budget, windowDays: 30, longCodeLength: 12 },
};
const clock = () => NOW * 1000;

export { ASKED, contextOf };
export const readSlot = stepOf("requestOtp/readSlot", settings, clock);
export const reserve = stepOf("requestOtp/reserve", settings, clock);
export const record = stepOf("requestOtp/record", settings, clock);
export const charge = stepOf("verifyOtp/charge", settings, clock);
export const repeat = stepOf("verifyOtp/repeat", settings, clock);
export const cancel = stepOf("cancelOtp/cancel", settings, clock);
export type Part = { [name: string]: Json };

const KEYED: Part = { ...ASKED, idempotencyKey: "k" };
export const askedFor = ({ other, keyed }: Asked): Part => ({
  ...(keyed ? KEYED : ASKED),
  ...(other && { destination: "v@example.com" }),
});

/** What `reserve` emits, and the slot that it is to write. */
export function reserved(before: Part | null, asked: Part) {
  const decision = { what: before ? "resend" : "issue", slot: before };
  return reservedFor(decision, asked);
}

export function reservedFor(decision: Part, asked: Part) {
  const ctx = contextOf({ stash: { otpRequest: asked, now: NOW, decision } });
  const { transactItems } = reserve.request(ctx) as { transactItems: [Emitted] };
  return { write: transactItems[0], slot: ctx.stash.slot as Part, stash: ctx.stash };
}

export interface Emitted {
  operation: string;
  update: { expression: string };
  condition: { expression: string };
}

const template = reserved(null, KEYED).slot;

export const macOf = (mac: number) =>
  mac === NO_MAC ? "-" : mac === NO_GUESS ? "+" : mac === WRONG ? "wrong" : `mac ${mac}`;
export const requestOf = (request: number) => (request === NO_REQUEST ? "-" : request === KEY ? "=k" : `r${request}`);
export const idOf = (id: number) => (id === NOBODY ? "-" : `login_${String(id).padStart(64, "0")}`);

/** A slot of the model as it would stand in the table, seen at NOW. */
export function concrete(slot: Slot, { now, window }: Pick<State, "now" | "window">): Part {
  const at = (ticks: number) => NOW + (ticks - now) * TICK;
  const code =
    slot.guessCost === 0 ? { codeLength: 12, alphabet: "ALPHANUMERIC" } : { codeLength: 6, alphabet: "NUMERIC" };
  const { key, id, revision, attempts, maxAttempts, guessesUsed, guessCost, live, status, sends } = slot;
  const [known] = template.idempotencyKeys as [Part];
  const expiresAt = key && at(key.expiresAt);
  const idempotencyKeys = key ? [{ ...known, id: idOf(key.id), expiresAt, ...(key.sent && { sent: true }) }] : [];
  return {
    ...template,
    ...{ revision, attempts, maxAttempts, guessesUsed, guessCost, live, status, sends, ...code, idempotencyKeys },
    pk: "role:shop|s|s",
    id: idOf(id),
    codeMac: macOf(slot.codeMac),
    lastGuessMac: macOf(slot.lastGuessMac),
    lastRequestKey: requestOf(slot.lastRequestKey),
    repeatedGuessMacs: slot.repeatedGuessMacs.map(macOf),
    windowEndsAt: NOW + (slot.windowEndsAt > window ? DAY : -DAY),
    expiresAt: at(slot.expiresAt),
    sentAt: at(slot.sentAt),
    resendAfter: at(slot.resendAfter),
  };
}

/** What the model says of a slot; ids are random, and a new window's end is that of the settings. */
export const COMPARED = (
  "revision codeMac lastGuessMac lastRequestKey repeatedGuessMacs attempts maxAttempts guessesUsed guessCost windowEndsAt " +
  "expiresAt live status sentAt sends resendAfter"
).split(" ");
export const told = (slot: Part) =>
  JSON.stringify([
    ...COMPARED.map((name) => slot[name]),
    (slot.idempotencyKeys as Part[]).map(({ key, expiresAt, sent }) => [key, expiresAt, sent ?? false]),
    (slot.idempotencyKeys as Part[]).map(({ id }) => id === slot.id),
  ]);

/** @returns what a handler gives, or the type of the error that it raises */
export function outcomeOf<T>(run: () => T): T | string {
  try {
    return run();
  } catch (error) {
    if (!(error instanceof StepError)) throw error;
    return error.type === "Throttled" ? "refuse" : String(error.type);
  }
}
