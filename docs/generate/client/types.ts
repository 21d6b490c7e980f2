import {
  type GraphQLArgument,
  type GraphQLEnumType,
  type GraphQLField,
  type GraphQLInputField,
  type GraphQLNamedType,
  type GraphQLType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  isObjectType,
  isRequiredInputField,
  isScalarType,
} from "graphql";
import { comment, generatedFrom, isRoot, schema } from "./schema.ts";

/**
 * The types of arguments, inputs and payloads. `@graphql-codegen/typescript` was tried: it brings 38 packages, fails in vitest beside graphql
 * 17 ("from another module or realm"), and its inputs, too, accept the value that stands for those of a newer API.
 */
export function clientTypes(): string {
  const types = Object.values(schema.getTypeMap()).filter(({ name }) => !name.startsWith("__"));
  return [generatedFrom("schema.graphql"), OPEN, ...types.flatMap(declarationsOf)].join("\n");
}

const OPEN = `/** One of these values, or one of a newer API: a \`switch\` over it needs a \`default\`. */
export type Open<Value extends string> = Value | "%future added value";
`;

function declarationsOf(type: GraphQLNamedType): string[] {
  if (isEnumType(type)) return [enumText(type)];
  if (isInputObjectType(type)) return [interfaceText(type, Object.values(type.getFields()).map(inputText))];
  if (!isObjectType(type)) return [];
  const fields = Object.values(type.getFields());
  if (isRoot(type)) return fields.filter(({ args }) => args.length > 1).map(argumentsText);
  return [interfaceText(type, fields.map(payloadText))];
}

function enumText(type: GraphQLEnumType): string {
  const members = type.getValues().map(({ name, description }) => `${comment(description, "  ")}  | "${name}"`);
  return `${comment(type.description)}export type ${type.name} =\n${members.join("\n")};\n`;
}

const argumentsText = ({ name, args }: GraphQLField<unknown, unknown>) =>
  interfaceText(
    { name: `${name.charAt(0).toUpperCase()}${name.slice(1)}Arguments`, description: `The arguments of \`${name}\`.` },
    args.map(inputText),
  );

interface Described {
  name: string;
  description?: string | null | undefined;
}

const interfaceText = ({ name, description }: Described, fields: string[]) =>
  `${comment(description)}export interface ${name} {\n${fields.join("\n")}\n}\n`;

const payloadText = ({ name, description, type }: GraphQLField<unknown, unknown>) =>
  `${comment(description, "  ")}  ${name}: ${typeText(type, (named) => `Open<${named}>`)};`;

function inputText(entry: GraphQLInputField | GraphQLArgument): string {
  const optional = isRequiredInputField(entry as GraphQLInputField) ? "" : "?";
  return `${comment(entry.description, "  ")}  ${entry.name}${optional}: ${typeText(entry.type, (named) => named)};`;
}

/** @param enumType what the type of an enum is written as */
function typeText(type: GraphQLType, enumType: (name: string) => string): string {
  if (!isNonNullType(type)) return `${presentText(type, enumType)} | null`;
  return presentText(type.ofType, enumType);
}

function presentText(type: GraphQLType, enumType: (name: string) => string): string {
  if (isListType(type)) return `Array<${typeText(type.ofType, enumType)}>`;
  if (isScalarType(type)) return SCALARS[type.name] ?? "string";
  return isEnumType(type) ? enumType(type.name) : `${type}`;
}

/** AWS's scalars and ids are written as strings. */
const SCALARS: Record<string, string> = { Int: "number", Float: "number", Boolean: "boolean" };
