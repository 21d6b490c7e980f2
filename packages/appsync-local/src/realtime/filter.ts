import type { Json } from "../contracts.ts";
import { isOperator, OPERATORS, type Operator, type Scalar } from "./operators.ts";

/** A filter of `extensions.setSubscriptionFilter` or of `setSubscriptionInvalidationFilter`, checked. */
export type Filter = readonly Condition[][];

interface Condition {
  path: readonly string[];
  operator: Operator;
  value: Scalar | Scalar[];
}

/** https://docs.aws.amazon.com/appsync/latest/devguide/aws-appsync-real-time-enhanced-filtering.html */
const MOST = { groups: 10, fields: 5, levels: 5, characters: 256 };

/** A filter that AppSync refuses, or of which it says nothing and which would match all or nothing. */
export class FilterRefusal extends Error {}

/**
 * Checks a filter. The messages about numbers are AppSync's; the others are this package's own, because AppSync is reported to
 * take such filters without a word. [?]
 *
 * @param filter `{filterGroup: [{filters: [{fieldName, operator, value}]}]}`
 * @throws FilterRefusal
 */
export function readFilter(filter: Json): Filter {
  const groups = listOf(memberOf(filter, "filterGroup"), "filterGroup");
  if (groups.length === 0)
    throw new FilterRefusal("The subscription filter has no filterGroup, so it would hold back nothing.");
  const read = groups.map((group) => listOf(memberOf(group, "filters"), "filters").map(readCondition));
  for (const conditions of read) checkFields(conditions);
  const combinations = read.reduce((sum, conditions) => sum + combinationsOf(conditions), 0);
  if (combinations > MOST.groups)
    throw new FilterRefusal(`Filters combination exceed maximum limit ${MOST.groups} for subscription.`);
  return read;
}

/** Whether a payload passes: all conditions of at least one group hold. A payload that is a list passes no filter. */
export function matches(filter: Filter, payload: Json): boolean {
  return filter.some((conditions) =>
    conditions.every(({ path, operator, value }) => {
      const found = valueAt(payload, path);
      return found !== null && OPERATORS[operator].holds(found, value as never);
    }),
  );
}

function checkFields(conditions: Condition[]): void {
  if (conditions.length === 0) throw new FilterRefusal("A filter of the subscription has no conditions.");
  const names = new Set(conditions.map(({ path }) => path.join(".")));
  if (names.size > MOST.fields)
    throw new FilterRefusal(`Filters exceed maximum attributes limit ${MOST.fields} for subscription.`);
  if (names.size < conditions.length) throw new FilterRefusal("subscription filter uses same fieldName multiple time.");
}

/** AppSync writes `in` out: each of its values is a filter of its own. */
function combinationsOf(conditions: Condition[]): number {
  return conditions.reduce(
    (product, { operator, value }) => product * (operator === "in" ? (value as Scalar[]).length : 1),
    1,
  );
}

function readCondition(entry: Json): Condition {
  const fieldName = memberOf(entry, "fieldName");
  const operator = memberOf(entry, "operator");
  const value = memberOf(entry, "value");
  if (typeof fieldName !== "string" || fieldName === "")
    throw new FilterRefusal("A subscription filter has no fieldName.");
  const path = fieldName.split(".");
  if (path.length > MOST.levels)
    throw new FilterRefusal(`The filter on ${fieldName} has more than ${MOST.levels} levels.`);
  if (!isOperator(operator)) {
    throw new FilterRefusal(
      `The filter on ${fieldName} has the operator ${JSON.stringify(operator)}; there are ${Object.keys(OPERATORS).join(", ")}.`,
    );
  }
  return { path, operator, value: readValue(fieldName, operator, value) };
}

function readValue(fieldName: string, operator: Operator, value: Json): Scalar | Scalar[] {
  const { takes, most } = OPERATORS[operator];
  const values = Array.isArray(value) ? value : [value];
  const fits = takes.list === Array.isArray(value) && values.every((each) => takes.types.includes(typeof each));
  if (!fits || (operator === "between" && values.length !== 2) || values.length === 0)
    throw new FilterRefusal(
      `The filter on ${fieldName} needs for ${operator} ${takes.words}, and has ${JSON.stringify(value)}.`,
    );
  if (most !== undefined && values.length > most)
    throw new FilterRefusal(`subscription exceeds maximum value limit ${most} for operator \`${operator}\`.`);
  if (values.some((each) => typeof each === "string" && each.length > MOST.characters))
    throw new FilterRefusal(`The filter on ${fieldName} has a value of more than ${MOST.characters} characters.`);
  return value as Scalar | Scalar[];
}

function valueAt(payload: Json, path: readonly string[]): Exclude<Json, object> | Json[] {
  let value: Json = payload;
  for (const name of path) value = memberOf(value, name);
  return typeof value === "object" && !Array.isArray(value) ? null : value;
}

/** A member of an object; null where there is none. */
function memberOf(value: Json, name: string): Json {
  if (typeof value !== "object" || value === null || Array.isArray(value) || !Object.hasOwn(value, name)) return null;
  return value[name] as Json;
}

function listOf(value: Json, name: string): Json[] {
  if (!Array.isArray(value)) throw new FilterRefusal(`The subscription filter's ${name} is not a list.`);
  return value;
}
