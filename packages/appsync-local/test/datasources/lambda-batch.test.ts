import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import type { ResolverDescription } from "../../src/index.ts";
import { answering, describeApi, serve, step } from "../support/api.ts";
import { startRecorder } from "./support.ts";

const folder = mkdtempSync(join(tmpdir(), "batch-"));
afterAll(() => rmSync(folder, { recursive: true }));
let functions = 0;

/** A Lambda function whose handler has this body, of `event`. */
function lambda(body: string) {
  const codePath = join(folder, `function${functions++}.mjs`);
  writeFileSync(codePath, `export const handler = async (event) => { ${body} };`);
  return { type: "AWS_LAMBDA" as const, function: { codePath } };
}

const schema = "type Query { posts(count: Int!): [Post] one: Post } type Post { id: Int! related: String }";
const BATCH = "return { operation: 'BatchInvoke', payload: { id: ctx.source.id } };";
/** Answers each item by its id, and says how many came with it. */
const ECHO = "return event.map(({ id }) => [id, 'of', event.length].join(' '));";

type Related = Partial<Extract<ResolverDescription, { kind: "UNIT" }>>;

/** An API whose posts have a field that the function resolves. */
const posts = (body: string, related: Related = { code: step({ request: BATCH }) }) =>
  serve(
    describeApi({
      schema,
      dataSources: { fn: lambda(body) },
      fields: { "Query.posts": answering("[1,2,3,4,5,6,7].slice(0, ctx.args.count).map((id) => ({ id }))") },
      resolvers: [{ kind: "UNIT", type: "Post", field: "related", dataSource: "fn", ...related }],
    }),
  );

const ask = async (api: Awaited<ReturnType<typeof posts>>, count: number) => {
  const { body } = await api.query("query ($count: Int!) { posts(count: $count) { related } }", { count });
  return { related: body.data.posts.map((post: { related: unknown }) => post.related), errors: body.errors };
};

test("the calls of one field become batches of five, whose results come back in order", async () => {
  const api = await posts(ECHO);
  const { related } = await ask(api, 7);
  expect(related).toEqual(["1 of 5", "2 of 5", "3 of 5", "4 of 5", "5 of 5", "6 of 2", "7 of 2"]);
  expect(api.traces[0]?.calls.filter(({ operation }) => operation === "BatchInvoke")).toHaveLength(2);
});

test("maxBatchSize says how many calls become one", async () => {
  const code = step({ request: BATCH });
  expect((await ask(await posts(ECHO, { code, maxBatchSize: 2 }), 3)).related).toEqual(["1 of 2", "2 of 2", "3 of 1"]);
  expect((await ask(await posts(ECHO, { code, maxBatchSize: 2000 }), 7)).related[6]).toBe("7 of 7");
});

test("a call that ends before the batch is not waited for", async () => {
  const request = `if (ctx.source.id === 2) runtime.earlyReturn("early"); ${BATCH}`;
  const { related } = await ask(await posts(ECHO, { code: step({ request }) }), 3);
  expect(related).toEqual(["1 of 2", "early", "3 of 2"]);
});

test("requests side by side have batches of their own", async () => {
  const api = await posts(ECHO);
  const answers = await Promise.all([ask(api, 2), ask(api, 3)]);
  expect(answers.map(({ related }) => related)).toEqual([
    ["1 of 2", "2 of 2"],
    ["1 of 3", "2 of 3", "3 of 3"],
  ]);
});

test("an error of one item is that item's: ctx.result is what the function answered for it", async () => {
  const body = `return event.map(({ id }) =>
    id === 2 ? { data: null, errorMessage: "none", errorType: "NotFound" } : { data: "post " + id });`;
  const response =
    "if (ctx.result.errorMessage) util.error(ctx.result.errorMessage, ctx.result.errorType); return ctx.result.data;";
  const { related, errors } = await ask(await posts(body, { code: step({ request: BATCH, response }) }), 3);
  expect(related).toEqual(["post 1", null, "post 3"]);
  expect(errors).toMatchObject([{ path: ["posts", 1, "related"], errorType: "NotFound", message: "none" }]);
});

test.each([
  ["fails", "throw new Error('down');", "Lambda:Unhandled", "down"],
  ["answers no list", "return 'x';", "Lambda:IllegalArgument", "a list of 3 results"],
  ["answers too few", "return [1];", "Lambda:IllegalArgument", "3 results, in order, and answered 1"],
])("a function that %s is the error of every item", async (_, body, type, message) => {
  const response = "if (ctx.error) util.error(ctx.error.message, ctx.error.type); return ctx.result;";
  const { errors } = await ask(await posts(body, { code: step({ request: BATCH, response }) }), 3);
  const expected = { errorType: type, message: expect.stringContaining(message) };
  expect(errors).toMatchObject([expected, expected, expected]);
});

test("functions of a pipeline have batches, each of its own size", async () => {
  const api = await serve(
    describeApi({
      schema,
      dataSources: { fn: lambda("return event.map((each) => [each, event.length].join());") },
      fields: { "Query.posts": answering("[{ id: 1 }, { id: 2 }, { id: 3 }]") },
      functions: {
        first: {
          dataSource: "fn",
          maxBatchSize: 2,
          code: step({ request: "return { operation: 'BatchInvoke', payload: ctx.source.id };" }),
        },
        second: {
          dataSource: "fn",
          maxBatchSize: 9,
          code: step({ request: "return { operation: 'BatchInvoke', payload: ctx.prev.result };" }),
        },
      },
      resolvers: [{ kind: "PIPELINE", type: "Post", field: "related", functions: ["first", "second"] }],
    }),
  );
  expect((await ask(api, 3)).related).toEqual(["1,2,3", "2,2,3", "3,1,3"]);
});

test("an Event in a batch answers null at once", async () => {
  const code = step({ request: "return { operation: 'BatchInvoke', invocationType: 'Event', payload: 1 };" });
  expect(await ask(await posts("return 'unused';", { code }), 2)).toEqual({ related: [null, null], errors: undefined });
});

test("a direct Lambda resolver sends ctx and answers what the function answers", async () => {
  const { related } = await ask(await posts("return event.info.parentTypeName + event.source.id;", {}), 2);
  expect(related).toEqual(["Post1", "Post2"]);
});

test("a direct Lambda resolver gets these parts of ctx", async () => {
  const { related } = await ask(await posts("return Object.keys(event).sort().join();", {}), 1);
  expect(related).toEqual(["arguments,identity,info,prev,request,source,stash"]);
});

test.each([
  ["a plain error", "throw new Error('down');", "Lambda:Unhandled", "down"],
  ["an error of its own", "const e = new Error('gone'); e.name = 'Gone'; throw e;", "Gone", "gone"],
  [
    "UnauthorizedException",
    "const e = new Error('secret'); e.name = 'UnauthorizedException'; throw e;",
    "UnauthorizedException",
    "You are not authorized to make this call.",
  ],
])("a direct Lambda resolver whose function throws %s raises it", async (_, body, errorType, message) => {
  const { errors } = await ask(await posts(body, {}), 1);
  expect(errors).toMatchObject([{ errorType, message }]);
});

test("a direct Lambda resolver with maxBatchSize sends a list of ctx, and reads data and errors of each", async () => {
  const body = `return event.map(({ source }) => source.id === 2
    ? { data: "half", errorMessage: "none", errorType: "NotFound" } : { data: source.id + " of " + event.length });`;
  const { related, errors } = await ask(await posts(body, { maxBatchSize: 10 }), 3);
  expect(related).toEqual(["1 of 3", null, "3 of 3"]);
  expect(errors).toMatchObject([{ path: ["posts", 1, "related"], errorType: "NotFound", message: "none" }]);
});

test.each([
  [{ maxBatchSize: 2001, code: step() }, "maxBatchSize of the resolver Post.related has to be a whole number from 0"],
  [{ dataSource: "none" }, "the resolver Post.related has no code, which only a data source of a Lambda function"],
] as [Related, string][])("%j is refused at load", async (related, message) => {
  await expect(posts("return 1;", related)).rejects.toThrow(message);
});

test("a function at an endpoint is called as AWS's emulator is, and its errors are errors", async () => {
  const answers = [JSON.stringify(["a"]), JSON.stringify({ errorType: "KeyError", errorMessage: "no key" })];
  const { origin, received } = await startRecorder((response) => response.end(answers.shift()));
  const api = await serve(
    describeApi({
      schema,
      dataSources: { python: { type: "AWS_LAMBDA_ENDPOINT", endpoint: origin } },
      fields: { "Query.one": answering("({ id: 1 })") },
      resolvers: [
        {
          kind: "UNIT",
          type: "Post",
          field: "related",
          dataSource: "python",
          code: step({
            request: BATCH,
            response: "if (ctx.error) util.error(ctx.error.message, ctx.error.type); return ctx.result;",
          }),
        },
      ],
    }),
  );
  expect((await api.query("{ one { related } }")).body).toEqual({ data: { one: { related: "a" } } });
  expect((await api.query("{ one { related } }")).body.errors).toMatchObject([
    { errorType: "Lambda:Unhandled", message: "no key" },
  ]);
  expect(received[0]).toMatchObject({ url: "/2015-03-31/functions/function/invocations", body: '[{"id":1}]' });
});

test("a stub answers for a data source that is not local: it gets the request object", async () => {
  const { codePath } = lambda(
    "if (event.statements[0] === 'bad') throw new TypeError('no'); return { sql: event.statements };",
  ).function;
  const api = await serve(
    describeApi({
      schema: "type Query { rows(sql: String!): AWSJSON }",
      dataSources: { db: { type: "STUB", function: { codePath } } },
      resolvers: [
        {
          ...{ kind: "UNIT", type: "Query", field: "rows", dataSource: "db" },
          code: step({
            request: "return { statements: [ctx.args.sql] };",
            response: "if (ctx.error) util.error(ctx.error.message, ctx.error.type); return ctx.result;",
          }),
        },
      ],
    }),
  );
  expect((await api.query('{ rows(sql: "good") }')).body.data.rows).toBe('{"sql":["good"]}');
  expect((await api.query('{ rows(sql: "bad") }')).body.errors).toMatchObject([
    { errorType: "TypeError", message: "no" },
  ]);
});
