import type { Fault } from "appsync-local";
import * as fc from "fast-check";

/** Random lives of one slot, or of that of a known device beside it: rounds of parallel threads, each with calls in turn. */

export type Op =
  | { do: "ask"; variant: number; key: number | null }
  /** With `times` above 1, the same call is made several times at once with the same key. */
  | { do: "guess"; right: boolean; back: number; key: number | null; times: number }
  | { do: "cancel"; back: number }
  | { do: "sweep" };

export interface Round {
  /** The seconds that the clock moves before the round. */
  move: number;
  faults: Fault[];
  threads: Op[][];
  /** What happens in the lane of a known device at the same time, if the plan has one. */
  deviceThreads: Op[][];
}

export interface Plan {
  withDevice: boolean;
  rounds: Round[];
}

export const DAY = 24 * 60 * 60;
export const WINDOW = 30 * DAY;

/**
 * The inputs of requests: the same again, another length, alphabet, address, channel or transaction, a long code, and a number
 * that the send function refuses, after which everything is withdrawn. Only the first ones come with a key.
 */
export const VARIANTS = (subject: string): object[] => [
  {},
  { codeLength: 8 },
  { destination: `${subject}+x@example.com` },
  { alphabet: "ALPHANUMERIC" },
  { transaction: { amount: "1", currency: "EUR", payee: "Anna" } },
  { destination: `${subject.toUpperCase()}@Example.com` },
  { channel: "SMS", destination: "+12025550142" },
  { codeLength: 12, alphabet: "ALPHANUMERIC" },
  { channel: "SMS", destination: "+19005551234" },
];
const VARIANT_COUNT = VARIANTS("").length;
/** The number of keys. A slot keeps four; with more, a forgotten key would count as new. */
const KEYS = 4;

const sometimes = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { freq: 2, nil: null });
const keyed = sometimes(fc.nat(KEYS - 1));
/** Chooses mostly the newest known token, sometimes an older one. */
const back = fc.oneof({ weight: 6, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.nat(3) });
const times = fc.oneof({ weight: 5, arbitrary: fc.constant(1) }, { weight: 1, arbitrary: fc.constantFrom(2, 3) });

const guess = (right: boolean): fc.Arbitrary<Op> =>
  fc.record({ do: fc.constant("guess" as const), right: fc.constant(right), back, key: keyed, times });
const ask: fc.Arbitrary<Op> = fc.record({
  do: fc.constant("ask" as const),
  variant: fc.oneof(fc.constant(0), fc.nat(VARIANT_COUNT - 1)),
  key: keyed,
});
const op = fc.oneof(
  { weight: 16, arbitrary: guess(false) },
  { weight: 1, arbitrary: guess(true) },
  { weight: 4, arbitrary: ask },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("cancel" as const), back }) },
  { weight: 1, arbitrary: fc.constant<Op>({ do: "sweep" }) },
);

/** Moves of the clock: none, the cooldown, the time a message may take, a token's life, a day, a window, and the item's life. */
const move = fc.oneof(
  { weight: 2, arbitrary: fc.constant(0) },
  { weight: 12, arbitrary: fc.constant(31) },
  { weight: 3, arbitrary: fc.constant(36) },
  { weight: 2, arbitrary: fc.constant(301) },
  { weight: 1, arbitrary: fc.constantFrom(DAY + 400, WINDOW + 60, WINDOW + 2 * DAY) },
);

const KINDS = ["error", "throttling", "conflict", "lostAnswer", "garbled", "delay", "twice"] as const;
const TARGETS = [
  { dataSource: "Tokens", operation: "BatchGetItem" },
  { dataSource: "Tokens", operation: "TransactWriteItems" },
  { dataSource: "Tokens", operation: "UpdateItem" },
  { dataSource: "Kms" },
  { dataSource: "Send" },
];
const fault: fc.Arbitrary<Fault> = fc
  .record({
    target: fc.constantFrom(...TARGETS),
    kind: fc.constantFrom(...KINDS),
    times: fc.integer({ min: 1, max: 2 }),
    after: fc.nat(3),
  })
  // Nothing calls the function twice: AppSync's data source does not retry.
  .filter(({ target, kind }) => target.dataSource !== "Send" || kind !== "twice")
  .map(({ target, ...rest }) => ({ ...target, ...rest, milliseconds: 5 }));

const thread = fc.array(op, { minLength: 1, maxLength: 3 });
const faults = fc.oneof(
  { weight: 2, arbitrary: fc.constant<Fault[]>([]) },
  { weight: 1, arbitrary: fc.array(fault, { minLength: 1, maxLength: 2 }) },
);
const round: fc.Arbitrary<Round> = fc.record({
  move,
  faults,
  threads: fc.array(thread, { minLength: 1, maxLength: 7 }),
  deviceThreads: fc.array(thread, { maxLength: 3 }),
});

/** Generates a life. @param rounds the most rounds */
export const planOf = (rounds: number): fc.Arbitrary<Plan> =>
  fc.record({
    withDevice: fc.boolean(),
    rounds: fc.array(round, { minLength: Math.ceil(rounds / 2), maxLength: rounds, size: "max" }),
  });
