import type { Json } from "../../contracts.ts";
import { checkFields, type JsonObject, objectAt, RequestRefusal, stringAt } from "../refusal.ts";
import { type Attributes, encodeMap } from "./values.ts";

/** The placeholders of one request to the engine, which has one space of them for all its expressions. */
export interface Placeholders {
  ExpressionAttributeNames?: { [placeholder: string]: string };
  ExpressionAttributeValues?: Attributes;
}

export const EXPRESSION = { expression: true, expressionNames: false, expressionValues: false };
const PROJECTION = { expression: true, expressionNames: false };

/**
 * Reads `{expression, expressionNames, expressionValues}` and adds its placeholders to the request's.
 *
 * @param fields the keys that this kind of expression has
 * @param path where the expression stands in the request
 * @returns the expression's text
 * @throws RequestRefusal for a placeholder that another expression of the request has defined: one would silently win
 */
export function readExpression(
  value: Json | undefined,
  path: string,
  target: Placeholders,
  fields: { readonly [name: string]: boolean } = EXPRESSION,
): string {
  const { expression, expressionNames, expressionValues } = checked(value, path, fields);
  if ((expressionNames ?? null) !== null) {
    const names = objectAt(expressionNames, `${path}[expressionNames]`) as { [placeholder: string]: string };
    target.ExpressionAttributeNames = joined(target.ExpressionAttributeNames, names, `${path}[expressionNames]`);
  }
  if ((expressionValues ?? null) !== null) {
    const values = encodeMap(expressionValues, `${path}[expressionValues]`);
    target.ExpressionAttributeValues = joined(target.ExpressionAttributeValues, values, `${path}[expressionValues]`);
  }
  return stringAt(expression, `${path}[expression]`);
}

/** The same for an optional part of the request: undefined when it is left out. */
export function readOptional(value: Json | undefined, path: string, target: Placeholders): string | undefined {
  return (value ?? null) === null ? undefined : readExpression(value, path, target);
}

/** `{expression, expressionNames}` of what to return: undefined, so everything, when it is left out. */
export function readProjection(value: Json | undefined, path: string, target: Placeholders): string | undefined {
  return (value ?? null) === null ? undefined : readExpression(value, path, target, PROJECTION);
}

function checked(value: Json | undefined, path: string, fields: { readonly [name: string]: boolean }): JsonObject {
  const object = objectAt(value, path);
  checkFields(object, fields, path);
  return object;
}

/** Leaves an empty map out, for the engine refuses it and handlers easily make one. */
function joined<Value>(
  known: { [placeholder: string]: Value } | undefined,
  added: { [placeholder: string]: Value },
  path: string,
): { [placeholder: string]: Value } | undefined {
  const placeholders = Object.keys(added);
  if (placeholders.length === 0) return known;
  if (known === undefined) return added;
  const twice = placeholders.find((placeholder) => Object.hasOwn(known, placeholder));
  if (twice === undefined) return { ...known, ...added };
  // AppSync refuses this too; its wording is unknown. [?]
  throw new RequestRefusal(`The placeholder '${twice}' of '${path}' is already defined by another expression.`);
}
