import { type Actions, newPerson, type Person, stateOf } from "./person.ts";
import type { Random } from "./random.ts";
import { canGuess, isSentAgain, maySendAgain, type SlotState } from "./slot.ts";

/** The traffic during which the service is killed: many people at once, each with one call or one burst of calls at a time. */
export interface Load {
  /** The people who made a call in this load. */
  touched: Set<Person>;
  /** The number of calls and bursts that have ended. */
  calls(): number;
  /** True until the load is halted or finds a violation. */
  isGoing(): boolean;
  /** Begins no further calls. */
  halt(): void;
  /** Resolves when all calls have ended, with the wrong answers. */
  ended: Promise<string[]>;
}

const WORKERS = 16;
/** Tokens with less life left than this are left alone, so that no run depends on the second in which one expires. */
const LEAST_LIFE_MILLISECONDS = 120_000;
const VARIANTS = 3;

/**
 * @param people the people so far; new people are added to them
 * @param name the beginning of new people's names
 */
export function startLoad(people: Person[], actions: Actions, random: Random, name: string): Load {
  const touched = new Set<Person>();
  const busy = new Set<Person>();
  let calls = 0;
  const violations: string[] = [];
  let going = true;

  function somebodyNew(): Person {
    const person = newPerson(`${name}-${people.length}`, people.length % 2 === 0);
    people.push(person);
    return person;
  }

  function somebody(): [Person, Action] {
    for (let tries = 0; tries < 4 && people.length > 0 && random.next() < 0.8; tries += 1) {
      const person = random.of(people);
      const action = busy.has(person) || person.possible.length > 1 ? null : chooseFor(person, random, Date.now());
      if (action) return [person, action];
    }
    return [somebodyNew(), { what: "ask", variant: 1 }];
  }

  async function work(): Promise<void> {
    while (going) {
      const [person, action] = somebody();
      busy.add(person);
      touched.add(person);
      await act(actions, person, action);
      busy.delete(person);
      calls += 1;
    }
  }

  const halt = () => {
    going = false;
  };
  const working = Array.from({ length: WORKERS }, () =>
    work().catch((error) => {
      halt();
      violations.push(`${error}`);
    }),
  );
  return {
    touched,
    calls: () => calls,
    isGoing: () => going,
    halt,
    ended: Promise.all(working).then(() => violations),
  };
}

type Action = { what: "ask"; variant: number } | { what: "guess"; right: boolean; times: number } | { what: "cancel" };

const GUESSES: Action[] = [
  { what: "guess", right: false, times: 1 },
  { what: "guess", right: false, times: 1 },
  { what: "guess", right: false, times: 3 },
  { what: "guess", right: false, times: 7 },
  { what: "guess", right: true, times: 1 },
  { what: "guess", right: true, times: 3 },
  { what: "cancel" },
];

/** Chooses something that a person may do now without an error; null for nothing. */
function chooseFor(person: Person, random: Random, now: number): Action | null {
  const slot = stateOf(person);
  if (slot.live && now > person.expiresAt - LEAST_LIFE_MILLISECONDS) return null;
  if (now >= person.mayAskAt && random.next() < 0.5) return { what: "ask", variant: variantFor(slot, random) };
  return canGuess(slot) ? random.of(GUESSES) : null;
}

/** Chooses the same variant or another one; the same only while the token has messages left. */
function variantFor(slot: SlotState, random: Random): number {
  const variant = random.next() < 0.7 ? slot.variant : random.whole(1, VARIANTS);
  const refused = isSentAgain(slot, variant) && !maySendAgain(slot);
  return refused || variant === 0 ? (slot.variant % VARIANTS) + 1 : variant;
}

function act(actions: Actions, person: Person, action: Action): Promise<void> {
  if (action.what === "ask") return actions.ask(person, action.variant);
  return action.what === "guess" ? actions.guess(person, action.right, action.times) : actions.cancel(person);
}
