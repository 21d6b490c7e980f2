import { randomUUID } from "node:crypto";
import { type Client, type Judgement, slotPartOf, type Token } from "./client.ts";
import type { Codes } from "./codes.ts";
import { afterRight, afterWrong } from "./guesses.ts";
import { cancelled, isLong, isSentAgain, NO_SLOT, recorded, reserved, type SlotState, tokenOf } from "./slot.ts";

/** A call that was cut off and has an idempotency key: its caller may make it again. */
export type CutOff = { what: "ask"; variant: number; key: string } | { what: "guess"; right: boolean; key: string };

/** Somebody with one call (or one burst of calls) at a time, and the answers so far. */
export interface Person {
  subject: string;
  destination: string;
  /** Whether the first success is to make a known device; from then on the calls are those in its lane. */
  remembers: boolean;
  deviceToken: string | null;
  /** The states that the slot may have: one if every call was answered, otherwise also those after the call that was cut off. */
  possible: SlotState[];
  cutOff: CutOff | null;
  /** Tokens that have ended, with their codes: none of them may ever verify. */
  over: { id: string; code: string }[];
  /** The code of the last message that was answered as sent since the last check. */
  messaged: string | null;
  /** Epoch milliseconds: the end of the cooldown, and the end of the token. */
  mayAskAt: number;
  expiresAt: number;
}

export function newPerson(subject: string, remembers: boolean): Person {
  const nothing = { cutOff: null, over: [], messaged: null, mayAskAt: 0, expiresAt: Number.POSITIVE_INFINITY };
  const destination = `${subject}@example.com`;
  return { subject, destination, remembers, deviceToken: null, possible: [NO_SLOT], ...nothing };
}

/** Whether a success of theirs is to make a known device. */
export const isToRemember = ({ remembers, deviceToken }: Person) => remembers && deviceToken === null;

/** After the success that makes the device: the person goes over to its lane, in which there is nothing yet. */
export function goOver(person: Person, { status, deviceToken }: Judgement): void {
  if (status !== "VERIFIED" || !isToRemember(person)) return;
  if (!deviceToken) throw new Error(`${person.subject}: a success gave no device token`);
  Object.assign(person, { deviceToken, possible: [NO_SLOT], mayAskAt: 0, expiresAt: Number.POSITIVE_INFINITY });
}

/** The state of a person whose calls were all answered. */
export const stateOf = ({ possible }: Person) => possible[0] as SlotState;

/** Whether the slot waits for a message that will never come, and the cooldown is over. */
export function isStuck(person: Person): boolean {
  const [slot, ...others] = person.possible;
  if (!slot || others.length > 0) return false;
  return slot.status === "SENDING" && slot.live && !slot.verified && Date.now() >= person.mayAskAt;
}

export const codeFor = (codes: Codes, { subject }: Person, slot: SlotState) =>
  codes.right(subject, slot.id as string, isLong(slot));

/** Makes a state the only possible one, and notes the token that it ended. */
export function become(person: Person, codes: Codes, next: SlotState, before = stateOf(person)): void {
  const ended = next.id !== before.id || !next.live || next.verified;
  if (before.live && !before.verified && ended && before.id)
    person.over.push({ id: before.id, code: codeFor(codes, person, before) });
  person.possible = [next];
}

/** The actions of a person. They throw an Error when an answer differs from what the slot's state implies. */
export function actionsOf(client: Client, codes: Codes) {
  async function ask(person: Person, variant: number, key: string = randomUUID()): Promise<void> {
    const before = stateOf(person);
    const { subject, destination, deviceToken } = person;
    const token = await client.ask({ subject, destination, variant, key, deviceToken });
    const sending = reserved(before, variant, deviceToken !== null);
    if (token) return answered(person, before, recorded(sending), isSentAgain(before, variant), token);
    person.possible = [before, sending, recorded(sending)];
    person.cutOff = { what: "ask", variant, key };
  }

  function answered(person: Person, before: SlotState, after: SlotState, again: boolean, token: Token): void {
    const { id } = token;
    same(
      "requestOtp",
      person,
      { ...slotPartOf(token), again: id === before.id },
      { ...tokenOf({ ...after, id }), again },
    );
    become(person, codes, { ...after, id });
    person.messaged = codeFor(codes, person, stateOf(person));
    person.mayAskAt = Date.parse(token.resendAfter) + 1_000;
    person.expiresAt = Date.parse(token.expiresAt);
  }

  /** Makes one guess with a key, or several at once without. */
  async function guess(person: Person, right: boolean, times: number): Promise<void> {
    const before = stateOf(person);
    const code = codeFor(codes, person, before);
    const key = randomUUID();
    const input = { subject: person.subject, id: before.id as string, ...(times === 1 && { idempotencyKey: key }) };
    // Without a key a device whose answer was lost could not be asked for again.
    const remember = times === 1 && isToRemember(person);
    const answers = await Promise.all(
      Array.from({ length: times }, (_, n) =>
        client.verify({ ...input, code: right ? code : codes.wrong(code, n + 1) }, remember),
      ),
    );
    const states = right ? afterRight(before, answers) : afterWrong(before, answers);
    if (!states)
      throw new Error(
        `${person.subject}: ${right ? "right" : "wrong"} guesses were answered ${JSON.stringify(answers)}`,
      );
    if (states.length === 1) {
      become(person, codes, states[0] as SlotState);
      if (remember && answers[0]) goOver(person, answers[0]);
      return;
    }
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

/** Compares an answer with the right one. @throws Error that shows both when they differ */
export function same(what: string, { subject }: { subject: string }, given: object | null, right: object): void {
  const [a, b] = [given ?? {}, right].map((each) => JSON.stringify(Object.entries(each).sort()));
  if (a !== b)
    throw new Error(`${subject}: ${what} gives ${JSON.stringify(given)}, but ${JSON.stringify(right)} is right`);
}
