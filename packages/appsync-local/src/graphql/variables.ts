import {
  type ConstValueNode,
  coerceInputLiteral,
  type GraphQLInputField,
  type GraphQLInputObjectType,
  type GraphQLInputType,
  type GraphQLLeafType,
  type GraphQLSchema,
  isInputObjectType,
  isInputType,
  isListType,
  isNonNullType,
  type OperationDefinitionNode,
  typeFromAST,
  type ValidatedExecutionArgs,
  type VariableDefinitionNode,
} from "graphql";
import { javaClassOf } from "./java.ts";
import { coerceLeaf } from "./leaf-values.ts";
import { type BadRequest, type Invalid, malformed } from "./refusals.ts";
import { locationsOf } from "./validation.ts";

/** A variable that an operation declares. The signature is what graphql-js's executor takes. */
export interface Variable {
  signature: { name: string; type: GraphQLInputType; default: { literal: ConstValueNode } | undefined };
  definition: VariableDefinitionNode;
}

export interface Coerced {
  kind: "coerced";
  /** For graphql-js's executor; `values.coerced` has the values by name. */
  values: ValidatedExecutionArgs["variableValues"];
}

/**
 * @param operation an operation of a document that keeps the rules
 * @returns the variables it declares, for `coerceVariables`
 */
export function variablesOf(schema: GraphQLSchema, operation: OperationDefinitionNode): Variable[] {
  return (operation.variableDefinitions ?? []).flatMap((definition) => {
    const type = typeFromAST(schema, definition.type);
    if (!isInputType(type)) return [];
    const literal = definition.defaultValue;
    return [{ definition, signature: { name: definition.variable.name.value, type, default: literal && { literal } } }];
  });
}

/** Why a variable was refused: the whole message of the entry. */
class VariableRefusal extends Error {}

/**
 * Reads a request's variables as AppSync does: numbers and booleans may come as strings, a single value may stand for a
 * list of one, what the operation does not declare is ignored.
 * @param variables what the operation declares
 * @param given the request's `variables`; null and undefined mean that there are none
 * @returns the values; or the first error in them, which is the only one that AppSync names
 */
export function coerceVariables(variables: readonly Variable[], given: unknown): Coerced | Invalid | BadRequest {
  const raw = given ?? {};
  if (typeof raw !== "object" || Array.isArray(raw)) return malformed("The variables are not an object.");
  const sources: Record<string, { signature: Variable["signature"]; value?: unknown }> = Object.create(null);
  const coerced: Record<string, unknown> = Object.create(null);
  for (const { signature, definition } of variables) {
    const { name, type } = signature;
    const value = Object.hasOwn(raw, name) ? (raw as Record<string, unknown>)[name] : undefined;
    sources[name] = { signature, value };
    try {
      const result = value === undefined ? whenMissing(signature) : coerce(name, value, type);
      if (result !== undefined) coerced[name] = result;
    } catch (error) {
      if (!(error instanceof VariableRefusal)) throw error;
      return { kind: "invalid", errors: [{ path: null, locations: locationsOf(definition), message: error.message }] };
    }
  }
  return { kind: "coerced", values: { sources, coerced } };
}

function whenMissing({ name, type, default: byDefault }: Variable["signature"]): unknown {
  if (byDefault) return coerceInputLiteral(byDefault.literal, type);
  if (isNonNullType(type)) throw nullRefusal(name, type);
  return undefined;
}

function coerce(variable: string, value: unknown, type: GraphQLInputType): unknown {
  if (isNonNullType(type)) {
    if (value === null || value === undefined) throw nullRefusal(variable, type);
    return coerce(variable, value, type.ofType);
  }
  if (value === null) return null;
  if (isListType(type)) {
    const items = Array.isArray(value) ? value : [value];
    return items.map((item) => coerce(variable, item, type.ofType));
  }
  return isInputObjectType(type) ? coerceObject(variable, value, type) : coerceLeafOf(variable, value, type);
}

function coerceObject(variable: string, value: unknown, type: GraphQLInputObjectType): Record<string, unknown> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    const expected = `Expected type 'Map' but was '${javaClassOf(value)}'.`;
    throw invalidValue(variable, `${expected} Variables for input objects must be an instance of type 'Map'.`);
  }
  const fields = type.getFields();
  const extra = Object.keys(value).find((key) => !Object.hasOwn(fields, key));
  if (extra !== undefined) {
    // The space at the end is graphql-java's.
    const rest = `that is not defined for input object type '${type.name}' `;
    throw new VariableRefusal(`The variables input contains a field name '${extra}' ${rest}`);
  }
  const result: Record<string, unknown> = {};
  for (const field of Object.values(fields)) {
    const item = coerceField(variable, value as Record<string, unknown>, field);
    if (item !== undefined) result[field.name] = item;
  }
  return result;
}

function coerceField(variable: string, value: Record<string, unknown>, field: GraphQLInputField): unknown {
  const { name, type } = field;
  if (Object.hasOwn(value, name)) return coerce(variable, value[name], type);
  if (field.default?.literal) return coerceInputLiteral(field.default.literal, type);
  // AppSync names the variable here, not the field: https://github.com/aws/aws-appsync-community/issues/406
  if (isNonNullType(type)) throw nullRefusal(variable, type);
  return undefined;
}

function coerceLeafOf(variable: string, value: unknown, type: GraphQLLeafType): unknown {
  try {
    return coerceLeaf(value, type);
  } catch (error) {
    throw invalidValue(variable, (error as Error).message);
  }
}

function invalidValue(variable: string, reason: string): VariableRefusal {
  return new VariableRefusal(`Variable '${variable}' has an invalid value. ${reason}`);
}

function nullRefusal(variable: string, type: GraphQLInputType): VariableRefusal {
  return new VariableRefusal(`Variable '${variable}' has coerced Null value for NonNull type '${type}'`);
}
