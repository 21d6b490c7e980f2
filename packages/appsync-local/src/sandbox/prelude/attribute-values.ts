import { type Fields, isRecord, recordOf } from "./arguments.ts";
import { entries, fromEntries, isArray, isFiniteNumber, typeError } from "./primordials.ts";

/** A DynamoDB attribute value as AppSync writes it: numbers stay numbers and NULL holds null. */
export type AttributeValue = { [type: string]: unknown };

/** Sets made by the helpers' `toStringSet` and the like, which stand for themselves inside of items. */
const sets = new WeakSet<object>();

/** Marks an attribute value as one that `toAttributeValue` hands through. */
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

/** Each value of a map typed. Undefined ones are left out, as JSON leaves them out [?]. */
export function toAttributeValues(map: Fields): { [name: string]: AttributeValue } {
  return fromEntries(definedEntries(map).map(([name, value]) => [name, toAttributeValue(value)]));
}

export function definedEntries(map: Fields): [name: string, value: unknown][] {
  return entries(map).filter(([, value]) => value !== undefined);
}

/** The attributes of an argument that has to be an object. */
export function attributesOf(value: unknown, name: string): { [name: string]: AttributeValue } {
  return toAttributeValues(recordOf(value, name));
}
