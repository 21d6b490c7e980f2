import { type Fields, listOf, recordOf, stringOf } from "../arguments.ts";
import { definedEntries } from "../attribute-values.ts";
import { type Placeholders, withoutEmptyMaps } from "../expressions.ts";
import { condition, filterExpression } from "../filter-expression.ts";
import { entries, fromEntries, replaceMatches, typeError } from "../primordials.ts";
import { updateExpression } from "./update-expression.ts";

/** The parts of the helpers' requests. A part that was not asked for is left out of the request. */

const KEY_OPERATORS = ["eq", "lt", "le", "gt", "ge", "between", "beginsWith"];

/** A filter or condition under its name. An empty one is refused: it would let everything through. */
export function filterPart(name: "filter" | "condition", filter: unknown, to: Placeholders, more: object = {}): object {
  if (isAbsent(filter)) return {};
  const expression = filterExpression(recordOf(filter, name), to);
  if (expression === "") throw typeError(`${name} must name at least one attribute`);
  return { [name]: { ...withoutEmptyMaps(to.finish(expression)), ...more } };
}

export function updatePart(update: unknown, to: Placeholders): object {
  return { update: withoutEmptyMaps(to.finish(updateExpression(update, to))) };
}

/** A key condition; DynamoDB takes no others than these operators on keys. */
export function queryPart(query: unknown, to: Placeholders): object {
  const conditions: string[] = [];
  for (const [key, operators] of definedEntries(recordOf(query, "query"))) {
    const name = to.name(key);
    for (const [operator, operand] of definedEntries(recordOf(operators, `query: ${key}`))) {
      if (KEY_OPERATORS.indexOf(operator) < 0) throw typeError(`query: ${operator} does not apply to keys`);
      conditions.push(condition(name, operator, operand, to, key));
    }
  }
  if (conditions.length === 0) throw typeError("query must name the partition key");
  return { query: withoutEmptyMaps(to.finish(conditions.join(" AND "))) };
}

/** @param paths attributes, or paths into them (`address.city`, `tags[0]`) */
export function projectionPart(paths: unknown, to: Placeholders): object {
  if (isAbsent(paths)) return {};
  const written = listOf(paths, "projection").map((path) => {
    const attributes = stringOf(path, "projection's paths").split(".");
    return attributes.map((attribute) => withIndexes(attribute, to)).join(".");
  });
  const { expression, expressionNames } = to.finish(written.join(", "));
  return { projection: { expression, expressionNames } };
}

function withIndexes(attribute: string, to: Placeholders): string {
  const name = replaceMatches(attribute, /(?:\[\d+\])+$/, "");
  return to.name(name) + attribute.slice(name.length);
}

/** Copies those options of `names` that were given. */
export function options(payload: Fields, names: string[]): object {
  return fromEntries(names.filter((name) => !isAbsent(payload[name])).map((name) => [name, payload[name]]));
}

/** Converts each entry of `tables`. */
export function tablesPart(payload: unknown, convert: (table: unknown, name: string) => unknown): object {
  const tables = entries(recordOf(recordOf(payload, "the payload").tables, "tables"));
  return { tables: fromEntries(tables.map(([name, table]) => [name, convert(table, `tables.${name}`)])) };
}

const isAbsent = (value: unknown) => value === null || value === undefined;
