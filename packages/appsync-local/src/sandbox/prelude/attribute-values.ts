import { type Fields, isRecord, recordOf } from "./arguments.ts";
import { entries, fromEntries, isArray, isFiniteNumber, typeError } from "./primordials.ts";

/** A DynamoDB attribute value as AppSync writes it: numbers stay numbers and NULL holds null. */
export type AttributeValue = { [type: string]: unknown };

/** Sets made by `toStringSet` and similar helpers. Inside items they stay as they are. */
const sets = new WeakSet<object>();

/** Marks an attribute value as one that `toAttributeValue` leaves unchanged. */
export function asSet<T extends object>(value: T): T {
  sets.add(value);
  return value;
}

export const isSet = (value: object): boolean => sets.has(value);

/** Arrays become lists, never sets. Throws a TypeError on what DynamoDB cannot hold: NaN, functions. */
export function toAttributeValue(value: unknown): AttributeValue {
  if (value === null || value === undefined) return { NULL: null };
  if (typeof value === "string") return { S: value };
  if (typeof value === "boolean") return { BOOL: value };
  if (typeof value === "number" && isFiniteNumber(value)) return { N: value };
  if (isArray(value)) return { L: value.map((element) => toAttributeValue(element)) };
  if (isRecord(value)) return isSet(value) ? value : { M: toAttributeValues(value) };
  throw typeError(`DynamoDB cannot hold ${typeof value === "number" ? value : `a ${typeof value}`}`);
}

/** Converts each value of a map. Undefined values are left out, as JSON does [?]. */
export function toAttributeValues(map: Fields): { [name: string]: AttributeValue } {
  return fromEntries(definedEntries(map).map(([name, value]) => [name, toAttributeValue(value)]));
}

export function definedEntries(map: Fields): [name: string, value: unknown][] {
  return entries(map).filter(([, value]) => value !== undefined);
}

/** Converts the attributes of an argument, which must be an object. */
export function attributesOf(value: unknown, name: string): { [name: string]: AttributeValue } {
  return toAttributeValues(recordOf(value, name));
}
