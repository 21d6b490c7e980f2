import { describe, expect, test } from "vitest";
import { errorOf, startPrelude, value } from "./prelude-realm.ts";

describe("util.error", () => {
  test("ends the handler with message, type, data and info", () => {
    expect(startPrelude()("util.error('no', 'Refused', { a: 1 }, { b: [2] })").thrown).toEqual({
      signal: "error",
      error: { message: "no", type: "Refused", data: { a: 1 }, info: { b: [2] } },
    });
  });

  test("has null for what is not given", () => {
    expect(startPrelude()("util.error('no')").thrown).toEqual({
      signal: "error",
      error: { message: "no", type: null, data: null, info: null },
    });
  });
});

test("util.appendError adds an error as it is at that moment, and goes on", () => {
  const { value, invocation } = startPrelude()(
    "(() => { const data = { a: 1 }; util.appendError('odd', 'Warning', data); data.a = 2; return 'on'; })()",
  );
  expect(value).toBe("on");
  expect(invocation.appended).toEqual([{ message: "odd", type: "Warning", data: { a: 1 }, info: null }]);
});

test("util.unauthorized ends the handler", () => {
  expect(startPrelude()("util.unauthorized()").thrown).toEqual({ signal: "unauthorized" });
});

test("util.authType says how the request was authorized", () => {
  expect(value("util.authType()")).toBe("API Key Authorization");
});

describe("runtime.earlyReturn", () => {
  test.each([
    ["false", false, "NEXT"],
    ["{ a: 1 }", { a: 1 }, "NEXT"],
    ["[1], { skipTo: 'NEXT' }", [1], "NEXT"],
    ["'x', { skipTo: 'END' }", "x", "END"],
  ])("(%s) ends the handler", (args, returned, skipTo) => {
    expect(startPrelude()(`runtime.earlyReturn(${args})`).thrown).toEqual({
      signal: "earlyReturn",
      value: returned,
      skipTo,
    });
  });

  test.each(["", "null", "undefined", "undefined, { skipTo: 'END' }"])("(%s) fails", (args) => {
    expect(errorOf(`runtime.earlyReturn(${args})`)).toContain("fails on AppSync: give a value");
  });

  test("knows no other place to skip to", () => {
    expect(errorOf("runtime.earlyReturn(1, { skipTo: 'STEP' })")).toContain('must be "END" or "NEXT", not STEP');
  });
});
