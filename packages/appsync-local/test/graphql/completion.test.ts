import { isObjectType } from "graphql";
import { describe, expect, it } from "vitest";
import { completionEntry } from "../../src/graphql/completion.ts";
import { preparer, selectOperation } from "../../src/graphql/document.ts";
import { executeOperation } from "../../src/graphql/execution.ts";
import { buildSchema } from "../../src/graphql/schema.ts";
import { coerceVariables } from "../../src/graphql/variables.ts";

const schema = buildSchema(`
  type Query { things: [Thing]  data(in: AWSJSON): AWSJSON }
  type Thing { at: AWSDateTime  n: Int  ok: Boolean  color: Color  must: String!  list: [String!]  text: String }
  enum Color { RED }
`);
const prepare = preparer(schema, { limits: { tokens: 1_000 }, introspection: true });

async function run(query: string, resolved: Record<string, unknown>, variables: unknown = {}) {
  const prepared = prepare(query);
  if (prepared.kind !== "prepared") throw new Error(JSON.stringify(prepared));
  const operation = selectOperation(prepared, null);
  if (operation.kind !== "operation") throw new Error(operation.message);
  const coerced = coerceVariables(operation.variables, variables);
  if (coerced.kind !== "coerced") throw new Error(JSON.stringify(coerced));
  const root = schema.getQueryType();
  for (const [name, value] of Object.entries(resolved)) {
    const field = isObjectType(root) ? root.getFields()[name] : undefined;
    if (field) field.resolve = typeof value === "function" ? (value as () => unknown) : () => value;
  }
  const { data, errors = [] } = await executeOperation(schema, prepared, operation, coerced, null);
  return { data: JSON.parse(JSON.stringify(data)), entries: errors.map((error) => completionEntry(error, schema)) };
}

describe("a result that does not fit the schema gets AppSync's entry", () => {
  it.each<[string, Record<string, unknown>, string, string?]>([
    [
      "at",
      { at: "2020-05-23T06:4:37.000Z" },
      "Can't serialize value (/things[0]/at) : Unable to serialize `2020-05-23T06:4:37.000Z` as a valid DateTime Object.",
    ],
    ["n", { n: "x" }, "Can't serialize value (/things[0]/n) : Expected type 'Int' but was 'String'."],
    ["n", { n: 1.5 }, "Can't serialize value (/things[0]/n) : Expected type 'Int' but was 'Double'."],
    [
      "ok",
      { ok: { a: 1 } },
      "Can't serialize value (/things[0]/ok) : Expected type 'Boolean' but was 'LinkedHashMap'.",
    ],
    ["text", { text: ["a"] }, "Can't serialize value (/things[0]/text) : Expected type 'String' but was 'ArrayList'."],
    [
      "color",
      { color: "BLUE" },
      "Can't serialize value (/things[0]/color) : Invalid input for Enum 'Color'. Unknown value 'BLUE'",
    ],
    [
      "must",
      { must: null },
      "Cannot return null for non-nullable type: 'String' within parent 'Thing' (/things[0]/must)",
    ],
    ["list", { list: "a" }, "Can't resolve value (/things[0]/list) : type mismatch error, expected type LIST"],
  ])("%s of %j", async (field, thing, message) => {
    const { entries } = await run(`{ things { ${field} } }`, { things: [thing] });
    expect(entries).toEqual([{ path: ["things", 0, field], locations: null, message }]);
  });

  it("names the item of a list that may not be null", async () => {
    const { entries } = await run("{ things { list } }", { things: [{ list: ["a", null] }] });
    expect(entries[0]).toEqual({
      path: ["things", 0, "list", 1],
      locations: null,
      message: "Cannot return null for non-nullable type: 'String' within parent 'Thing' (/things[0]/list[1])",
    });
  });

  it("leaves the errors of resolvers alone", async () => {
    const fail = () => {
      throw new Error("mine");
    };
    expect((await run("{ data }", { data: fail })).entries).toEqual([undefined]);
  });
});

describe("AWSJSON through an execution", () => {
  const echo = (_source: unknown, args: { in: unknown }) => args.in;

  it("is parsed once on its way in, from variables as from literals, and written on its way out", async () => {
    const text = '{"a":"\\"1\\""}';
    const byVariable = await run("query($x: AWSJSON) { data(in: $x) }", { data: echo }, { x: text });
    expect(byVariable.data).toEqual({ data: text });
    const byLiteral = await run(`{ data(in: ${JSON.stringify(text)}) }`, { data: echo });
    expect(byLiteral.data).toEqual({ data: text });
  });
});
