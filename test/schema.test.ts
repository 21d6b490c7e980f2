import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { buildSchema, isEnumType, isInputObjectType, isObjectType } from "graphql";
import { expect, test } from "vitest";
import { PIPELINES } from "../resolvers/pipelines.ts";

const read = (name: string) => readFileSync(fileURLToPath(new URL(`../${name}`, import.meta.url)), "utf8");
/** By graphql-js alone, as an ordinary tool reads the two files. */
const schema = buildSchema(`${read("appsync.graphql")}\n${read("schema.graphql")}`);
const types = Object.values(schema.getTypeMap())
  .filter((type) => isObjectType(type) || isInputObjectType(type) || isEnumType(type))
  .filter(({ name }) => !name.startsWith("__"));

test("every type, field and enum value of the schema describes itself: the console shows it", () => {
  const roots = ["Query", "Mutation"];
  const bare = types.flatMap((type) => [
    ...(type.description || roots.includes(type.name) ? [] : [type.name]),
    ...(isEnumType(type) ? type.getValues() : Object.values(type.getFields()))
      .filter(({ description }) => !description)
      .map(({ name }) => `${type.name}.${name}`),
  ]);
  expect(bare).toEqual([]);
});

test("every field of Query and Mutation is wired, and every wire leads to a field", () => {
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
