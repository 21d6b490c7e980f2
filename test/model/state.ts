import { DAY, KEY, NO_REQUEST, REPLAY, rightRepeats, type Slot, STUCK, WRONG } from "./rules.ts";

export type Outcome = "SENT" | "FAILED" | "DIED" | "REFUSED";

/** A call of requestOtp that has read the slot. Its next write may come at any moment, once or twice, or never. */
export interface Ask {
  kind: "ask";
  keyed: boolean;
  what: "resend" | "issue";
  /** The slot as it was read at `now`. */
  before: Slot | null;
  now: number;
  window: number;
  /** The slot that this call wrote; null until then. */
  mine: Slot | null;
  /** The outcome of the message once it is recorded; that write may come again. */
  outcome: Outcome | null;
  recordedAt: number;
}

/** A call of verifyOtp. While it is under way, its guess was charged and the answer lost: the same write may come again. */
export interface Guess {
  kind: "guess";
  id: number;
  guess: number;
  request: number;
  now: number;
}

/** A call that found a token used with its own key. Its charge may come late, any number of times, or never. */
export interface Repeat extends Omit<Guess, "kind"> {
  kind: "repeat";
  /** The number of repeats that the token had left when it was used. */
  most: number;
}

export type Operation = Ask | Guess | Repeat;

/** What really happened to a token, whatever the slot says. */
export interface Token {
  expiresAt: number;
  /** Guesses that were compared with its code. */
  evaluated: number;
  /** Repeats that were compared with its code after it was used. */
  repeatedRight: number;
  repeatedWrong: number;
  /** The request whose guess was charged last. */
  last: number;
  /** The request whose guess was right. */
  winner: number;
  over: "" | "cancelled" | "replaced";
}

export interface State {
  now: number;
  window: number;
  slot: Slot | null;
  operations: Operation[];
  /** The tokens by their id. */
  tokens: Token[];
  /** The wrong guesses at short codes in each window. */
  wrong: number[];
  /** How long the idempotency key of a message recorded as sent is known; 0 when there is none. */
  keySentUntil: number;
  /** Counts guesses to number them. It is not part of the key. */
  guesses: number;
}

const clip = (ticks: number, least: number) => (ticks < least ? least : ticks);

/** Distinguishes states, and finds the operations that still matter. */
export interface View {
  /**
   * The string that distinguishes states. Times in it are relative to now, and ids and guesses are named by their role, so the
   * number of tokens, guesses and windows is not bounded.
   */
  key(state: State): string;
  /** The operations whose write may succeed. The others can only answer Conflict or EXPIRED, at any time. */
  underWay(state: State): Operation[];
}

/** @param off the part of the design that is left out: without some parts, operations succeed that otherwise could only fail */
export function createView(off: string | null, lag: number): View {
  const past = -Math.max(lag, REPLAY);
  const guards = {
    create: off !== "create: attribute_not_exists(pk)",
    reserve:
      off !== "reserve: #revision = :before" &&
      off !== "issued: a first slot's revision is past that of any deleted one",
    withdraw: off !== "withdraw: #revision = :mine",
    update: off !== "record: the slot is updated, not put",
    repeat: off !== "repeat: #id = :id",
    most: off !== "repeat: size(#repeatedGuessMacs) < :most",
    once: off !== "repeat: NOT contains(#repeatedGuessMacs, :mac)",
  };
  function underWay(state: State): Operation[] {
    const { slot, operations } = state;
    const all = operations.filter((operation) => operation.kind !== "ask" || !isLost(operation, slot));
    return all.some(({ kind }) => kind !== "ask") ? all.filter((operation) => mayCome(operation, slot, all)) : all;
  }

  /** Whether its decision was made on a revision that the slot no longer has. */
  const isLost = ({ mine, before }: Ask, slot: Slot | null) =>
    mine === null && (before?.revision ?? 0) !== (slot?.revision ?? 0) && guards[before ? "reserve" : "create"];

  /** Whether its token is the slot's, or may be again, and has a repeat left for this guess. */
  function mayCome(operation: Operation, slot: Slot | null, all: Operation[]): boolean {
    if (operation.kind === "ask" || (operation.kind === "repeat" && !guards.repeat)) return true;
    const fits = (held: Slot | null) =>
      held?.id === operation.id && !(operation.kind === "repeat" && isSpent(operation, held));
    return fits(slot) || all.some((other) => other.kind === "ask" && (fits(other.before) || fits(other.mine)));
  }

  const isSpent = ({ most, guess }: Repeat, { repeatedGuessMacs }: Slot) =>
    (guards.most && repeatedGuessMacs.length >= most) || (guards.once && repeatedGuessMacs.includes(guess));

  function key(state: State): string {
    const { now, window, slot } = state;
    const ids = new Map<number, string>();
    const requests = new Map<number, string>();
    requests.set(NO_REQUEST, "-").set(KEY, "k");
    const idName = (id: number) => named(ids, id);
    const current = slot ? slotText(slot) : "";
    const texts = sorted(underWay(state)).map(operationText);
    return `${current}|${texts.sort().join("|")}|${state.keySentUntil > now ? 1 : 0}`;

    function slotText(of: Slot): string {
      const token = state.tokens[of.id];
      const mac = of.codeMac === of.id ? 1 : of.codeMac > 0 ? 2 : 0;
      const guess = of.lastGuessMac === of.id ? "r" : of.lastGuessMac;
      const life = of.expiresAt + DAY <= now ? "gone" : clip(of.expiresAt - now, past);
      const status = !of.live
        ? "n"
        : of.status === "SENDING"
          ? Math.min(now - of.sentAt, STUCK)
          : of.status.slice(1, 2);
      const known = of.key !== null && now < of.key.expiresAt + DAY;
      const key = known && of.key ? idName(of.key.id) + (of.key.sent ? "s" : "") : "";
      const counts = `${of.attempts}/${of.maxAttempts}/${of.guessesUsed}/${of.guessCost}/${of.sends}/${state.wrong[of.windowEndsAt] ?? 0}`;
      const right = of.repeatedGuessMacs.length === 0 ? 0 : rightRepeats(of);
      const wrong = of.repeatedGuessMacs.includes(WRONG) ? "w" : "";
      const repeats =
        of.repeatedGuessMacs.length === 0 ? "" : `+${right}-${of.repeatedGuessMacs.length - right}${wrong}`;
      const times = `${of.windowEndsAt > window ? "w" : "e"}${life}.${clip(of.resendAfter - now, 0)}${status}`;
      return `${idName(of.id)}${mac}${guess}${named(requests, of.lastRequestKey)}${counts}${repeats}${times}${key}${token ? truth(token) : ""}`;
    }

    function truth({ evaluated, repeatedRight, repeatedWrong, over, winner, last }: Token): string {
      const repeats = repeatedRight + repeatedWrong === 0 ? "" : `+${repeatedRight}-${repeatedWrong}`;
      return `.${evaluated}${repeats}${over.slice(0, 1)}${named(requests, winner)}${named(requests, last)}`;
    }

    function operationText(operation: Operation): string {
      const age = operation.kind === "repeat" ? "" : now - operation.now;
      if (operation.kind !== "ask") {
        const { kind, id, guess, request } = operation;
        const tried = guess === id ? "r" : guess === WRONG ? "w" : "o";
        return `${kind[0]}${age}.${idName(id)}.${tried}.${named(requests, request)}`;
      }
      const { what, before, mine, keyed, outcome } = operation;
      const beforeText = () => (before ? slotText(before) : "nothing");
      if (mine === null) {
        const late = window > operation.window ? "e" : "";
        return `a${what[0]}${keyed ? "k" : ""}${age}${late}:${before === slot ? "" : beforeText()}`;
      }
      const restores =
        (outcome === null || outcome === "REFUSED") && (!guards.withdraw || mine.revision === slot?.revision);
      const put = guards.update ? "" : slotText(mine);
      return `b${idName(mine.id)}${mine.sends}${keyed ? "k" : ""}${age}${outcome?.[0] ?? ""}:${restores ? beforeText() : ""}${put}`;
    }
  }

  return { key, underWay };
}

/** Names numbers a, b, c and so on, in the order in which they come up. */
function named(names: Map<number, string>, of: number): string {
  const known = names.get(of);
  if (known !== undefined) return known;
  const name = String.fromCharCode(97 + names.size);
  names.set(of, name);
  return name;
}

/** Sorts operations that hold slots to the front, because they name tokens to which others only point. */
const sorted = (operations: Operation[]) => (operations.length < 2 ? operations : operations.sort(byWeight));
const byWeight = (a: Operation, b: Operation) => weight(a) - weight(b);
const weight = (operation: Operation) => (operation.kind !== "ask" ? 100 : operation.mine ? 0 : 50) - operation.now;
