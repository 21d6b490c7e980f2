import { expect, test } from "vitest";
import type { DataSourceCall } from "../../src/index.ts";
import { describeApi, serve, step } from "../support/api.ts";

test("onCall gets every call of a data source, with the request as its handler returned it and the answer as it came", async () => {
  const calls: DataSourceCall[] = [];
  const asking = step({ request: "return { payload: { asked: ctx.args.what } };" });
  const description = describeApi({
    schema: "type Query { echo(what: String): AWSJSON }",
    fields: { "Query.echo": asking },
  });
  const api = await serve(description, { onCall: (call) => calls.push(call) });
  await api.query('{ one: echo(what: "a") two: echo(what: "b") }');
  const call = (what: string) => ({
    dataSource: "none",
    request: { payload: { asked: what } },
    answer: { result: { asked: what } },
  });
  expect(calls).toEqual([call("a"), call("b")]);
});

test("onCall gets calls that a fault made fail", async () => {
  const calls: DataSourceCall[] = [];
  const description = describeApi({ schema: "type Query { echo: AWSJSON }", fields: { "Query.echo": step() } });
  const api = await serve(description, { onCall: (call) => calls.push(call) });
  api.faults.inject({ dataSource: "none", kind: "error" });
  await api.query("{ echo }");
  expect(calls).toMatchObject([{ dataSource: "none", answer: { result: null, error: expect.anything() } }]);
});
