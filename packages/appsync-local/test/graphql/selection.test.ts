import { type GraphQLResolveInfo, isObjectType } from "graphql";
import { describe, expect, it } from "vitest";
import type { Json } from "../../src/contracts.ts";
import { executeOperation } from "../../src/graphql/execution.ts";
import { filterBySelection, selectionOf } from "../../src/graphql/selection.ts";
import { coerceVariables } from "../../src/graphql/variables.ts";
import { ready, schema } from "./support.ts";

/** Runs a query and gives the `info` that the resolver of `Query.post` saw. */
async function infoOf(source: string, variables: Record<string, unknown> = {}): Promise<GraphQLResolveInfo> {
  const { prepared, operation } = ready(source);
  const coerced = coerceVariables(operation.variables, variables);
  if (coerced.kind !== "coerced") throw new Error(JSON.stringify(coerced));
  const query = schema.getType("Query");
  const field = isObjectType(query) ? query.getFields().post : undefined;
  if (!field) throw new Error("no field");
  const { promise, resolve } = Promise.withResolvers<GraphQLResolveInfo>();
  field.resolve = (_source, _args, _context, info) => resolve(info);
  await executeOperation(schema, prepared, operation, coerced, null);
  return promise;
}

const list = async (source: string, variables?: Record<string, unknown>) =>
  selectionOf(await infoOf(source, variables)).selectionSetList;

describe("selectionSetList", () => {
  it("has response names, nested ones as paths, fragments flattened", async () => {
    const source = `
      {
        post(id: 1) {
          id
          second: title
          author { id name }
          ... on Post { inlined: tags }
          ...More
          __typename
        }
      }
      fragment More on Post { related(first: 2) { id author { ...Who } } }
      fragment Who on Author { called: name }`;
    expect(await list(source)).toEqual([
      "id",
      "second",
      "author",
      "author/id",
      "author/name",
      "inlined",
      "related",
      "related/id",
      "related/author",
      "related/author/called",
      "__typename",
    ]);
  });

  it("merges fields that stand twice", async () => {
    const source = "{ post(id: 1) { author { id } author { name } } post(id: 1) { id author { id } } }";
    expect(await list(source)).toEqual(["author", "author/id", "author/name", "id"]);
  });

  it("follows @skip and @include, request by request", async () => {
    const source = `query($all: Boolean!) {
      post(id: 1) { id title @include(if: $all) ... @skip(if: $all) { tags } author @skip(if: true) { id } }
    }`;
    expect(await list(source, { all: true })).toEqual(["id", "title"]);
    expect(await list(source, { all: false })).toEqual(["id", "tags"]);
    expect(await list(source, { all: true })).toEqual(["id", "title"]);
  });

  it("is made once for a document that is asked again", async () => {
    const source = "{ post(id: 1) { id author { id } } }";
    expect(selectionOf(await infoOf(source))).toBe(selectionOf(await infoOf(source)));
  });

  it("is refused when fragments blow it up", async () => {
    const fragments = Array.from(
      { length: 20 },
      (_, i) => `fragment F${i} on Post { a: related { ...F${i + 1} } b: related { ...F${i + 1} } }`,
    );
    const source = `{ post(id: 1) { ...F0 } } ${fragments.join(" ")} fragment F20 on Post { id }`;
    const info = await infoOf(source);
    expect(() => selectionOf(info)).toThrow('Too much is selected of "post"');
  });
});

describe("selectionSetGraphQL", () => {
  it("is the selection set as it was written, fragments kept", async () => {
    const info = await infoOf(
      "{ post(id: 1) { id second: title ... on Post { tags } ...F } } fragment F on Post { author { id } }",
    );
    expect(selectionOf(info).selectionSetGraphQL).toBe(
      "{\n  id\n  second: title\n  ... on Post {\n    tags\n  }\n  ...F\n}",
    );
  });
});

describe("a field without a selection set", () => {
  it("has an empty list and an empty text", async () => {
    const info = await infoOf("{ post(id: 1) { id } }");
    const leaf = info.fieldNodes[0]?.selectionSet?.selections[0];
    const ofLeaf = { ...info, fieldNodes: leaf?.kind === "Field" ? [leaf] : [] };
    expect(selectionOf(ofLeaf)).toEqual({ selectionSetList: [], selectionSetGraphQL: "" });
    expect(filterBySelection({ secret: 1 }, ofLeaf)).toEqual({ secret: 1 });
  });
});

describe("the data of an error", () => {
  it.each<[string, Json, Json]>([
    ["id", { id: 1, secret: 2 }, { id: 1 }],
    ["name: title", { title: "t", name: "n" }, { name: "t" }],
    ["id title", { id: 1 }, { id: 1 }],
    ["author { id }", { author: { id: 1, secret: 2 }, secret: 3 }, { author: { id: 1 } }],
    ["related { id }", { related: [{ id: 1, secret: 2 }, null] }, { related: [{ id: 1 }, null] }],
    ["tags", { tags: ["a", "b"] }, { tags: ["a", "b"] }],
    ["... on Post { id } ...F", { id: 1, title: "t", secret: 2 }, { id: 1, title: "t" }],
    ["id", [{ id: 1, secret: 2 }], [{ id: 1 }]],
    ["id", "secret", null],
    ["id", null, null],
    ["author { id }", { author: "secret" }, { author: null }],
  ])("is cut down to { %s }", async (selected, data, expected) => {
    const fragment = selected.includes("...F") ? "fragment F on Post { title }" : "";
    const info = await infoOf(`{ post(id: 1) { ${selected} } } ${fragment}`);
    expect(filterBySelection(data, info)).toEqual(expected);
  });
});
