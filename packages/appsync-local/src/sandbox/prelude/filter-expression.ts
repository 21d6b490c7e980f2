import { isRecord, listOf, recordOf } from "./arguments.ts";
import { definedEntries } from "./attribute-values.ts";
import type { Placeholders } from "./expressions.ts";
import { hasOwn, typeError } from "./primordials.ts";

const COMPARATORS: { [operator: string]: string } = { eq: "=", ne: "<>", lt: "<", le: "<=", gt: ">", ge: ">=" };
const ATTRIBUTE_TYPES: { [name: string]: string } = {
  _null: "NULL",
  string: "S",
  stringSet: "SS",
  number: "N",
  numberSet: "NS",
  binary: "B",
  binarySet: "BS",
  boolean: "BOOL",
  list: "L",
  map: "M",
};

/**
 * Writes a filter (`{title: {contains: "x"}, or: [...]}`) as a DynamoDB expression, grouped as AWS groups it.
 *
 * @param path the prefix of the values' names; "" at the top
 * @throws TypeError that names the part that cannot be written
 */
export function filterExpression(filter: unknown, to: Placeholders, path = ""): string {
  return parts(filter, to, path).join(" AND ");
}

/** Writes a filter inside another one: in brackets if it has several parts. */
function nested(filter: unknown, to: Placeholders, path: string): string {
  return grouped(parts(filter, to, path), "AND");
}

function grouped(members: string[], operator: string): string {
  return members.length > 1 ? `(${members.join(` ${operator} `)})` : (members[0] ?? "");
}

function parts(filter: unknown, to: Placeholders, path: string): string[] {
  return definedEntries(recordOf(filter, "a filter")).map(([key, operand]) => {
    if (key === "not") return `(NOT ${nested(operand, to, `${path}not_`)})`;
    if (key !== "and" && key !== "or") return attribute(key, operand, to, path);
    const members = listOf(operand, `${key} in a filter`);
    return grouped(
      members.map((member, index) => nested(member, to, `${path}${key}_${index}_`)),
      key.toUpperCase(),
    );
  });
}

function attribute(name: string, operators: unknown, to: Placeholders, path: string): string {
  if (!isRecord(operators)) throw typeError(`a filter's ${name} must be an object of operators, such as {eq: ...}`);
  return conditions(to.name(name), operators, to, `${path}${name}`);
}

/** Writes all conditions of `operators` on `subject`, which is a name's placeholder or its size. */
function conditions(
  subject: string,
  operators: { [operator: string]: unknown },
  to: Placeholders,
  path: string,
): string {
  const all = definedEntries(operators).map(([operator, operand]) => {
    if (operator === "size")
      return conditions(`size(${subject})`, recordOf(operand, `${path}'s size`), to, `${path}_size`);
    return `(${condition(subject, operator, operand, to, path)})`;
  });
  return grouped(all, "AND");
}

/**
 * Writes one operator on one subject, without brackets: `#a <> :a_ne`.
 *
 * @throws TypeError for an unknown operator or an operand that does not fit it
 */
export function condition(subject: string, operator: string, operand: unknown, to: Placeholders, path: string): string {
  const value = (suffix: string, given: unknown) => to.value(`${path}_${suffix}`, given);
  if (hasOwn(COMPARATORS, operator)) return `${subject} ${COMPARATORS[operator]} ${value(operator, operand)}`;
  switch (operator) {
    case "beginsWith":
      return `begins_with(${subject},${value(operator, operand)})`;
    case "contains":
      return `contains(${subject},${value(operator, operand)})`;
    case "notContains":
      return `NOT contains(${subject},${value(operator, operand)})`;
    case "between": {
      const [start, end] = boundsOf(operand, path);
      return `${subject} BETWEEN ${value("between_start", start)} AND ${value("between_end", end)}`;
    }
    case "in": {
      const choices = listOf(operand, `${path}'s in`).map((choice, index) => value(`in_${index}`, choice));
      // AWS writes "(null)" for an empty list; how it writes others is not known [?].
      return choices.length > 0 ? `${subject} IN (${choices.join()})` : "null";
    }
    case "attributeExists":
      if (typeof operand !== "boolean") throw typeError(`${path}'s attributeExists must be true or false`);
      return `${operand ? "attribute_exists" : "attribute_not_exists"}(${subject})`;
    case "attributeType":
      if (typeof operand !== "string" || !hasOwn(ATTRIBUTE_TYPES, operand)) {
        throw typeError(`${path}'s attributeType must be one of AppSync's names of types, such as "stringSet"`);
      }
      return `attribute_type(${subject},${value(operator, ATTRIBUTE_TYPES[operand])})`;
    default:
      throw typeError(`${path} has an unknown operator: ${operator}`);
  }
}

function boundsOf(operand: unknown, path: string): unknown[] {
  const bounds = listOf(operand, `${path}'s between`);
  if (bounds.length < 2) throw typeError(`${path}'s between must have two bounds`);
  return bounds;
}
