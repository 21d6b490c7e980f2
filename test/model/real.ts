import type { Json } from "appsync-local";
import { StepError } from "appsync-local/testing";
import { DEFAULTS } from "../../settings/schema.ts";
import { ASKED, COMMON, contextOf, decidingSteps, plain, READING, reading, stepOf } from "../resolvers/steps.ts";
import { type Asked, type Bounds, KEY, NO_GUESS, NO_MAC, NO_REQUEST, NOBODY, type Slot, WRONG } from "./rules.ts";
import type { State } from "./state.ts";

/** Runs the real steps, bundled for the model's bounds, and writes the model's slots in the table's form. */

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
  budget: { guesses: BOUNDS.budget, deviceGuesses: 1, windowDays: 30, longCodeLength: 12 },
};
const clock = () => NOW * 1000;

export { ASKED, COMMON, contextOf, plain, READING };
export const decideRequest = decidingSteps(settings, clock);
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

/** The request that `reserve` emits, and the slot and idempotency keys that it writes. */
export function reserved(before: Part | null, asked: Part) {
  const decision = { what: before ? "resend" : "issue", slot: before };
  return reservedFor(decision, asked);
}

/** @param keys the idempotency keys' item as it was read */
export function reservedFor(decision: Part, asked: Part, keys: Json = null) {
  const ctx = contextOf({ stash: { ...reading(NOW, settings), keys, otpRequest: asked, decision } });
  const { transactItems } = reserve.request(ctx) as { transactItems: [Emitted, ...Emitted[]] };
  const [write, keysWrite] = transactItems;
  const written = keysWrite?.update.expressionValues[":keys"];
  return {
    write,
    slot: ctx.stash.slot as Part,
    keys: (written ? plain(written) : ((keys as Part | null)?.keys ?? [])) as Part[],
    stash: ctx.stash,
  };
}

export interface Emitted {
  operation: string;
  update: { expression: string; expressionValues: Record<string, Json> };
  condition: { expression: string };
}

const template = reserved(null, KEYED);

export const macOf = (mac: number) =>
  mac === NO_MAC ? "-" : mac === NO_GUESS ? "+" : mac === WRONG ? "wrong" : `mac ${mac}`;
export const requestOf = (request: number) => (request === NO_REQUEST ? "-" : request === KEY ? "=k" : `r${request}`);
export const idOf = (id: number) => (id === NOBODY ? "-" : `login_1-_${String(id).padStart(64, "0")}`);

/** Gives a slot of the model the form it has in the table, at the time NOW. */
export function concrete(slot: Slot, { now, window }: Pick<State, "now" | "window">): Part {
  const at = (ticks: number) => NOW + (ticks - now) * TICK;
  const code =
    slot.guessCost === 0 ? { codeLength: 12, alphabet: "ALPHANUMERIC" } : { codeLength: 6, alphabet: "NUMERIC" };
  const { id, revision, attempts, maxAttempts, guessesUsed, guessCost, live, status, sends } = slot;
  return {
    ...template.slot,
    ...{ revision, attempts, maxAttempts, guessesUsed, guessCost, live, status, sends, ...code },
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

/** Gives the idempotency key of a slot of the model as the item beside the slot has it, at the time NOW. */
export function concreteKeys({ key, id }: Slot, { now }: Pick<State, "now">): Part | null {
  if (!key) return null;
  const expiresAt = NOW + (key.expiresAt - now) * TICK;
  const ended: Part = key.id === id ? {} : { endStatus: "CANCELED" };
  const keys = [{ ...template.keys[0], id: idOf(key.id), expiresAt, ...(key.sent && { sent: true }), ...ended }];
  return { revision: 1, keys };
}

/** The attributes that the model determines. Ids are random, and the settings give the end of a new window. */
export const COMPARED = (
  "revision codeMac lastGuessMac lastRequestKey repeatedGuessMacs attempts maxAttempts guessesUsed guessCost windowEndsAt " +
  "expiresAt live status sentAt sends resendAfter"
).split(" ");
export const modelled = (slot: Part, keys: Part[]) =>
  JSON.stringify([
    ...COMPARED.map((name) => slot[name]),
    keys.map(({ key, expiresAt, sent }) => [key, expiresAt, sent ?? false]),
    keys.map(({ id }) => id === slot.id),
  ]);

/** @returns the result of a handler, or the type of the error that it raises */
export function outcomeOf<T>(run: () => T): T | string {
  try {
    return run();
  } catch (error) {
    if (!(error instanceof StepError)) throw error;
    return error.type === "Throttled" ? "refuse" : String(error.type);
  }
}
