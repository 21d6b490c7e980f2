import { describe, expect, test } from "vitest";
import { signRequest } from "../../src/auth/sigv4.ts";
import { conditionFailed, context, loadStep } from "../../src/testing.ts";
import { folderOf } from "../language/support.ts";
import { answering, ask, describeApi, serve, step } from "../support/api.ts";
import { startEngine } from "../support/tables.ts";

/** What recordings of AppSync, AWS's lint plugin, AWS's samples and reports of users say, as a client or a unit test sees it. */

const schema = "type Query { a(list: [Int], text: String): AWSJSON }";
const json = (body: { data: { a: string } }) => JSON.parse(body.data.a);
const unit = (code: string) => ({ schema, fields: { "Query.a": code } });
const list = (length: number) => ({ list: Array(length).fill(1) });
const QUERY = "query Q($list: [Int], $text: String) { a(list: $list, text: $text) }";
/** Loads code, checked as a whole. */
const load = (code: string) => serve(describeApi(unit(code)), { checkTypes: true });

describe("each loop and each array method by itself runs 1,000 times; above, it fails loudly where AWS ends silently", () => {
  const COUNTS = {
    "for-of": "let n = 0; for (const x of ctx.args.list) { n += 1; } return { payload: n };",
    "for-in": "let n = 0; for (const x in ctx.args.list) { n += 1; } return { payload: n };",
    map: "return { payload: ctx.args.list.map((x) => x).length };",
    filter: "return { payload: ctx.args.list.filter((x) => x).length };",
    "reduce by a named function":
      "function add(a, b) { return a + b; } return { payload: ctx.args.list.reduce(add, 0) };",
    "a function expression of forEach":
      "let n = 0; ctx.args.list.forEach(function () { n += 1; }); return { payload: n };",
  };

  test.each(Object.entries(COUNTS))("%s", async (_, request) => {
    const api = await serve(describeApi(unit(step({ request }))));
    expect(json((await api.query(QUERY, list(1_000))).body)).toBe(1_000);
    const { body } = await api.query(QUERY, list(1_001));
    expect(body.errors).toMatchObject([{ errorType: "Code", message: "Runtime Error" }]);
    expect(api.logs.join()).toMatch(
      /ran more than 1000 times: AppSync ends it silently after 1000 and goes on \(Query\.a:2\)/,
    );
  });

  test("loops within loops, and one after the other, do not add up", async () => {
    const request = `let n = 0; for (const x of ctx.args.list) { ctx.args.list.forEach((y) => { n += y; }); }
      for (const x of ctx.args.list) { n += x; } return { payload: n };`;
    expect(json(await ask(unit(step({ request })), QUERY, list(1_000)))).toBe(1_001_000);
  });

  test("`find` that ends in time is no more than it ran", async () => {
    const code = answering("ctx.args.list.find((x) => x === 1)");
    expect(json(await ask(unit(code), QUERY, list(5_000)))).toBe(1);
  });
});

describe("what AWS accepts is accepted", () => {
  test.each([
    ["includes on arrays", "[1, 2].includes(2)", true],
    ["includes on strings", "'text'.includes('ex')", true],
    ["substring", "'text'.substring(1, 3)", "ex"],
    ["function expressions", "[1, 2].map(function (n) { return n * 2; })", [2, 4]],
    ["callbacks by name", "[1, 2].map(double)", [2, 4]],
    ["a default in destructuring", "[{}].map(({ a = 1 }) => a)", [1]],
  ])("%s", async (_, expression, expected) => {
    const code = `${answering(expression)}\nfunction double(n) { return n * 2; }`;
    const api = await load(code);
    expect(json((await api.query("{ a }")).body)).toEqual(expected);
  });

  test("console.debug", async () => {
    const api = await load(step({ request: "console.debug('seen', { n: 1 }); return {};" }));
    await api.query("{ a }");
    expect(api.traces[0]?.logs).toEqual([expect.stringContaining('seen {"n":1}')]);
  });

  test("the globals `util` and `runtime` without an import, also beside names of the bundle's own", async () => {
    const code = (body: string) =>
      `export function request(ctx) { ${body} }\nexport function response(ctx) { return ctx.result; }`;
    const plain = await load(code("return { payload: util.urlEncode('a b') };"));
    expect(json((await plain.query("{ a }")).body)).toBe("a+b");
    const early = await load(code("runtime.earlyReturn({ n: 1 });"));
    expect(json((await early.query("{ a }")).body)).toEqual({ n: 1 });
    const own = await load(`const util = { mine: 2 };\n${code("return { payload: util.mine };")}`);
    expect(json((await own.query("{ a }")).body)).toBe(2);
  });
});

describe("what AWS refuses is refused, by name, when the code is loaded", () => {
  test.each([
    ["ctx = {};", /ctx {2}`ctx` cannot be replaced/],
    ["ctx.args = {};", /ctx\.args.*cannot be assigned/],
    ["ctx.anything = 1;", /ctx\.anything.*cannot be assigned/],
    ["delete ctx.stash;", /ctx\.stash.*cannot be assigned or deleted/],
    ["for (ctx.args in { a: 1 }) {}", /ctx\.args.*cannot be assigned/],
    ["const a = () => 1; const b = a;", /function `a` cannot be given another name/],
    ["const f = () => () => 1;", /a function cannot return a function/],
    ["return Array.isArray(ctx.args.list);", /`Array\.isArray` is not in APPSYNC_JS/],
    ["return ctx.constructor;", /`constructor` is not in APPSYNC_JS/],
    ["ctx.args.x ??= 1;", /`\?\?=` is not in APPSYNC_JS/],
    ["return ctx.args.text ?? util.error('none');", /`util\.error` ends the evaluation.*`\?\?`/],
    ["return ctx.args.text || util.unauthorized();", /`util\.unauthorized` ends the evaluation.*`\|\|`/],
    ["ctx.error && runtime.earlyReturn({});", /`runtime\.earlyReturn` ends the evaluation.*`&&`/],
    ["const fail = () => util.error('none'); return ctx.args.text ?? fail();", /`fail` ends the evaluation/],
    ["let x = ''; return x += 'y';", /the assignment to `x` is used/],
  ])("%s", async (request, words) => {
    await expect(load(step({ request }))).rejects.toThrow(words);
  });

  test("AWS type-checks at upload, and so does a load: of an API and of a unit test", async () => {
    const code = step({ request: "const x = 1;\nreturn x.foo;" });
    const words = "Query.a:3:10  foo  Property 'foo' does not exist on type '1'. (TS2339)";
    await expect(load(code)).rejects.toThrow(words);
    const file = `${folderOf({ "package.json": "{}", "step.ts": code })}/step.ts`;
    expect(() => loadStep(file)).toThrow(/step\.ts:3:10 {2}foo {2}Property 'foo' does not exist/);
    expect(loadStep(file, { checkTypes: false }).request(context())).toBeNull();
  });
});

describe("util.transform.toSubscriptionFilter answers AWS's three examples as AWS does", () => {
  const first = (downvotes: object) => ({
    percentageUp: { lte: 50, gte: 20 },
    and: [{ title: { ne: "Book1" } }, { downvotes }],
    or: [{ author: { eq: "Admin" } }, { isPublished: { eq: false } }],
  });
  const is = (fieldName: string, operator: string, value: unknown) => ({ fieldName, operator, value });
  const title = is("title", "ne", "Book1");
  const published = is("isPublished", "eq", false);
  const groups = async (...args: unknown[]) => {
    const code = answering(`util.transform.toSubscriptionFilter(${args.map((arg) => JSON.stringify(arg)).join()})`);
    const { filterGroup } = json(await ask(unit(code), "{ a }"));
    return filterGroup.map(({ filters }: { filters: object[] }) => filters);
  };

  test("several operators on one field are alternatives, multiplied out into groups", async () => {
    const more = is("downvotes", "gt", 2000);
    const admin = is("author", "eq", "Admin");
    expect(await groups(first({ gt: 2000 }))).toEqual([
      [is("percentageUp", "lte", 50), title, more, admin],
      [is("percentageUp", "lte", 50), title, more, published],
      [is("percentageUp", "gte", 20), title, more, admin],
      [is("percentageUp", "gte", 20), title, more, published],
    ]);
  });

  const IGNORED = ["percentageUp", "author"];

  test("ignored fields are ignored inside `and` and `or`, too", async () => {
    expect(await groups(first({ gt: 20 }), IGNORED)).toEqual([[title, is("downvotes", "gt", 20), published]]);
  });

  test("of the rules one has to hold, also on an ignored field", async () => {
    const rules = { upvotes: { gte: 250 }, author: { eq: "Person1" } };
    const rest = [title, is("downvotes", "gt", 20), published];
    expect(await groups(first({ gt: 20 }), IGNORED, rules)).toEqual([
      [...rest, is("upvotes", "gte", 250)],
      [...rest, is("author", "eq", "Person1")],
    ]);
  });
});

test.each([
  ["add(10)", { type: "OPERATION_ADD", value: 10 }],
  ["append([1, 2])", { type: "OPERATION_APPEND", items: [1, 2] }],
  ["prepend([1])", { type: "OPERATION_PREPEND", items: [1] }],
  ["increment(10)", { type: "OPERATION_INCREMENT", by: 10 }],
  ["decrement(10)", { type: "OPERATION_DECREMENT", by: 10 }],
  ["replace({ a: 10 })", { type: "OPERATION_REPLACE", value: { a: 10 } }],
])("ddb.operations.%s answers what AppSync was recorded to answer", async (call, expected) => {
  const code = `import { operations } from "@aws-appsync/utils/dynamodb";\n${answering(`operations.${call}`)}`;
  expect(json(await ask(unit(code), "{ a }"))).toEqual(expected);
});

describe("DynamoDB", () => {
  test('Scan and Query with select "COUNT" answer no items, and the number scanned', async () => {
    const engine = await startEngine();
    try {
      const table = await engine.table();
      for (const pk of ["1", "2"])
        await table.invoke({ operation: "PutItem", key: { pk: { S: pk } }, attributeValues: {} });
      const scan = await table.invoke({ operation: "Scan", select: "COUNT" });
      expect(scan).toMatchObject({ result: { items: [], nextToken: null, scannedCount: 2 } });
      const query = { expression: "pk = :pk", expressionValues: { ":pk": { S: "1" } } };
      const one = await table.invoke({ operation: "Query", query, select: "COUNT" });
      expect(one).toMatchObject({ result: { items: [], nextToken: null, scannedCount: 1 } });
    } finally {
      await engine.stop();
    }
  });

  test("a failed condition: the item is ctx.result or there is none, and a unit test can say either", () => {
    const code = step({ response: "return ctx.error ? [ctx.error.type, ctx.result?.n ?? 'unknown'] : ctx.result;" });
    const loaded = loadStep(`${folderOf({ "package.json": "{}", "step.ts": code })}/step.ts`);
    const type = "DynamoDB:ConditionalCheckFailedException";
    expect(loaded.response(context(conditionFailed({ n: 1 })))).toEqual([type, 1]);
    expect(loaded.response(context(conditionFailed()))).toEqual([type, "unknown"]);
  });
});

test("a signature whose clock is off is answered by how much, with the type that Amplify corrects its clock by", async () => {
  const credentials = { accessKeyId: "AKIAEXAMPLE", secretAccessKey: "secret" };
  const principal = { ...credentials, accountId: "1", userArn: "arn:aws:iam::1:user/u", username: "u" };
  const auth = { default: { type: "AWS_IAM" as const, region: "eu-west-1", principals: [principal] } };
  const { url } = await serve({ ...describeApi(unit(answering("1"))), auth });
  const date = new Date(Date.now() - 3_600_000);
  const request = { method: "POST", url: new URL(url), headers: {}, body: '{"query":"{ a }"}' };
  const { host: _, ...headers } = await signRequest(request, {
    region: "eu-west-1",
    service: "appsync",
    credentials,
    date,
  });
  const answer = await fetch(url, { method: "POST", headers, body: request.body });
  expect(answer.headers.get("x-amzn-errortype")).toBe("BadRequestException");
  expect(Date.parse(answer.headers.get("date") ?? "")).toBeGreaterThan(date.getTime());
  const { errors } = (await answer.json()) as { errors: object[] };
  const TIME = String.raw`\d{8}T\d{6}Z`;
  const words = new RegExp(`^Signature expired: ${TIME} is now earlier than ${TIME} \\(${TIME} - 5 min\\.\\)$`);
  expect(errors).toEqual([{ errorType: "BadRequestException", message: expect.stringMatching(words) }]);
});
