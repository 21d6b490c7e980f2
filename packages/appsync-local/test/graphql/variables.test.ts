import { describe, expect, it } from "vitest";
import { coerceVariables } from "../../src/graphql/variables.ts";
import { entry, ready } from "./support.ts";

function coerce(declared: string, given: unknown) {
  const uses = [...declared.matchAll(/\$(\w+)/g)].map(([use]) => use);
  // A variable that nothing uses is a validation error.
  const { operation } = ready(`query(${declared}) { ${uses.map((use, i) => `u${i}: ${USES[use]}`).join(" ")} }`);
  return coerceVariables(operation.variables, given);
}

const USES: Record<string, string> = {
  $id: "post(id: $id) { id }",
  $first: "posts(first: $first) { id }",
  $filter: "posts(filter: $filter) { id }",
  $order: "posts(order: $order) { id }",
  $data: "note(data: $data)",
  $at: "note(at: $at)",
  $input: "posts(filter: {by: $input}) { id }",
};

function values(declared: string, given: unknown) {
  const result = coerce(declared, given);
  return result.kind === "coerced" ? { ...result.values.coerced } : result;
}

describe("variables are read as AppSync reads them", () => {
  it.each<[string, unknown, unknown]>([
    ["$id: ID!", { id: "a" }, { id: "a" }],
    ["$id: ID!", { id: 7 }, { id: "7" }],
    ["$id: ID!", { id: "a", unknown: 1 }, { id: "a" }],
    ["$first: Int", undefined, {}],
    ["$first: Int", null, {}],
    ["$first: Int", { first: null }, { first: null }],
    ["$first: Int = 3", {}, { first: 3 }],
    ["$first: Int = 3", { first: null }, { first: null }],
    ["$first: Int", { first: "12" }, { first: 12 }],
    ["$order: [Order!]", { order: "DESC" }, { order: ["DESC"] }],
    ["$data: AWSJSON", { data: '{"a":1}' }, { data: { a: 1 } }],
    ["$at: AWSDateTime", { at: "2020-01-01T00:00Z" }, { at: "2020-01-01T00:00Z" }],
    ["$input: PostInput", { input: { title: "t" } }, { input: { title: "t", order: "ASC" } }],
    [
      "$input: PostInput",
      { input: { title: 5, tags: "x", order: null, data: "[1]", stars: 2, size: "1.5", draft: "true" } },
      { input: { title: "5", tags: ["x"], order: null, data: [1], stars: 2, size: 1.5, draft: true } },
    ],
    [
      "$filter: Filter",
      { filter: { by: { title: "t" }, ids: [1] } },
      { filter: { by: { title: "t", order: "ASC" }, ids: ["1"] } },
    ],
  ])("%s of %j", (declared, given, expected) => {
    expect(values(declared, given)).toEqual(expected);
  });
});

const NULLED = "has coerced Null value for NonNull type";

describe("variables that do not fit get AppSync's entry", () => {
  it.each<[string, unknown, string]>([
    ["$id: ID!", {}, `Variable 'id' ${NULLED} 'ID!'`],
    ["$id: ID!", { id: null }, `Variable 'id' ${NULLED} 'ID!'`],
    ["$id: ID!", { id: ["a"] }, "Variable 'id' has an invalid value. Expected type 'ID' but was 'ArrayList'."],
    ["$id: ID!", { id: true }, "Variable 'id' has an invalid value. Expected type 'ID' but was 'Boolean'."],
    ["$first: Int", { first: "a" }, "Variable 'first' has an invalid value. Expected type 'Int' but was 'String'."],
    ["$first: Int", { first: 1.5 }, "Variable 'first' has an invalid value. Expected type 'Int' but was 'Double'."],
    ["$first: Int", { first: 2 ** 31 }, "Variable 'first' has an invalid value. Expected type 'Int' but was 'Long'."],
    [
      "$first: Int",
      { first: {} },
      "Variable 'first' has an invalid value. Expected type 'Int' but was 'LinkedHashMap'.",
    ],
    ["$order: [Order!]", { order: [null] }, `Variable 'order' ${NULLED} 'Order!'`],
    [
      "$order: [Order!]",
      { order: ["UP"] },
      "Variable 'order' has an invalid value. Invalid input for Enum 'Order'. No value found for name 'UP'",
    ],
    [
      "$at: AWSDateTime",
      { at: "2019" },
      "Variable 'at' has an invalid value. Unable to parse `2019` as a valid DateTime Object.",
    ],
    [
      "$data: AWSJSON",
      { data: { a: 1 } },
      "Variable 'data' has an invalid value. Unable to parse `{a=1}` as valid JSON.",
    ],
    ["$input: PostInput", { input: {} }, `Variable 'input' ${NULLED} 'String!'`],
    ["$filter: Filter", { filter: { by: { title: null } } }, `Variable 'filter' ${NULLED} 'String!'`],
    [
      "$input: PostInput",
      { input: { title: "t", foo: 1 } },
      "The variables input contains a field name 'foo' that is not defined for input object type 'PostInput' ",
    ],
    [
      "$input: PostInput",
      JSON.parse('{"input":{"title":"t","__proto__":1}}'),
      "The variables input contains a field name '__proto__' that is not defined for input object type 'PostInput' ",
    ],
    [
      "$input: PostInput",
      { input: "x" },
      "Variable 'input' has an invalid value. Expected type 'Map' but was 'String'. Variables for input objects must be an instance of type 'Map'.",
    ],
    [
      "$input: PostInput",
      { input: [] },
      "Variable 'input' has an invalid value. Expected type 'Map' but was 'ArrayList'. Variables for input objects must be an instance of type 'Map'.",
    ],
  ])("%s of %j", (declared, given, message) => {
    expect(coerce(declared, given)).toEqual({ kind: "invalid", errors: [entry(1, 7, message)] });
  });

  it.each([["a"], [1], [[]], [true]])("variables that are no object are malformed: %j", (given) => {
    expect(coerce("$first: Int", given)).toMatchObject({ errorType: "MalformedHttpRequestException" });
  });
});
