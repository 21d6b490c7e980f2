import { isDeepStrictEqual } from "node:util";
import { settingsFrom } from "../../settings/read.ts";

/** The slot that each call should leave, written from the design and not from the code, to test the code. */

/** Settings with the shortest cooldown, and limits that allow the messages of many runs. */
export const OVERRIDES = {
  token: { lifeSeconds: 600, cooldownSeconds: 10 },
  sends: {
    subject: { quarterHour: 100, day: 1000 },
    destination: { quarterHour: 100, day: 1000 },
    knownDestination: { quarterHour: 100, day: 1000 },
  },
};
const { token, budget } = settingsFrom(OVERRIDES);

export interface SlotState {
  /** "" when there is no slot, null when the call was never answered. */
  id: string | null;
  /** The number of the data that was asked for. Other data makes another token. */
  variant: number;
  sends: number;
  attempts: number;
  maxAttempts: number;
  guessesUsed: number;
  guessCost: number;
  live: boolean;
  verified: boolean;
  /** Repeats of the guess that verified, with its key: charged, and given back with the guess. */
  repeats: number;
  status: "SENDING" | "SENT";
  /** Whether the slot has the MAC of the code. */
  known: boolean;
  /** The messages counted for the subject, which are as many as for the destination. */
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
/** Whether asking for this variant sends the same code again. */
export const isSentAgain = (slot: SlotState, variant: number) => isOpen(slot) && slot.variant === variant;
export const maySendAgain = (slot: SlotState) => slot.sends < token.maxSends;
/** Whether the code is long, because the budget was used up. */
export const isLong = ({ guessCost }: SlotState) => guessCost === 0;

/** The slot when a message is counted and under way. @param inLane whether it is in the lane of a known device */
export function reserved(slot: SlotState, variant: number, inLane: boolean): SlotState {
  const messages = slot.messages + 1;
  if (isSentAgain(slot, variant)) return { ...slot, messages, sends: slot.sends + 1, status: "SENDING" };
  const used = slot.verified ? slot.guessesUsed - slot.guessCost * (1 + slot.repeats) : slot.guessesUsed;
  const left = (inLane ? budget.deviceGuesses : budget.guesses) - used;
  const cost = left > 0 ? 1 : 0;
  const max = left > 0 ? Math.min(token.maxAttempts, left) : token.maxAttempts;
  const fresh = { id: null, sends: 1, attempts: 0, live: true, verified: false, repeats: 0, known: false };
  return { ...fresh, status: "SENDING", variant, messages, guessesUsed: used, guessCost: cost, maxAttempts: max };
}

export const recorded = (slot: SlotState): SlotState => ({ ...slot, status: "SENT", known: true });
export const cancelled = (slot: SlotState): SlotState => ({ ...slot, live: false });

/** The slot after a guess that is charged. */
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

/** The token that requestOtp must answer for a slot whose token is live. */
export const tokenOf = (slot: SlotState) => ({
  id: slot.id,
  status: slot.status,
  codeLength: isLong(slot) ? 12 : 6,
  attemptsRemaining: attemptsLeft(slot),
  sendsRemaining: token.maxSends - slot.sends,
});

/** An item in DynamoDB's form. */
export type Row = Record<string, { S?: string; N?: string; BOOL?: boolean; L?: unknown[] }>;

/** Whether the slot in the table has the expected state. An id that was never answered may be any. */
export function isSame(read: SlotState, expected: SlotState): boolean {
  return isDeepStrictEqual(read, expected.id === null ? { ...expected, id: read.id } : expected);
}

/** Reads a slot. @param variant the variant of its data, which is in another item */
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
