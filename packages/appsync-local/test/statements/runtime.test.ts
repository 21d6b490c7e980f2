import { describe, expect, test } from "vitest";
import { answering, ask, describeApi, serve, step } from "../support/api.ts";

/** The section "util, runtime, extensions" of what AppSync documents, as a client sees it. */

const schema = "type Query { a: AWSJSON b: String }";
const json = (body: { data: { a: string } }) => JSON.parse(body.data.a);

const pipeline = (steps: string[], code?: string) => ({
  schema,
  fields: { "Query.a": code ? { steps, code } : { steps } },
});
const beforeAndAfter = step({
  request: "ctx.stash.trail = ['before']; return {};",
  response: "return ctx.stash.trail.concat(['after']);",
});
const leaving = (mark: string) =>
  step({
    request: `ctx.stash.trail.push('${mark} request'); return { payload: null };`,
    response: `ctx.stash.trail.push('${mark} response'); return '${mark}';`,
  });
const early = (mark: string, options = "") =>
  step({
    request: `ctx.stash.trail.push('${mark} leaves'); runtime.earlyReturn({ from: '${mark}' }${options});`,
    response: "return 'not reached';",
  });

describe("handlers", () => {
  test("a pipeline runs before, each function's request and response, and after, in order", async () => {
    const body = await ask(pipeline([leaving("one"), leaving("two")], beforeAndAfter), "{ a }");
    expect(json(body)).toEqual(["before", "one request", "one response", "two request", "two response", "after"]);
  });

  test("ctx.prev.result is what the one before answered: the before handler, then each function", async () => {
    const show = step({ request: "return { payload: { prev: ctx.prev.result } };" });
    const body = await ask(
      pipeline([show, show], step({ request: "return 'from before';", response: "return ctx.prev.result;" })),
      "{ a }",
    );
    expect(json(body)).toEqual({ prev: { prev: "from before" } });
  });

  test("stash: mutable, carried through the pipeline, not replaceable", async () => {
    const put = step({ request: "ctx.stash.x = { n: 1 }; return {};" });
    const change = step({ request: "ctx.stash.x.n += 1; return {};", response: "return ctx.stash;" });
    expect(json(await ask(pipeline([put, change]), "{ a }"))).toEqual({ x: { n: 2 } });
    const replace = step({ request: "ctx.stash = { gone: true }; return {};" });
    const body = await ask(pipeline([replace]), "{ a }");
    expect(body.errors[0]).toMatchObject({ errorType: "Code", message: "Runtime Error" });
  });

  test("a handler that returns nothing answers null", async () => {
    expect(await ask(pipeline([step({ response: "" })]), "{ a }")).toEqual({ data: { a: null } });
  });

  test("a handler that fails shows the client no more than Runtime Error, and tells the log where", async () => {
    const api = await serve(
      describeApi({ schema, fields: { "Query.a": step({ request: "return ctx.args.missing.deep;" }) } }),
    );
    const { body } = await api.query("{ a }");
    expect(body).toEqual({
      data: { a: null },
      errors: [
        {
          path: ["a"],
          data: null,
          errorType: "Code",
          errorInfo: null,
          locations: [{ line: 1, column: 3, sourceName: null }],
          message: "Runtime Error",
        },
      ],
    });
    expect(api.logs.join()).toMatch(
      /Query\.a: TypeError: Cannot read properties of undefined \(reading 'deep'\) \(Query\.a:2\)/,
    );
  });
});

describe("runtime.earlyReturn", () => {
  test("from a function's request handler the next function still runs", async () => {
    const body = await ask(pipeline([early("one"), leaving("two")], beforeAndAfter), "{ a }");
    expect(json(body)).toEqual(["before", "one leaves", "two request", "two response", "after"]);
  });

  test("the value becomes ctx.prev.result of the next function", async () => {
    const give = step({ request: "runtime.earlyReturn({ from: 'one' });" });
    const show = step({ request: "return { payload: ctx.prev.result };" });
    expect(json(await ask(pipeline([give, show]), "{ a }"))).toEqual({ from: "one" });
  });

  test("unless END: then the after handler is next", async () => {
    const body = await ask(pipeline([early("one", ", { skipTo: 'END' }"), leaving("two")], beforeAndAfter), "{ a }");
    expect(json(body)).toEqual(["before", "one leaves", "after"]);
  });

  test("from a pipeline's request handler it jumps to the response handler", async () => {
    const code = step({ request: "runtime.earlyReturn('early');", response: "return ctx.prev.result;" });
    expect(json(await ask(pipeline([leaving("one")], code), "{ a }"))).toBe("early");
  });

  test("from a unit resolver's request handler it is the field's value, and no data source is asked", async () => {
    const api = await serve(
      describeApi({ schema, fields: { "Query.a": step({ request: "runtime.earlyReturn(7);" }) } }),
    );
    expect(json((await api.query("{ a }")).body)).toBe(7);
    expect(api.traces[0]?.calls).toEqual([]);
  });
});

test("earlyReturn(null) fails, as it was reported to; without a value it answers null", async () => {
  const unit = (value: string) => ({
    schema,
    fields: { "Query.a": step({ request: `runtime.earlyReturn(${value});` }) },
  });
  expect((await ask(unit("null"), "{ a }")).errors).toMatchObject([{ errorType: "Code" }]);
  expect(await ask(unit(""), "{ a }")).toEqual({ data: { a: null } });
});

test.each([["util.xml", "util.xml.toMap('<a/>');"]])(
  "%s is AppSync's but not supported locally: said by name at load",
  async (name, call) => {
    const fields = { "Query.a": step({ request: `${call} return {};` }) };
    await expect(serve(describeApi({ schema, fields }))).rejects.toThrow(
      new RegExp(`${name.replace(".", "\\.")}.*local runtime does not support`),
    );
  },
);

describe("errors", () => {
  const failing = (call: string) => ({
    schema,
    fields: { "Query.a": step({ request: `ctx.stash.x = 1; ${call} return {};` }) },
  });

  test("util.error gives message, type, data and errorInfo, in AppSync's shape", async () => {
    const body = await ask(failing("util.error('no', 'Refused', { a: 1 }, { why: 'because' });"), "{ other: b a }");
    expect(JSON.stringify(body.errors)).toBe(
      '[{"path":["a"],"data":{"a":1},"errorType":"Refused","errorInfo":{"why":"because"},"locations":[{"line":1,"column":12,"sourceName":null}],"message":"no"}]',
    );
    expect(body.data).toEqual({ other: null, a: null });
  });

  test("`data` of an error is filtered by the selection set, `errorInfo` is not", async () => {
    const typed = "type Query { item: Item } type Item { id: ID name: String inner: Item list: [Item] }";
    const data = "{ id: 1, name: 'n', secret: 's', inner: { id: 2, name: 'm' }, list: [{ id: 3, name: 'l' }] }";
    const fields = { "Query.item": step({ request: `util.error('no', 'T', ${data}, ${data});` }) };
    const body = await ask({ schema: typed, fields }, "{ item { id inner { name } list { id } } }");
    expect(body.errors[0].data).toEqual({ id: 1, inner: { name: "m" }, list: [{ id: 3 }] });
    expect(body.errors[0].errorInfo).toMatchObject({ secret: "s", inner: { id: 2 } });
  });

  test("util.appendError leaves the value and adds the error", async () => {
    const body = await ask(
      failing("util.appendError('careful', 'Warning', null, { n: 1 }); util.appendError('more');"),
      "{ a }",
    );
    expect(body.data).toEqual({ a: null });
    expect(body.errors).toMatchObject([
      { path: ["a"], errorType: "Warning", errorInfo: { n: 1 }, message: "careful" },
      { path: ["a"], errorType: null, errorInfo: null, message: "more" },
    ]);
  });

  test("util.unauthorized answers as a denied field does", async () => {
    const body = await ask(failing("util.unauthorized();"), "{ a }");
    expect(body.errors).toMatchObject([
      { path: ["a"], errorType: "Unauthorized", message: "Not Authorized to access a on type Query" },
    ]);
  });

  test("one field's error leaves its siblings alone, and null rises to the nearest nullable parent", async () => {
    const typed = "type Query { ok: String item: Item } type Item { bad: String! good: String }";
    const fields = {
      "Query.ok": answering("'fine'"),
      "Query.item": answering("{ good: 'g' }"),
      "Item.bad": step({ request: "util.error('no', 'T');" }),
    };
    const body = await ask({ schema: typed, fields }, "{ ok item { good bad } }");
    expect(body.data).toEqual({ ok: "fine", item: null });
    expect(body.errors).toHaveLength(1);
  });

  test("a null where the schema forbids it is worded as AppSync words it", async () => {
    const body = await ask(
      { schema: "type Query { item: Item } type Item { id: ID! }", fields: { "Query.item": answering("{}") } },
      "{ item { id } }",
    );
    expect(body.errors).toEqual([
      {
        path: ["item", "id"],
        locations: null,
        message: "Cannot return null for non-nullable type: 'ID' within parent 'Item' (/item/id)",
      },
    ]);
  });
});

describe("ctx", () => {
  const show = (expression: string) => ({
    schema: "type Query { a(n: Int, x: In): AWSJSON } input In { y: String z: [Int] }",
    fields: { "Query.a": answering(expression) },
  });

  test("args is arguments; an argument left out is undefined, not null", async () => {
    expect(
      json(
        await ask(
          show("{ same: ctx.args === ctx.arguments, n: typeof ctx.args.n, x: ctx.args.x }"),
          '{ a(x: { y: "s" }) }',
        ),
      ),
    ).toEqual({
      same: true,
      n: "undefined",
      x: { y: "s" },
    });
  });

  test("env is the environment of the API", async () => {
    expect(json(await ask({ ...show("ctx.env"), environment: { TABLE: "t" } }, "{ a }"))).toEqual({ TABLE: "t" });
  });

  test("request.headers holds the request's headers in lower case, but no cookie", async () => {
    const api = await serve(describeApi(show("ctx.request")));
    const { body } = await api.query("{ a }", undefined, { "X-Mine": "yes", cookie: "secret=1" });
    const { headers, domainName } = json(body);
    expect(headers["x-mine"]).toBe("yes");
    expect(headers).not.toHaveProperty("cookie");
    expect(domainName).toBeNull();
  });

  test("info names the field, its type, the variables and the selection", async () => {
    const typed = "type Query { item(n: Int): Item } type Item { id: ID inner: Item info: AWSJSON }";
    const fields = { "Query.item": answering("{ info: ctx.info }") };
    const body = await ask(
      { schema: typed, fields },
      "query Q($n: Int) { item(n: $n) { info alias: inner { id } ...F } } fragment F on Item { id }",
      { n: 2 },
    );
    const info = JSON.parse(body.data.item.info);
    expect(info).toMatchObject({
      fieldName: "item",
      parentTypeName: "Query",
      variables: { n: 2 },
      selectionSetList: ["info", "alias", "alias/id", "id"],
    });
    expect(info.selectionSetGraphQL).toContain("alias: inner {");
  });

  test("source is the parent's value for a field with a resolver of its own", async () => {
    const typed = "type Query { item: Item } type Item { id: ID twice: Int }";
    const fields = { "Query.item": answering("{ id: 'x', n: 21 }"), "Item.twice": answering("ctx.source.n * 2") };
    expect(await ask({ schema: typed, fields }, "{ item { twice } }")).toEqual({ data: { item: { twice: 42 } } });
  });

  test("identity is null for an API key, and util.authType names the mode", async () => {
    expect(json(await ask(show("{ identity: ctx.identity, how: util.authType() }"), "{ a }"))).toEqual({
      identity: null,
      how: "API Key Authorization",
    });
  });
});

describe("response headers", () => {
  test("headers set by resolvers are sent; of two with one name the last one wins", async () => {
    const set = (value: string) => step({ request: `util.http.addResponseHeader('x-mine', '${value}'); return {};` });
    const api = await serve(describeApi(pipeline([set("one"), set("two")])));
    expect((await api.query("{ a }")).headers.get("x-mine")).toBe("two");
  });
});

test("response headers take 4 KB in all; one too many is an error, and not sent", async () => {
  const set = (name: string) =>
    step({ request: `util.http.addResponseHeader('${name}', '${"x".repeat(2500)}'); return {};` });
  const { headers, body } = await (await serve(describeApi(pipeline([set("x-one"), set("x-two")])))).query("{ a }");
  expect([headers.has("x-one"), headers.has("x-two")]).toEqual([true, false]);
  expect(body.errors).toMatchObject([{ errorType: "ResponseHeaderError" }]);
});

describe("language", () => {
  test.each([
    ["JSON.parse gives an empty string on bad JSON", "JSON.parse('{oops')", ""],
    ["replace reads its first argument as a Java regular expression", "'a.b'.replace('.', 'x')", "x.b"],
    ["replaceAll reads its first argument as a Java regular expression", "'a.b'.replaceAll('[a-z]', 'x')", "x.x"],
    [
      "util.matches is a Java Pattern: anchor it",
      "[util.matches('\\\\d{3}', 'ab123c'), util.matches('^\\\\d{3}$', 'ab123c')]",
      [true, false],
    ],
    [
      "for-of, switch, spread, ??, ?. and arrow functions are there",
      "[...[1, 2]].map((n) => (n ?? 0) + (ctx.none?.deep ?? 1))",
      [2, 3],
    ],
  ])("%s", async (_, expression, expected) => {
    expect(json(await ask({ schema, fields: { "Query.a": answering(expression) } }, "{ a }"))).toEqual(expected);
  });

  test("1,000 loop iterations are allowed, one more is not", async () => {
    const loop = (count: number) =>
      step({
        request: `let n = 0; for (const x of [].concat(ctx.args.list)) { n += 1; } return { payload: n };`.replace(
          "ctx.args.list",
          `JSON.parse('[${Array(count).fill(0)}]')`,
        ),
      });
    expect(json(await ask({ schema, fields: { "Query.a": loop(1000) } }, "{ a }"))).toBe(1000);
    const body = await ask({ schema, fields: { "Query.a": loop(1001) } }, "{ a }");
    expect(body.errors[0]).toMatchObject({ errorType: "Code" });
  });

  test("more than 32,768 characters are refused", async () => {
    const fields = { "Query.a": `${answering("1")}\n// ${"x".repeat(32_768)}` };
    await expect(serve(describeApi({ schema, fields }))).rejects.toThrow(/32,768/);
  });

  test("more than 10 functions a pipeline are refused", async () => {
    const steps = Array.from({ length: 11 }, () => step());
    await expect(serve(describeApi({ schema, fields: { "Query.a": { steps } } }))).rejects.toThrow(
      /more than 10 functions/,
    );
  });
});
