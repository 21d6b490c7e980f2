import { readFileSync } from "node:fs";
import {
  buildSchema,
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLInputField,
  type GraphQLNamedType,
  isEnumType,
  isInputObjectType,
  isObjectType,
  isScalarType,
  print,
} from "graphql";

type Entry = GraphQLField<unknown, unknown> | GraphQLInputField | GraphQLArgument;

/**
 * The generators of Markdown that we looked at do not serve here: @graphql-markdown/cli does not run beside graphql 17 and writes a file for each
 * type, and graphql-markdown writes HTML tables that leave out the default values. Neither says who may call a field.
 */

const read = (name: string) => readFileSync(new URL(`../../${name}`, import.meta.url), "utf8");

/** What AppSync's directives on a field of Query or Mutation let in. */
const CALLERS: Record<string, string> = {
  aws_cognito_user_pools: "users and operators with a Cognito ID token",
  aws_iam: "backends with an IAM signature (SigV4)",
  aws_lambda: "API clients with [their own](../signing.md)",
};

/** The reference page of the GraphQL schema, as Markdown. */
export function graphqlPage(): string {
  const schema = buildSchema(`${read("appsync.graphql")}\n${read("schema.graphql")}`);
  const roots = [schema.getQueryType(), schema.getMutationType()].filter((type) => !!type);
  const types = Object.values(schema.getTypeMap()).filter(({ name }) => !name.startsWith("__"));
  const others = types.filter((type) => !roots.some((root) => root === type));
  const withFields = types.filter((type) => isObjectType(type) || isInputObjectType(type));
  const used = new Set(withFields.flatMap((type) => Object.values(type.getFields()).map(({ type }) => nameOf(type))));
  const scalars = others.filter((type) => isScalarType(type) && used.has(type.name) && !isBuiltIn(type.name));
  return [
    "# GraphQL reference",
    "This page is generated from [schema.graphql](../../schema.graphql) by `npm run docs`.",
    schema.description,
    ...roots.flatMap((root) => [`## ${root.name}`, ...Object.values(root.getFields()).map(operation)]),
    ...section(
      "Inputs",
      others.filter((type) => isInputObjectType(type)),
      fieldsOf,
    ),
    ...section(
      "Objects",
      others.filter((type) => isObjectType(type)),
      fieldsOf,
    ),
    ...section(
      "Enums",
      others.filter((type) => isEnumType(type)),
      (type) =>
        table(
          ["value", "meaning"],
          type.getValues().map(({ name, description }) => [code(name), oneLine(description)]),
        ),
    ),
    ...section("Scalars", scalars, () => ""),
  ]
    .filter((block) => block)
    .join("\n\n")
    .concat("\n");
}

function section<Type extends GraphQLNamedType>(title: string, types: Type[], body: (type: Type) => string): string[] {
  return [`## ${title}`, ...types.flatMap((type) => [`### ${type.name}`, type.description ?? "", body(type)])];
}

function operation({ name, args, type, description, astNode }: GraphQLField<unknown, unknown>): string {
  const callers = (astNode?.directives ?? []).map((directive) => CALLERS[directive.name.value]);
  const facts = `- Callers: ${callers.join("; ")}\n- Returns: ${linked(`${type}`)}`;
  return [`### ${name}`, description, facts, entries("argument", args)].join("\n\n");
}

const fieldsOf = (type: { getFields(): Record<string, Entry> }) => entries("field", Object.values(type.getFields()));

const entries = (kind: string, list: readonly Entry[]) =>
  table(
    [kind, "type", "meaning"],
    list.map((entry) => [code(entry.name), linked(`${entry.type}`), oneLine(entry.description) + defaultOf(entry)]),
  );

function defaultOf({ astNode }: Entry): string {
  return astNode && "defaultValue" in astNode && astNode.defaultValue
    ? ` Default: ${code(print(astNode.defaultValue))}.`
    : "";
}

/** The name of a type without its brackets and exclamation marks. */
const nameOf = (type: unknown) => `${type}`.replaceAll(/\W/g, "");

const isBuiltIn = (name: string) => ["Boolean", "Float", "ID", "Int", "String"].includes(name);

/** A type as GraphQL writes it, with a link to its section where it has one. */
const linked = (type: string) =>
  type.replace(/\w+/, (name) => (isBuiltIn(name) ? name : `[${name}](#${name.toLowerCase()})`));

const table = (head: string[], body: string[][]) =>
  [head, head.map(() => "---"), ...body].map((cells) => `| ${cells.join(" | ")} |`).join("\n");

const code = (text: string) => `\`${text}\``;

const oneLine = (text: string | undefined | null) => (text ?? "").replaceAll(/\s+/g, " ").replaceAll("|", "\\|");
