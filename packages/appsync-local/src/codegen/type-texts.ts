import {
  type GraphQLInputObjectType,
  type GraphQLInputType,
  type GraphQLInterfaceType,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLSchema,
  getNamedType,
  isAbstractType,
  isCompositeType,
  isEnumType,
  isListType,
  isNonNullType,
  isObjectType,
} from "graphql";

/** The TypeScript of GraphQL's types, as resolver code meets them. */

/** AWSJSON is a text on the wire and parsed before a resolver sees it; other scalars that are not here are strings. */
const SCALARS = new Map([
  ["Int", "number"],
  ["Float", "number"],
  ["Boolean", "boolean"],
  ["AWSTimestamp", "number"],
  ["AWSJSON", "any"],
]);

/** The type of a value: `(string | null)[] | null`. */
export function typeText(type: GraphQLInputType | GraphQLOutputType): string {
  return isNonNullType(type) ? presentText(type.ofType) : `${presentText(type)} | null`;
}

function presentText(type: GraphQLInputType | GraphQLOutputType): string {
  if (isListType(type)) {
    const item = typeText(type.ofType);
    return item.includes(" ") ? `(${item})[]` : `${item}[]`;
  }
  const { name } = getNamedType(type);
  return isCompositeType(type) || isEnumType(type) || "getFields" in type ? name : (SCALARS.get(name) ?? "string");
}

/** Arguments, or the fields of an input: what may be left out may be null. */
export function inputText(fields: readonly { name: string; type: GraphQLInputType; defaultValue?: unknown }[]): string {
  const members = fields.map(({ name, type }) => `${name}${isNonNullType(type) ? "" : "?"}: ${typeText(type)};`);
  return members.length === 0 ? "Record<string, never>" : `{ ${members.join(" ")} }`;
}

export const inputObject = (type: GraphQLInputObjectType): string =>
  `${documented(type.description)}export type ${type.name} = ${inputText(Object.values(type.getFields()))};`;

/**
 * What a resolver answers for an object. A field that can be null may be missing, and so may one of another object, which may have a
 * resolver of its own.
 */
export function outputObject(type: GraphQLObjectType | GraphQLInterfaceType): string {
  const fields = Object.values(type.getFields()).map(({ name, type: of, description }) => {
    const optional = isNonNullType(of) && !isCompositeType(getNamedType(of)) ? "" : "?";
    return `${indented(documented(description))}  ${name}${optional}: ${typeText(of)};`;
  });
  const typeName = isObjectType(type) ? [`  __typename?: "${type.name}";`] : [];
  return `${documented(type.description)}export interface ${type.name} {\n${[...typeName, ...fields].join("\n")}\n}`;
}

/** One of several types: AppSync knows which by `__typename`. */
export function abstractType(name: string, schema: GraphQLSchema): string {
  const type = schema.getType(name);
  const members = isAbstractType(type) ? schema.getPossibleTypes(type) : [];
  const text = members.map((member) => `(${member.name} & { __typename: "${member.name}" })`).join(" | ");
  return `export type ${name} = ${text || "never"};`;
}

function documented(description: string | null | undefined): string {
  if (!description) return "";
  const lines = description.trim().replaceAll("*/", "* /").split("\n");
  return lines.length === 1
    ? `/** ${lines[0]} */\n`
    : `/**\n${lines.map((line) => ` * ${line}`.trimEnd()).join("\n")}\n */\n`;
}

const indented = (text: string) => text.replace(/^(?=.)/gm, "  ");
