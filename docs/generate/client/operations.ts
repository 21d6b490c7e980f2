import { type GraphQLField, type GraphQLObjectType, type GraphQLOutputType, getNamedType, isObjectType } from "graphql";
import { PIPELINES } from "../../../resolvers/pipelines.ts";
import { generatedFrom, isRoot, schema } from "./schema.ts";

/** The GraphQL text of every operation, and which fields of a payload are selected only when they are asked for. */
export function clientOperations(): string {
  const objects = Object.values(schema.getTypeMap()).filter((type) => isObjectType(type));
  const operations = objects.filter(isRoot).flatMap((root) => {
    const kind = root.name.toLowerCase();
    return Object.values(root.getFields()).map((field) => `  ${field.name}: ${operationText(kind, field)},`);
  });
  return [
    generatedFrom("schema.graphql and resolvers/pipelines.ts"),
    "/** The text of each operation, before and after further fields. */",
    `export const OPERATIONS = {\n${operations.join("\n")}\n} as const;\n`,
    "/** The fields of each payload that cost calls of their own: they are selected only when they are asked for. */",
    `export interface FieldsOnRequest {\n${objects
      .filter((type) => !isRoot(type))
      .flatMap(costlyText)
      .join("\n")}\n}\n`,
  ].join("\n");
}

/** The text in two parts. */
function operationText(kind: string, { name, args, type }: GraphQLField<unknown, unknown>): string {
  const variables = args.map((arg) => `$${arg.name}: ${arg.type}`).join(", ");
  const passed = args.map((arg) => `${arg.name}: $${arg.name}`).join(", ");
  const selection = selectionOf(type).replace(/ \}$/, "");
  return JSON.stringify([`${kind} ${name}(${variables}) { ${name}(${passed}) ${selection}`, " } }"]);
}

/** The selection of every field of a type, at every depth, that costs nothing of its own; empty for scalars and enums. */
function selectionOf(output: GraphQLOutputType): string {
  const type = getNamedType(output);
  if (!isObjectType(type)) return "";
  const fields = Object.values(type.getFields()).filter(({ name }) => !costs(type, name));
  return `{ ${fields.map((field) => `${field.name} ${selectionOf(field.type)}`.trim()).join(" ")} }`;
}

function costlyText(type: GraphQLObjectType): string[] {
  const names = Object.keys(type.getFields()).filter((name) => costs(type, name));
  return names.length > 0 ? [`  ${type.name}: ${names.map((name) => JSON.stringify(name)).join(" | ")};`] : [];
}

/** A field with a resolver of its own costs calls of data sources. */
const costs = (type: GraphQLObjectType, field: string) => `${type.name}.${field}` in PIPELINES;
