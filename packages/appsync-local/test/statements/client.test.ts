import { describe, expect, test } from "vitest";
import { answering, describeApi, serve, step } from "../support/api.ts";

/** The section "What a client sees", over HTTP. */

const schema = `type Query { a: String item(n: Int, when: AWSDateTime): Item } type Item { id: ID inner: Item }
type Mutation { set(json: AWSJSON, email: AWSEmail): AWSJSON }`;
const fields = {
  "Query.a": answering("'A'"),
  "Query.item": answering("{ id: 1, inner: { id: 2 } }"),
  "Mutation.set": answering("{ got: ctx.args.json, email: ctx.args.email }"),
};
const api = (more: object = {}) => serve(describeApi({ schema, fields, ...more }));

describe("a request", () => {
  test("is answered as application/json;charset=UTF-8 with a request id and the tokens consumed", async () => {
    const { query } = await api();
    const { status, headers, text } = await query("{ a }");
    expect(status).toBe(200);
    expect(text).toBe('{"data":{"a":"A"}}');
    expect(headers.get("content-type")).toBe("application/json;charset=UTF-8");
    expect(headers.get("x-amzn-requestid")).toMatch(/^[0-9a-f-]{36}$/);
    expect(headers.get("x-amzn-appsync-tokensconsumed")).toBe("1");
  });

  test("names its operation, and carries variables", async () => {
    const { post } = await api();
    const body = {
      query: "query A { a } query B($n: Int) { item(n: $n) { id } }",
      operationName: "B",
      variables: { n: 1 },
    };
    expect((await post(JSON.stringify(body))).body).toEqual({ data: { item: { id: "1" } } });
  });

  test("from any origin is allowed by CORS, and a preflight is answered", async () => {
    const { url, query } = await api();
    expect(
      (await query("{ a }", undefined, { origin: "https://elsewhere.example" })).headers.get(
        "access-control-allow-origin",
      ),
    ).toBe("*");
    const preflight = await fetch(url, { method: "OPTIONS" });
    expect(preflight.status).toBe(200);
    expect(preflight.headers.get("access-control-allow-methods")).toContain("POST");
  });

  test.each([
    ["not JSON", "{oops"],
    ["an empty body", ""],
    ["no query", "{}"],
    ["an empty query", '{"query":" "}'],
    ["an array", "[]"],
    ["variables that are no object", '{"query":"{ a }","variables":[1]}'],
    ["an operation name that is no string", '{"query":"{ a }","operationName":1}'],
    ["a query that does not parse", '{"query":"{ a "}'],
  ])("with %s is answered 400 MalformedHttpRequestException", async (_, body) => {
    const { post } = await api();
    const answer = await post(body);
    expect(answer.status).toBe(400);
    expect(answer.body.errors).toMatchObject([{ errorType: "MalformedHttpRequestException" }]);
  });

  test("above the body limit is refused, and nothing runs", async () => {
    const { query, traces } = await api({ limits: { bodyBytes: 1000 } });
    const answer = await query(`{ a } # ${"x".repeat(100_000)}`);
    expect(answer.status).toBe(400);
    expect(traces).toEqual([]);
  });

  test("for a path or a method that AppSync does not serve is turned away", async () => {
    const { url } = await api();
    expect((await fetch(url.replace("/graphql", "/other"), { method: "POST" })).status).toBe(404);
    expect((await fetch(url, { method: "DELETE" })).status).toBe(405);
  });

  test("that is not authenticated is answered 401 UnauthorizedException", async () => {
    const { query } = await api();
    const answer = await query("{ a }", undefined, { "x-api-key": undefined });
    expect(answer.status).toBe(401);
    expect(answer.body).toEqual({
      errors: [{ errorType: "UnauthorizedException", message: "You are not authorized to make this call." }],
    });
  });

  test("for a subscription over HTTP is refused", async () => {
    const { query } = await api({
      schema: `${schema} type Subscription { s: AWSJSON @aws_subscribe(mutations: ["set"]) }`,
    });
    expect((await query("subscription { s }")).body.errors).toMatchObject([{ errorType: "UnsupportedOperation" }]);
  });
});

describe("a validation error", () => {
  test("is answered 200, path null, in graphql-java's words", async () => {
    const { query } = await api();
    const { status, text } = await query("{ x }");
    expect(status).toBe(200);
    expect(text).toBe(
      `{"data":null,"errors":[{"path":null,"locations":[{"line":1,"column":3,"sourceName":null}],"message":"Validation error of type FieldUndefined: Field 'x' in type 'Query' is undefined @ 'x'"}]}`,
    );
  });

  test("of a variable names it and what was expected; no resolver runs", async () => {
    const { query, traces } = await api();
    const { body } = await query("query Q($n: Int) { item(n: $n) { id } }", { n: "three" });
    expect(body.data).toBeNull();
    expect(body.errors[0].message).toContain("Variable 'n' has an invalid value");
    expect(traces).toEqual([]);
  });

  test("answers a look at the schema when introspection is off", async () => {
    const question = "{ __schema { queryType { name } } }";
    const { query } = await api();
    expect((await query(question)).body.data).toEqual({ __schema: { queryType: { name: "Query" } } });
    const closed = await api({ introspection: false });
    expect((await closed.query(question)).body).toMatchObject({
      data: null,
      errors: [{ path: null, message: expect.stringContaining("__schema") }],
    });
    expect((await closed.query("{ __typename a }")).body.data).toEqual({ __typename: "Query", a: "A" });
  });
});

describe("limits", () => {
  test("depth: the fields that lie too deep are QueryDepthLimitReached, the rest is answered", async () => {
    const { query } = await api({ limits: { queryDepth: 2 } });
    expect((await query("{ item { id } }")).body).toEqual({ data: { item: { id: "1" } } });
    const { body } = await query("{ a item { inner { id } } }");
    expect(body.data).toEqual({ a: "A", item: { inner: { id: null } } });
    expect(body.errors).toMatchObject([{ path: ["item", "inner", "id"], errorType: "QueryDepthLimitReached" }]);
  });

  test("resolvers: ResolverExecutionLimitReached; those before it have run", async () => {
    const { query, traces } = await api({ limits: { resolverCount: 2 } });
    const { body } = await query("{ one: a two: a three: a }");
    expect(body.data).toEqual({ one: "A", two: "A", three: null });
    expect(body.errors).toMatchObject([{ path: ["three"], errorType: "ResolverExecutionLimitReached" }]);
    expect(traces[0]?.calls).toHaveLength(2);
  });

  test("tokens of the document", async () => {
    const { query } = await api({ limits: { tokens: 50 } });
    expect((await query("{ a }")).body.data).toEqual({ a: "A" });
    expect((await query(`{ ${"a ".repeat(60)} }`)).status).toBe(400);
  });

  test("time: a request that takes too long is ended with ExecutionTimeout", async () => {
    const served = await api({ limits: { requestMilliseconds: 50 } });
    served.faults.inject({ dataSource: "none", kind: "delay", milliseconds: 60_000 });
    const { body } = await served.query("{ a }");
    expect(body.errors).toMatchObject([{ path: ["a"], errorType: "ExecutionTimeout" }]);
  });
});

describe("a hostile client", () => {
  const lists = {
    schema: "type Query { list: [Item] } type Item { id: ID list: [Item] }",
    fields: {
      "Query.list": answering(
        "[...JSON.parse(ctx.env.ITEMS)].map(() => ({ id: 1, list: JSON.parse(ctx.env.ITEMS).map(() => ({ id: 2 })) }))",
      ),
    },
    environment: { ITEMS: `[${Array(100).fill(0)}]` },
  };
  const aliases = (field: string, count: number) =>
    Array.from({ length: count }, (_, n) => `a${n}: ${field}`).join(" ");

  test.each(["id", "__typename"])("cannot multiply aliases of %s by lists without end", async (field) => {
    const { query } = await serve(describeApi(lists));
    const { body } = await query(`{ list { list { ${aliases(field, 3_000)} } } }`);
    expect(body.errors[0]).toMatchObject({ errorType: "ResolverExecutionLimitReached" });
  });

  test("cannot keep the thread beyond the request's time by work that asks no data source", async () => {
    const { query } = await api({ limits: { requestMilliseconds: 100 } });
    const body = await query(`query Q($x: String) { ${aliases("a", 2_500)} }`.replace("($x: String)", ""), {
      x: "y".repeat(400_000),
    });
    expect(body.body.errors.at(-1)).toMatchObject({ errorType: "ExecutionTimeout" });
  });

  test("gets its 400 for variables that are nested without end", async () => {
    const { post } = await api();
    for (const depth of [5_000, 100_000]) {
      const answer = await post(`{"query":"{ a }","variables":{"x":${"[".repeat(depth)}${"]".repeat(depth)}}}`);
      expect(answer.status).toBe(400);
    }
  });

  test("gets an error, not a fault of ours, for AWSJSON that is nested without end", async () => {
    const { query } = await api();
    const j = `${"[".repeat(100_000)}${"]".repeat(100_000)}`;
    const { body } = await query("mutation M($j: AWSJSON) { set(json: $j) }", { j });
    expect(body.errors[0].message).toContain("Variable 'j' has an invalid value");
  });
});

describe("a description", () => {
  const wrong = (change: object) => serve({ ...describeApi({ schema, fields }), ...change });
  test.each([
    [
      "51 environment pairs",
      { environment: Object.fromEntries(Array.from({ length: 51 }, (_, n) => [`A${n}`, "x"])) },
      /51 pairs; AppSync takes 50/,
    ],
    ["a value of 513 characters", { environment: { AB: "x".repeat(513) } }, /AB has to be a text of at most 512/],
    ["a malformed name of a variable", { environment: { "1-bad": "x" } }, /"1-bad" is not a name/],
    ["an unknown auth mode", { auth: { default: { type: "NOPE" } } }, /auth mode's type is "NOPE"/],
    [
      "an unknown data source",
      { dataSources: { none: { type: "AMAZON_DYNAMO" } } },
      /data source none is "AMAZON_DYNAMO"/,
    ],
    ["a resolver without a kind", { resolvers: [{ type: "Query", field: "a" }] }, /kind of the resolver Query\.a/],
    [
      "a resolver without code",
      { resolvers: [{ kind: "UNIT", type: "Query", field: "a", dataSource: "none" }] },
      /Query\.a has no code/,
    ],
    ["a depth above AppSync's", { limits: { queryDepth: 1000 } }, /queryDepth has to be from 1 to 75/],
    [
      "a resolver for no field",
      { resolvers: [{ kind: "UNIT", type: "Query", field: "zz", dataSource: "none", code: answering("1") }] },
      /Query\.zz is for a field that the schema does not have/,
    ],
    ["a data source that is not there", { dataSources: {} }, /names the data source "none"/],
  ])("with %s is refused by name", async (_, change, message) => {
    await expect(wrong(change)).rejects.toThrow(message);
  });
});

describe("scalars", () => {
  test("AWSJSON is parsed before the resolver and serialised after it", async () => {
    const { query } = await api();
    const { body } = await query(`mutation { set(json: "{\\"a\\": [1, null]}") }`);
    expect(JSON.parse(body.data.set)).toEqual({ got: { a: [1, null] } });
    const byVariable = await query("mutation M($j: AWSJSON) { set(json: $j) }", { j: '"text"' });
    expect(JSON.parse(byVariable.body.data.set)).toEqual({ got: "text" });
    const bad = await query("mutation M($j: AWSJSON) { set(json: $j) }", { j: "{oops" });
    expect(bad.body.errors[0].message).toContain("Variable 'j' has an invalid value");
  });

  test("AWSEmail and AWSDateTime refuse what they are not", async () => {
    const { query } = await api();
    expect((await query("mutation M($e: AWSEmail) { set(email: $e) }", { e: "nobody" })).body.errors[0].message).toBe(
      "Variable 'e' has an invalid value. Unable to parse `nobody` as a valid email.",
    );
    expect((await query('{ item(when: "2020-01-01T00:00:00") { id } }')).body.errors[0].message).toContain(
      "Validation error of type WrongType",
    );
  });
});

describe("concurrent requests", () => {
  test("200 pipelines at once keep their stashes apart", async () => {
    const put = step({ request: "ctx.stash.mine = ctx.args.n; return { payload: ctx.args.n };" });
    const check = step({
      request: "return { payload: null };",
      response: "return [ctx.args.n, ctx.stash.mine, ctx.prev.result];",
    });
    const { query } = await serve(
      describeApi({
        schema: "type Query { a(n: Int!): [Int!] }",
        fields: { "Query.a": { steps: [put, check, put, check] } },
      }),
    );
    const numbers = Array.from({ length: 200 }, (_, n) => n);
    const answers = await Promise.all(numbers.map((n) => query("query Q($n: Int!) { a(n: $n) }", { n })));
    expect(answers.map(({ body }) => body.data.a)).toEqual(numbers.map((n) => [n, n, n]));
  });
});
