import {
  type ArgumentNode,
  type ConstValueNode,
  type GraphQLInputObjectType,
  type GraphQLInputType,
  isInputObjectType,
  isListType,
  isNonNullType,
  isRequiredInputField,
  Kind,
  type ObjectValueNode,
  type ValueNode,
} from "graphql";
import { javaLiteral } from "./java.ts";

interface Problem {
  /** Where below the argument, e.g. `.filter.ids[2]`. */
  path: string;
  says: string;
  /** The part that is wrong, where graphql-java quotes that rather than the whole argument. */
  quoted?: ValueNode;
}

/**
 * @param argument an argument of a query
 * @param type what the argument should be
 * @returns what is wrong with its literal, in graphql-java's words; undefined when nothing is
 */
export function literalProblem(argument: ArgumentNode, type: GraphQLInputType): string | undefined {
  const problem = problemOf(argument.value, type);
  if (!problem) return undefined;
  const quoted = javaLiteral(problem.quoted ?? argument.value);
  return `argument '${argument.name.value}${problem.path}' with value '${quoted}' ${problem.says}`;
}

/** Whether a literal, e.g. a default, is a value of the type. */
export function isLiteralOf(value: ValueNode, type: GraphQLInputType): boolean {
  return problemOf(value, type) === undefined;
}

function problemOf(value: ValueNode, type: GraphQLInputType): Problem | undefined {
  if (value.kind === Kind.VARIABLE) return undefined;
  if (isNonNullType(type)) {
    if (value.kind === Kind.NULL) return { path: "", says: "must not be null", quoted: value };
    return problemOf(value, type.ofType);
  }
  if (value.kind === Kind.NULL) return undefined;
  if (isListType(type)) return problemOfList(value, type.ofType);
  if (isInputObjectType(type)) return problemOfObject(value, type);
  try {
    // A list or object with variables in it is no constant, but no scalar here takes those at all.
    if (type.coerceInputLiteral?.(value as ConstValueNode) !== undefined) return undefined;
  } catch {}
  return { path: "", says: `is not a valid '${type.name}'`, quoted: value };
}

function problemOfList(value: ValueNode, itemType: GraphQLInputType): Problem | undefined {
  if (value.kind !== Kind.LIST) return problemOf(value, itemType);
  for (const [index, item] of value.values.entries()) {
    const problem = problemOf(item, itemType);
    if (problem) return { ...problem, path: `[${index}]${problem.path}` };
  }
  return undefined;
}

function problemOfObject(value: ValueNode, type: GraphQLInputObjectType): Problem | undefined {
  if (value.kind !== Kind.OBJECT) return { path: "", says: "must be an object type" };
  const missing = missingFields(value, type);
  if (missing.length > 0) return { path: "", says: `is missing required fields '[${missing.join(", ")}]'` };
  for (const { name, value: item } of value.fields) {
    const field = type.getFields()[name.value];
    if (!field) return { path: "", says: `contains a field not in '${type.name}': '${name.value}'` };
    const problem = problemOf(item, field.type);
    if (problem) return { ...problem, path: `.${name.value}${problem.path}` };
  }
  return undefined;
}

function missingFields(value: ObjectValueNode, type: GraphQLInputObjectType): string[] {
  const given = new Set(value.fields.map(({ name }) => name.value));
  return Object.values(type.getFields())
    .filter((field) => isRequiredInputField(field) && !given.has(field.name))
    .map(({ name }) => name);
}
