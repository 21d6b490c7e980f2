import { compileAssignment, compileTerm, type Item, type Values } from "./expressions.ts";

/**
 * Every write of the slot, in the words of the steps: `design.test.ts` holds both against each other. The model runs these
 * texts, and each can be left out by its name, `<write>: <text>`, to see what it is there for.
 *
 * `reserve`, `create` and `takeBack` set the whole item, but never more than what they know of it; what they set is in `rules.ts`.
 */
export const WRITES = {
  create: { condition: ["attribute_not_exists(pk)"], set: [] },
  reserve: { condition: ["#revision = :before"], set: [] },
  takeBack: { condition: ["#revision = :mine"], set: [] },
  sent: {
    condition: ["#id = :id", "#sends = :sends", "#codeMac IN (:none, :codeMac)"],
    set: ["#status = :status", "#codeMac = :codeMac", "#revision = #revision + :one"],
  },
  failed: {
    condition: ["#id = :id", "#sends = :sends", "#codeMac IN (:none, :codeMac)"],
    set: ["#status = :status", "#resendAfter = :resendAfter", "#codeMac = :codeMac", "#revision = #revision + :one"],
  },
  /** The function died, or its answer makes no sense: nobody knows whether a message went out, and there is no MAC. */
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
      "#attempts = #attempts + :one",
      "#guessesUsed = #guessesUsed + #guessCost",
      "#revision = #revision + :one",
    ],
  },
  /** A call that comes again with its key after it used the token. */
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

/** Every term and assignment of the table, by the name that leaves it out. */
export const PARTS: string[] = Object.entries(WRITES).flatMap(([write, { condition, set }]) =>
  [...condition, ...set].map((text) => `${write}: ${text}`),
);

export interface Write {
  allowed(item: Item | null, values: Values): boolean;
  /** What the item is afterwards. */
  apply<T extends Item>(item: T | null, values: Values): T;
}

/** @param off the part that is left out */
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
