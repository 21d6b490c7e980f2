import { randomUUID } from "node:crypto";
import { type Client, type Token, toldOf } from "./client.ts";
import type { Codes } from "./codes.ts";
import { afterRight, afterWrong } from "./guesses.ts";
import { cancelled, isLong, isSentAgain, NO_SLOT, recorded, reserved, type SlotState, tokenOf } from "./slot.ts";

/** A call that was cut off and has an idempotency key: its caller may make it again. */
export type CutOff = { what: "ask"; variant: number; key: string } | { what: "guess"; right: boolean; key: string };

/** Somebody who is asked about by one call (or one burst of them) at a time, and what was answered. */
export interface Person {
  subject: string;
  destination: string;
  /** What the slot may be: one state if every answer was heard, else also what the call cut off may have made of it. */
  possible: SlotState[];
  cutOff: CutOff | null;
  /** Tokens that came to an end, with their codes: none of them may ever verify. */
  over: { id: string; code: string }[];
  /** The code of the last message that was said to be sent, since the last look at them. */
  messaged: string | null;
  /** Epoch milliseconds: when asking is not refused any more, and when the token ends. */
  mayAskAt: number;
  expiresAt: number;
}

export function newPerson(subject: string): Person {
  const nothing = { cutOff: null, over: [], messaged: null, mayAskAt: 0, expiresAt: Number.POSITIVE_INFINITY };
  return { subject, destination: `${subject}@example.com`, possible: [NO_SLOT], ...nothing };
}

/** The state of somebody whose every answer was heard. */
export const stateOf = ({ possible }: Person) => possible[0] as SlotState;

/** Whether a message is still awaited that never comes, and may be asked for again. */
export function isStuck(person: Person): boolean {
  const [slot, ...others] = person.possible;
  if (!slot || others.length > 0) return false;
  return slot.status === "SENDING" && slot.live && !slot.verified && Date.now() >= person.mayAskAt;
}

export const codeFor = (codes: Codes, { subject }: Person, slot: SlotState) =>
  codes.right(subject, slot.id as string, isLong(slot));

/** Takes a state for sure, and notes the token that ended by it. */
export function become(person: Person, codes: Codes, next: SlotState, before = stateOf(person)): void {
  const ended = next.id !== before.id || !next.live || next.verified;
  if (before.live && !before.verified && ended && before.id)
    person.over.push({ id: before.id, code: codeFor(codes, person, before) });
  person.possible = [next];
}

/** What somebody does; what is answered has to be what the slot's state says, or it throws. */
export function actionsOf(client: Client, codes: Codes) {
  async function ask(person: Person, variant: number, key: string = randomUUID()): Promise<void> {
    const before = stateOf(person);
    const { subject, destination } = person;
    const token = await client.ask({ subject, destination, variant, key });
    const sending = reserved(before, variant);
    if (token) return heard(person, before, recorded(sending), isSentAgain(before, variant), token);
    person.possible = [before, sending, recorded(sending)];
    person.cutOff = { what: "ask", variant, key };
  }

  function heard(person: Person, before: SlotState, after: SlotState, again: boolean, token: Token): void {
    const { id } = token;
    same("requestOtp", person, { ...toldOf(token), again: id === before.id }, { ...tokenOf({ ...after, id }), again });
    become(person, codes, { ...after, id });
    person.messaged = codeFor(codes, person, stateOf(person));
    person.mayAskAt = Date.parse(token.resendAfter) + 1_000;
    person.expiresAt = Date.parse(token.expiresAt);
  }

  /** One guess by its key, or several at once. */
  async function guess(person: Person, right: boolean, times: number): Promise<void> {
    const before = stateOf(person);
    const code = codeFor(codes, person, before);
    const key = randomUUID();
    const input = { subject: person.subject, id: before.id as string, ...(times === 1 && { idempotencyKey: key }) };
    const answers = await Promise.all(
      Array.from({ length: times }, (_, n) =>
        client.verify({ ...input, code: right ? code : codes.wrong(code, n + 1) }),
      ),
    );
    const states = right ? afterRight(before, answers) : afterWrong(before, answers);
    if (!states)
      throw new Error(
        `${person.subject}: ${right ? "right" : "wrong"} guesses were answered ${JSON.stringify(answers)}`,
      );
    if (states.length === 1) return become(person, codes, states[0] as SlotState);
    person.possible = states;
    person.cutOff = times === 1 ? { what: "guess", right, key } : null;
  }

  async function cancel(person: Person): Promise<void> {
    const before = stateOf(person);
    const { subject } = person;
    if (await client.cancel({ subject, id: before.id as string })) become(person, codes, cancelled(before));
    else person.possible = [before, cancelled(before)];
  }

  return { ask, guess, cancel };
}

export type Actions = ReturnType<typeof actionsOf>;

/** @throws Error that shows both */
export function same(what: string, { subject }: { subject: string }, told: object | null, right: object): void {
  const [a, b] = [told ?? {}, right].map((each) => JSON.stringify(Object.entries(each).sort()));
  if (a !== b)
    throw new Error(`${subject}: ${what} says ${JSON.stringify(told)}, and ${JSON.stringify(right)} is right`);
}
