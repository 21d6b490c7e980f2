import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { buildSchema, type GraphQLArgument, isEnumType, isInputObjectType, isObjectType } from "graphql";
import { expect, test } from "vitest";
import { PIPELINES } from "../resolvers/pipelines.ts";

const read = (name: string) => readFileSync(fileURLToPath(new URL(`../${name}`, import.meta.url)), "utf8");
/** The files that `.graphqlrc.yml` names for editors and code generators. */
const files = [...read(".graphqlrc.yml").matchAll(/^ +- (\S+)$/gm)].map(([, file]) => file as string);
/** The schema as graphql-js builds it, which knows nothing of AppSync. */
const schema = buildSchema(files.map(read).join("\n"));
const types = Object.values(schema.getTypeMap())
  .filter((type) => isObjectType(type) || isInputObjectType(type) || isEnumType(type))
  .filter(({ name }) => !name.startsWith("__"));

const argumentsOf = (part: object) => ("args" in part ? (part.args as readonly GraphQLArgument[]) : []);

test("every type, field, argument and enum value of the schema has a description, which the AppSync console shows", () => {
  const roots = ["Query", "Mutation"];
  const described = types.flatMap((type) => [
    ...(roots.includes(type.name) ? [] : [{ path: type.name, description: type.description }]),
    ...(isEnumType(type) ? type.getValues() : Object.values(type.getFields())).flatMap((part) => [
      { path: `${type.name}.${part.name}`, description: part.description },
      ...argumentsOf(part).map((argument) => ({
        path: `${type.name}.${part.name}(${argument.name})`,
        description: argument.description,
      })),
    ]),
  ]);
  expect(described.filter(({ description }) => !description).map(({ path }) => path)).toEqual([]);
  // A description is a sentence, or several: it starts with a capital or a name in backticks, and ends with a full stop.
  expect(described.filter(({ description }) => !/^[A-Z`][\s\S]*\.$/.test(description ?? ""))).toEqual([]);
});

test("ordinary GraphQL tools can load the schema from the two files that .graphqlrc.yml names", () => {
  expect(files.toSorted()).toEqual(["appsync.graphql", "schema.graphql"]);
  expect(schema.getQueryType()?.name).toBe("Query");
});

test("every field of Query and Mutation has a resolver in pipelines.ts, and every resolver there belongs to a field", () => {
  const attached = Object.keys(PIPELINES);
  const roots = ["Query", "Mutation"].flatMap((name) => {
    const type = schema.getType(name);
    return isObjectType(type) ? Object.keys(type.getFields()).map((field) => `${name}.${field}`) : [];
  });
  expect(roots.filter((name) => !attached.includes(name))).toEqual([]);
  for (const name of attached) {
    const [type = "", field = ""] = name.split(".");
    const owner = schema.getType(type);
    expect(isObjectType(owner) && Object.hasOwn(owner.getFields(), field), name).toBe(true);
  }
});
