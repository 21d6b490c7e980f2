import { describe, expect, test } from "vitest";
import { errorOf, startPrelude, value } from "./prelude-realm.ts";

test("copyHeaders leaves out the headers of the connection", () => {
  expect(
    value("util.http.copyHeaders({ Host: 'a', 'content-length': '1', te: 'x', 'x-a': 'b', accept: '*/*' })"),
  ).toEqual({
    "x-a": "b",
    accept: "*/*",
  });
  expect(errorOf("util.http.copyHeaders(null)")).toBe("util.http.copyHeaders: the headers must be an object, not null");
});

describe("response headers", () => {
  test("are kept in the order in which they were set", () => {
    const { invocation } = startPrelude()(
      "[util.http.addResponseHeader('itemsCount', 7), util.http.addResponseHeaders({ a: 'x', b: { c: 1 }, a: true })]",
    );
    expect(invocation.headers).toEqual([
      ["itemsCount", "7"],
      ["a", "true"],
      ["b", '{"c":1}'],
    ]);
    expect(invocation.appended).toEqual([]);
  });

  test.each([
    ["'', 'x'", "is empty or not a header name"],
    ["'a b', 'x'", "is empty or not a header name"],
    ["'a', null", "has no value"],
    ["'a', undefined", "has no value"],
    ["'a', 'x\\r\\nset-cookie: y'", "has a character that headers cannot carry"],
    ["'Content-Type', 'x'", "is restricted"],
    ["'Access-Control-Allow-Origin', '*'", "is restricted"],
    ["'transfer-encoding', 'x'", "is restricted"],
    ["'X-Amzn-Trace', 'x'", "is restricted"],
    ["'x-amz-date', 'x'", "is restricted"],
    [`'a', '${"x".repeat(4096)}'`, "take 4097 bytes, more than 4096"],
  ])("(%s) is left out and reported", (args, reason) => {
    const { invocation } = startPrelude()(`util.http.addResponseHeader(${args})`);
    expect(invocation.headers).toEqual([]);
    expect(invocation.appended).toEqual([
      { message: expect.stringContaining(reason), type: "ResponseHeaderError", data: null, info: null },
    ]);
  });
});
