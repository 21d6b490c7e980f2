import type { Outputs } from "../../local/service/index.ts";
import { type Client, dataOf } from "./client.ts";
import type { Codes } from "./codes.ts";
import { type Actions, become, codeFor, goOver, isStuck, isToRemember, type Person, same, stateOf } from "./person.ts";
import type { Random } from "./random.ts";
import { retry } from "./retry.ts";
import { canGuess, guessed, isOpen, isSame, type SlotState } from "./slot.ts";
import { openTable } from "./table.ts";

/** The result of checking people after a start. */
export interface Checked {
  violations: string[];
  people: number;
  /** The number of those people whose slot was in the lane of a known device. */
  inLane: number;
  /** The number of people whose last call was cut off, and the number of those whose call had happened nevertheless. */
  cutOff: number;
  happened: number;
  /** The number of tokens that verified exactly once, and of dead tokens that did not verify. */
  verified: number;
  dead: number;
  /** The number of requests that a crash cut off, and that were made again. */
  unstuck: number;
}

export const NOTHING_CHECKED = { people: 0, inLane: 0, cutOff: 0, happened: 0, verified: 0, dead: 0, unstuck: 0 };

interface Parts {
  outputs: Outputs;
  client: Client;
  codes: Codes;
  actions: Actions;
  random: Random;
}

const WORKERS = 16;
/** Tokens with less life left than this are not verified. */
const LEAST_LIFE_MILLISECONDS = 30_000;

/**
 * Compares a restarted service with the answers that it gave before. The table must have every answered change, and all or nothing
 * of a call that was cut off. Such a call, repeated with its key, must be answered as if it had not been cut off. Live tokens must
 * verify once and dead ones never, and nobody may have to wait for a message that was cut off.
 */
export async function check(people: Iterable<Person>, parts: Parts): Promise<Checked> {
  const { client, codes, actions, random } = parts;
  const table = openTable(parts.outputs);
  const inbox = await readInbox(parts.outputs);
  const checked: Checked = { violations: [], ...NOTHING_CHECKED };
  const left = [...people];

  async function checkOne(person: Person): Promise<void> {
    checkMessage(person);
    const happened = await settle(person);
    if (person.cutOff) await retry(person, person.cutOff, happened, parts);
    person.cutOff = null;
    if (isStuck(person)) await askAgain(person);
    await checkDead(person);
    await checkLive(person, stateOf(person));
    const { slot } = await table.read(person);
    if (!isSame(slot, stateOf(person))) throw mismatch(person, slot);
    person.messaged = null;
    checked.people += 1;
    if (person.deviceToken) checked.inLane += 1;
  }

  /** Finds out which of the possible states is the real one. @returns whether the call that was cut off changed it */
  async function settle(person: Person): Promise<boolean> {
    const { slot, ...times } = await table.read(person);
    const before = stateOf(person);
    const found = person.possible.find((state) => isSame(slot, state));
    if (!found) throw mismatch(person, slot);
    if (person.possible.length > 1) checked.cutOff += 1;
    if (found !== before) checked.happened += 1;
    become(person, codes, { ...found, id: slot.id }, before);
    Object.assign(person, times);
    return found !== before;
  }

  function checkMessage(person: Person): void {
    const code = person.messaged;
    if (code && !inbox.some(({ to, text }) => to === person.destination && text.split("\n").includes(code)))
      checked.violations.push(`${person.subject}: the inbox has lost the message with ${code}`);
  }

  async function askAgain(person: Person): Promise<void> {
    const slot = stateOf(person);
    await actions.ask(person, slot.sends < 3 ? slot.variant : slot.variant + 1);
    checked.unstuck += 1;
  }

  const verify = ({ subject }: Person, id: string, code: string) => client.verify({ subject, id, code });

  async function checkDead(person: Person): Promise<void> {
    for (const { id, code } of person.over.splice(0)) {
      const answer = await verify(person, id, code);
      same("a dead token's right code", person, { status: answer?.status }, { status: "EXPIRED" });
      checked.dead += 1;
    }
  }

  async function checkLive(person: Person, slot: SlotState): Promise<void> {
    if (!slot.live || slot.verified || Date.now() > person.expiresAt - LEAST_LIFE_MILLISECONDS) return;
    const code = codeFor(codes, person, slot);
    if (!canGuess(slot)) {
      const answer = await verify(person, slot.id as string, code);
      const status = isOpen(slot) ? "EXPIRED" : "ATTEMPTS_EXHAUSTED";
      return same("a token that cannot be verified", person, { status: answer?.status }, { status });
    }
    // The other tokens stay live, to go through the next crash and a resend.
    if (random.next() < 0.5) return;
    const { subject } = person;
    const first = await client.verify({ subject, id: slot.id as string, code }, isToRemember(person));
    const given = { status: first?.status, data: first?.data };
    same("the right code", person, given, { status: "VERIFIED", data: dataOf(slot.variant) });
    become(person, codes, guessed(slot, true));
    checked.verified += 1;
    await checkDead(person);
    if (first) goOver(person, first);
  }

  const work = async () => {
    for (let person = left.pop(); person; person = left.pop())
      await checkOne(person).catch((error) => checked.violations.push(`${error}`));
  };
  await Promise.all(Array.from({ length: WORKERS }, work));
  table.close();
  return checked;
}

const mismatch = ({ subject, possible }: Person, slot: SlotState) =>
  new Error(
    `${subject}: the table has ${JSON.stringify(slot)}, and what was answered leaves ${possible.map((state) => JSON.stringify(state)).join(" or ")}`,
  );

async function readInbox({ inboxUrl }: Outputs): Promise<{ to: string; text: string }[]> {
  return (await (await fetch(`${inboxUrl}.json`)).json()) as { to: string; text: string }[];
}
