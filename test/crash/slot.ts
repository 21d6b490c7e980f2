import { isDeepStrictEqual } from "node:util";
import { settingsFrom } from "../../settings/read.ts";

/** What the slot of somebody has to be after each call: written anew from the design, so that the product is held to it. */

/** The shortest cooldown, and room for the messages of many runs. */
export const OVERRIDES = {
  token: { lifeSeconds: 600, cooldownSeconds: 10 },
  sends: { subject: { quarterHour: 100, day: 1000 }, destination: { quarterHour: 100, day: 1000 } },
};
const { token, budget } = settingsFrom(OVERRIDES);

export interface SlotState {
  /** "" when there is no slot, null when its answer was never heard. */
  id: string | null;
  /** Which data was asked for: with another one it is another token. */
  variant: number;
  sends: number;
  attempts: number;
  maxAttempts: number;
  guessesUsed: number;
  guessCost: number;
  live: boolean;
  verified: boolean;
  /** Of the guess that verified it, by its key: charged, and given back with the guess itself. */
  repeats: number;
  status: "SENDING" | "SENT";
  /** Whether the send function has told the MAC of the code. */
  known: boolean;
  /** Messages counted for the subject, and for the destination. */
  messages: number;
}

export const NO_SLOT: SlotState = {
  ...{
    id: "",
    variant: 0,
    sends: 0,
    attempts: 0,
    maxAttempts: 0,
    guessesUsed: 0,
    guessCost: 1,
    repeats: 0,
    messages: 0,
  },
  ...{ live: false, verified: false, status: "SENT", known: false },
};

export const isOpen = ({ live, verified, attempts, maxAttempts }: SlotState) =>
  live && !verified && attempts < maxAttempts;
export const canGuess = (slot: SlotState) => isOpen(slot) && slot.known;
/** Whether asking for this sends the same code again. */
export const isSentAgain = (slot: SlotState, variant: number) => isOpen(slot) && slot.variant === variant;
export const maySendAgain = (slot: SlotState) => slot.sends < token.maxSends;
/** Codes of a used-up budget. */
export const isLong = ({ guessCost }: SlotState) => guessCost === 0;

/** Reserved: counted, and on its way. */
export function reserved(slot: SlotState, variant: number): SlotState {
  const messages = slot.messages + 1;
  if (isSentAgain(slot, variant)) return { ...slot, messages, sends: slot.sends + 1, status: "SENDING" };
  const used = slot.verified ? slot.guessesUsed - slot.guessCost * (1 + slot.repeats) : slot.guessesUsed;
  const left = budget.guesses - used;
  const cost = left > 0 ? 1 : 0;
  const max = left > 0 ? Math.min(token.maxAttempts, left) : token.maxAttempts;
  const fresh = { id: null, sends: 1, attempts: 0, live: true, verified: false, repeats: 0, known: false };
  return { ...fresh, status: "SENDING", variant, messages, guessesUsed: used, guessCost: cost, maxAttempts: max };
}

export const recorded = (slot: SlotState): SlotState => ({ ...slot, status: "SENT", known: true });
export const cancelled = (slot: SlotState): SlotState => ({ ...slot, live: false });

/** A guess that nothing stands against. */
export function guessed(slot: SlotState, right: boolean): SlotState {
  if (!canGuess(slot)) return slot;
  return { ...slot, attempts: slot.attempts + 1, guessesUsed: slot.guessesUsed + slot.guessCost, verified: right };
}

export const repeated = (slot: SlotState): SlotState => ({
  ...slot,
  guessesUsed: slot.guessesUsed + slot.guessCost,
  repeats: slot.repeats + 1,
});

export const attemptsLeft = ({ maxAttempts, attempts }: SlotState) => maxAttempts - attempts;

/** What requestOtp has to tell of a slot whose token is live. */
export const tokenOf = (slot: SlotState) => ({
  id: slot.id,
  status: slot.status,
  codeLength: isLong(slot) ? 12 : 6,
  attemptsRemaining: attemptsLeft(slot),
  sendsRemaining: token.maxSends - slot.sends,
});

/** A slot as DynamoDB has it: what of it is in the model. */
export type Row = Record<string, { S?: string; N?: string; BOOL?: boolean; L?: unknown[] }>;

/** Whether what was read is this state. An id that nobody heard may be any. */
export function isSame(read: SlotState, expected: SlotState): boolean {
  return isDeepStrictEqual(read, expected.id === null ? { ...expected, id: read.id } : expected);
}

/** @param variant the slot does not tell it; its data does */
export function readRow(row: Row | undefined, variant: number, messages: number): SlotState {
  if (!row) return { ...NO_SLOT, messages };
  const number = (name: string) => Number(row[name]?.N);
  return {
    id: row.id?.S as string,
    variant,
    sends: number("sends"),
    attempts: number("attempts"),
    maxAttempts: number("maxAttempts"),
    guessesUsed: number("guessesUsed"),
    guessCost: number("guessCost"),
    live: row.live?.BOOL as boolean,
    verified: row.lastGuessMac?.S === row.codeMac?.S,
    repeats: row.repeatedGuessMacs?.L?.length ?? 0,
    status: row.status?.S as SlotState["status"],
    known: row.codeMac?.S !== "-",
    messages,
  };
}
