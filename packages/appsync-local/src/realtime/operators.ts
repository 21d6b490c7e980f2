import type { Json } from "../contracts.ts";

export type Scalar = string | number | boolean;
type Found = NonNullable<Exclude<Json, object>> | Json[];

interface Rule<Value> {
  takes: { types: string[]; list: boolean; words: string };
  /** The most values of a list. */
  most?: number;
  /** @param found what the payload has; never null, for what the publisher did not select passes no filter */
  holds(found: Found, value: Value): boolean;
}

const ANY = { types: ["string", "number", "boolean"], list: false, words: "a string, a number or a Boolean" };
const ORDERED = { types: ["string", "number"], list: false, words: "a string or a number" };
const TEXT = { types: ["string"], list: false, words: "a string" };
const LIST = { types: ["string", "number"], list: true, words: "a list of strings or numbers" };
const PAIR = { types: ["string", "number"], list: true, words: "a list of two strings or two numbers" };

/** Values of two types have no order. */
const compare = (found: Found, value: Scalar, test: (found: Scalar, value: Scalar) => boolean) =>
  typeof found === typeof value && test(found as Scalar, value);

/** A part of a text, or an item of a list. */
const has = (found: Found, value: Scalar) =>
  Array.isArray(found)
    ? found.includes(value)
    : typeof found === "string"
      ? found.includes(`${value}`)
      : found === value;

const rule = <Value>(made: Rule<Value>) => made;

/** The operators of subscription filters. Strings are compared case by case. */
export const OPERATORS = {
  eq: rule<Scalar>({ takes: ANY, holds: (found, value) => found === value }),
  ne: rule<Scalar>({ takes: ANY, holds: (found, value) => found !== value }),
  le: rule<Scalar>({ takes: ORDERED, holds: (found, value) => compare(found, value, (a, b) => a <= b) }),
  lt: rule<Scalar>({ takes: ORDERED, holds: (found, value) => compare(found, value, (a, b) => a < b) }),
  ge: rule<Scalar>({ takes: ORDERED, holds: (found, value) => compare(found, value, (a, b) => a >= b) }),
  gt: rule<Scalar>({ takes: ORDERED, holds: (found, value) => compare(found, value, (a, b) => a > b) }),
  contains: rule<Scalar>({ takes: ORDERED, holds: has }),
  notContains: rule<Scalar>({ takes: ORDERED, holds: (found, value) => !has(found, value) }),
  beginsWith: rule<string>({
    takes: TEXT,
    holds: (found, value) => typeof found === "string" && found.startsWith(value),
  }),
  in: rule<Scalar[]>({ takes: LIST, most: 5, holds: (found, values) => values.some((value) => found === value) }),
  notIn: rule<Scalar[]>({ takes: LIST, most: 5, holds: (found, values) => values.every((value) => found !== value) }),
  between: rule<Scalar[]>({
    takes: PAIR,
    holds: (found, [low, high]) =>
      compare(found, low as Scalar, (a, b) => a >= b) && compare(found, high as Scalar, (a, b) => a <= b),
  }),
  containsAny: rule<Scalar[]>({
    takes: LIST,
    most: 20,
    holds: (found, values) => values.some((value) => has(found, value)),
  }),
} satisfies Record<string, Rule<never>>;

export type Operator = keyof typeof OPERATORS;

export const isOperator = (name: Json): name is Operator => typeof name === "string" && Object.hasOwn(OPERATORS, name);
