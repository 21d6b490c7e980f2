import { GRAPHQL_MAX_INT, GRAPHQL_MIN_INT, type GraphQLLeafType, isEnumType } from "graphql";
import { javaClassOf, javaText } from "./java.ts";

/** How graphql-java reads the standard scalars from variables; undefined: it refuses. It is laxer than graphql-js. */
const STANDARD: Record<string, (value: unknown) => unknown> = {
  Int(value) {
    const number = numberOf(value);
    return Number.isInteger(number) && number >= GRAPHQL_MIN_INT && number <= GRAPHQL_MAX_INT ? number : undefined;
  },
  Float(value) {
    const number = numberOf(value);
    return Number.isFinite(number) ? number : undefined;
  },
  Boolean(value) {
    if (typeof value === "boolean") return value;
    if (typeof value === "string") return value.toLowerCase() === "true";
    return typeof value === "number" ? value !== 0 : undefined;
  },
  ID(value) {
    return typeof value === "string" || Number.isInteger(value) ? String(value) : undefined;
  },
  String: javaText,
};

const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;

function numberOf(value: unknown): number {
  if (typeof value === "number") return value;
  return typeof value === "string" && NUMBER.test(value) ? Number(value) : Number.NaN;
}

/**
 * @param value a JSON value other than null, from a request's variables
 * @param type a scalar or enum
 * @returns the value as resolvers see it
 * @throws Error that says, in graphql-java's words, why it is not a value of the type
 */
export function coerceLeaf(value: unknown, type: GraphQLLeafType): unknown {
  if (isEnumType(type)) {
    const found = typeof value === "string" ? type.getValue(value) : undefined;
    if (found) return found.value;
    throw new Error(`Invalid input for Enum '${type.name}'. No value found for name '${javaText(value)}'`);
  }
  const standard = STANDARD[type.name];
  if (!standard) return type.coerceInputValue(value);
  const result = standard(value);
  if (result === undefined) throw new Error(`Expected type '${type.name}' but was '${javaClassOf(value)}'.`);
  return result;
}
