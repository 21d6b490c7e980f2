import { compileAssignment, compileTerm, type Item, type Values } from "./expressions.ts";

/**
 * Every write of the slot, with the expressions of the steps: `design.test.ts` checks that both are the same. The model runs
 * these expressions. Each part can be left out by its name, `<write>: <text>`, to see which promise needs it.
 *
 * `reserve`, `create` and `withdraw` set every attribute that they know; `rules.ts` says what they set.
 */
export const WRITES = {
  create: { condition: ["attribute_not_exists(pk)"], set: [] },
  reserve: { condition: ["#revision = :before"], set: [] },
  withdraw: { condition: ["#revision = :mine"], set: [] },
  sent: {
    condition: ["#id = :id", "#sends = :sends", "#codeMac IN (:none, :codeMac)"],
    set: ["#status = :status", "#codeMac = :codeMac", "#revision = #revision + :one"],
  },
  failed: {
    condition: ["#id = :id", "#sends = :sends", "#codeMac IN (:none, :codeMac)"],
    set: ["#status = :status", "#resendAfter = :resendAfter", "#codeMac = :codeMac", "#revision = #revision + :one"],
  },
  /** The function died, or its answer makes no sense. It is unknown whether a message went out, and there is no MAC. */
  died: {
    condition: ["#id = :id", "#sends = :sends"],
    set: ["#status = :status", "#resendAfter = :resendAfter", "#revision = #revision + :one"],
  },
  charge: {
    condition: [
      "#id = :id",
      "#live = :true",
      "#expiresAt > :now",
      "#expiresAt <= :latest",
      "#attempts < #maxAttempts",
      "#codeMac <> :none",
      "#lastGuessMac <> #codeMac",
      "#lastRequestKey <> :request",
    ],
    set: [
      "#lastGuessMac = :guess",
      "#lastRequestKey = :request",
      "#guessedAt = :now",
      "#attempts = #attempts + :one",
      "#guessesUsed = #guessesUsed + #guessCost",
      "#revision = #revision + :one",
    ],
  },
  /** The call that used the token is repeated with its key. */
  repeat: {
    condition: [
      "#id = :id",
      "#lastRequestKey = :request",
      "#lastGuessMac = #codeMac",
      "size(#repeatedGuessMacs) < :most",
      "NOT contains(#repeatedGuessMacs, :mac)",
    ],
    set: [
      "#repeatedGuessMacs = list_append(#repeatedGuessMacs, :guess)",
      "#guessesUsed = #guessesUsed + #guessCost",
      "#revision = #revision + :one",
    ],
  },
  cancel: {
    condition: [
      "#id = :id",
      "#live = :true",
      "#expiresAt > :now",
      "#expiresAt <= :latest",
      "#lastGuessMac <> #codeMac",
    ],
    set: ["#live = :false", "#revision = #revision + :one"],
  },
} as const satisfies Record<string, { condition: string[]; set: string[] }>;

export type WriteName = keyof typeof WRITES;

/** The names of all terms and assignments of the table, by which they can be left out. */
export const PARTS: string[] = Object.entries(WRITES).flatMap(([write, { condition, set }]) =>
  [...condition, ...set].map((text) => `${write}: ${text}`),
);

export interface Write {
  allowed(item: Item | null, values: Values): boolean;
  /** Gives the item after the write. */
  apply<T extends Item>(item: T | null, values: Values): T;
}

/** @param off the part that is left out, if any */
export function compileWrites(off: string | null): Record<WriteName, Write> {
  const compiled = Object.entries(WRITES).map(([name, { condition, set }]) => {
    const kept = (text: string) => `${name}: ${text}` !== off;
    const terms = condition.filter(kept).map(compileTerm);
    const assignments = set.filter(kept).map(compileAssignment);
    const write: Write = {
      allowed: (item, values) => terms.every((term) => term(item, values)),
      apply(item, values) {
        const next: Record<string, unknown> = { ...item };
        for (const { name: attribute, value } of assignments) next[attribute] = value(item ?? {}, values);
        return next as NonNullable<typeof item>;
      },
    };
    return [name, write];
  });
  return Object.fromEntries(compiled);
}
