import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import type { ListenOptions } from "../../src/index.ts";
import { answering, describeApi, serve } from "../support/api.ts";

/** The Lambda authorizer of the section "More", with a function's bundle and over HTTP. */

function authorizer(code: string): string {
  const folder = mkdtempSync(join(tmpdir(), "authorizer-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const codePath = join(folder, "index.cjs");
  writeFileSync(codePath, code);
  return codePath;
}

const api = (code: string, ttlSeconds = 0, options: ListenOptions = {}) =>
  serve(
    describeApi({
      schema: "type Query { a: AWSJSON b: String }",
      fields: { "Query.a": answering("ctx.identity"), "Query.b": answering("'b'") },
      auth: { default: { type: "AWS_LAMBDA", ttlSeconds, function: { codePath: authorizer(code) } } },
    }),
    options,
  );

const as = (authorization: string) => ({ "x-api-key": undefined, authorization });

test("it gets apiId, accountId, requestId, queryString, operationName, variables and headers; no method, no body", async () => {
  const { query } = await api(
    `exports.handler = async (event) => ({ isAuthorized: true, resolverContext: { seen: JSON.stringify(event) } });`,
  );
  const { body } = await query("query Q { a }", { n: 1 }, as("token-1"));
  const event = JSON.parse(JSON.parse(body.data.a).resolverContext.seen);
  expect(event.authorizationToken).toBe("token-1");
  expect(Object.keys(event).sort()).toEqual(["authorizationToken", "requestContext", "requestHeaders"]);
  expect(Object.keys(event.requestContext).sort()).toEqual(
    ["accountId", "apiId", "operationName", "queryString", "requestId", "variables"].sort(),
  );
  expect(event.requestContext).toMatchObject({ queryString: "query Q { a }", variables: { n: 1 } });
  expect(event.requestHeaders.authorization).toBe("token-1");
});

test("identity is {resolverContext}; denied fields are Unauthorized; a no is 401", async () => {
  const { query } = await api(`exports.handler = async ({ authorizationToken }) => ({
    isAuthorized: authorizationToken === "yes", resolverContext: { who: "me" }, deniedFields: ["Query.b"] });`);
  const { body } = await query("{ a b }", undefined, as("yes"));
  expect(JSON.parse(body.data.a)).toEqual({ resolverContext: { who: "me" } });
  expect(body.errors).toMatchObject([{ path: ["b"], errorType: "Unauthorized" }]);
  expect((await query("{ a }", undefined, as("no"))).status).toBe(401);
});

test("with a ttl, a token is replayed with another body without the function being asked; with 0 it is not", async () => {
  const counting = `let n = 0; exports.handler = async () => ({ isAuthorized: true, resolverContext: { n: String(++n) } });`;
  const calls = async (ttl: number) => {
    const { query } = await api(counting, ttl);
    await query("{ a }", undefined, as("t"));
    return JSON.parse((await query("{ b a }", undefined, as("t"))).body.data.a).resolverContext.n;
  };
  expect([await calls(300), await calls(0)]).toEqual(["1", "2"]);
});

test("a function that fails lets nobody in", async () => {
  const { query, logs } = await api(`exports.handler = async () => { throw new Error("broken"); };`);
  expect((await query("{ a }", undefined, as("t"))).status).toBe(401);
  expect(logs.join()).toContain("broken");
});

test("it sees the time of the API's clock, which stands still while it answers; its own time limit goes on", async () => {
  const times = `exports.handler = async (_, context) => {
    const time = [Date.now(), new Date().getTime(), new Date(5).getTime(), new Date() instanceof Date].join();
    await new Promise((resolve) => setTimeout(resolve, 5));
    const left = context.getRemainingTimeInMillis();
    return { isAuthorized: true, resolverContext: { time, still: Date.now(), left: left > 0 && left < 3000 } };
  };`;
  let now = Date.UTC(2026, 0, 1);
  const { query } = await api(times, 0, { clock: () => now });
  const seen = async () => JSON.parse((await query("{ a }", undefined, as("t"))).body.data.a).resolverContext;
  expect(await seen()).toEqual({ time: `${now},${now},5,true`, still: `${now}`, left: "true" });
  now += 60_000;
  expect(await seen()).toEqual({ time: `${now},${now},5,true`, still: `${now}`, left: "true" });
});
