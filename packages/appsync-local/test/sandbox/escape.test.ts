import vm from "node:vm";
import { describe, expect, test } from "vitest";
import { instrument } from "../../src/sandbox/instrument.ts";
import { createRealm } from "../../src/sandbox/realm.ts";
import { answering, ask, describeApi, serve, step } from "../support/api.ts";

/**
 * Bundles that try to reach the host, each other's state, or the next request. The gate refuses most of them by name when
 * they are loaded; here they are also run in a bare realm, past the gate, for the walls must hold by themselves.
 */

const realm = createRealm({ now: Date.now, randomHex: () => "00" });
const contextJson = JSON.stringify({
  authType: "",
  arguments: { n: 1, thousand: Array(1_000).fill(0) },
  stash: {},
  prev: { result: null },
});

/** Runs a request handler in the bare realm. */
function run(body: string, top = "") {
  const code = `${top}\nfunction request(ctx) { ${body} }\nfunction response() {}\nexport { request, response };`;
  const factory = realm.compile(new vm.Script(instrument(code), { filename: "escape.js" }));
  return JSON.parse(realm.evaluate(factory as never, "request", contextJson));
}

const value = (expression: string, top?: string) => run(`return ${expression};`, top).value;

describe("the host", () => {
  const absent = [
    "process",
    "require",
    "module",
    "globalThis",
    "global",
    "Buffer",
    "fetch",
    "setTimeout",
    "setImmediate",
    "queueMicrotask",
    "structuredClone",
    "Date",
    "Promise",
    "Proxy",
    "Reflect",
    "Symbol",
    "Function",
    "eval",
    "WebAssembly",
    "Error",
    "RegExp",
    "Map",
    "WeakRef",
    "SharedArrayBuffer",
    "Atomics",
    "Intl",
    "parseInt",
    "escape",
    "host",
    "prelude",
    "crypto",
    "performance",
    "URL",
    "TextEncoder",
    "Iterator",
  ];
  test.each(absent)("%s is not there", (name) => {
    expect(value(`typeof ${name}`)).toBe("undefined");
  });

  test.each([
    ["the constructor of a function", "(() => {}).constructor"],
    ["the constructor of an object", "({}).constructor"],
    ["the constructor of an array", "[].constructor"],
    ["the constructor of a string", "''.constructor"],
    ["the constructor of ctx", "ctx.constructor"],
    ["the constructor of a computed name", "(() => {})['const' + 'ructor']"],
    ["the prototype of ctx", "ctx.__proto__"],
    ["Object.getPrototypeOf", "Object.getPrototypeOf"],
    ["Object.defineProperty", "Object.defineProperty"],
    ["Math.constructor", "Math.constructor"],
    ["__defineGetter__", "({}).__defineGetter__"],
    ["__lookupGetter__", "({}).__lookupGetter__"],
  ])("%s leads nowhere", (_, expression) => {
    expect(value(`typeof (${expression})`)).toBe("undefined");
  });

  test("this is undefined", () => {
    expect(value("typeof this")).toBe("undefined");
  });

  test.each([
    ["util", "util.autoId.constructor"],
    ["a helper", "util.time.nowISO8601.constructor"],
    ["a result of a helper", "util.dynamodb.toMapValues({ a: 1 }).constructor"],
  ])("%s hands out no constructor", (_, expression) => {
    expect(value(`typeof ${expression}`, 'import { util } from "@aws-appsync/utils";')).toBe("undefined");
  });

  test.each([
    ["try", "try { null.x } catch (e) { return e; }"],
    ["throw", "throw null;"],
    ["async", "return (async () => {}).constructor('return 1')();"],
    ["a generator", "return (function* () {}).constructor('return 1')();"],
    ["import()", "return import('fs');"],
    ["a regular expression", "return (/a/).constructor;"],
    ["new", "return new Object();"],
    ["a class", "class A {} return A;"],
    ["import.meta", "return import.meta.url;"],
  ])("what %s would open is refused before it is compiled", (_, body) => {
    expect(() => run(body)).toThrow("cannot run in APPSYNC_JS");
  });

  test.each(["now", "randomHex"] as const)("an error of the host's %s becomes the realm's", (name) => {
    const host = { now: () => 0, randomHex: () => "00", [name]: () => process.emitWarning(null as never) };
    const { evaluate, compile } = createRealm(host);
    const code = instrument(
      'import { util } from "@aws-appsync/utils"; export function request() { return [util.autoId(), util.time.nowISO8601()]; } export function response() {}',
    );
    const outcome = JSON.parse(evaluate(compile(new vm.Script(code)) as never, "request", contextJson));
    expect(outcome).toMatchObject({
      kind: "fault",
      detail: expect.stringMatching(/the (clock|source of randomness) failed/),
    });
  });

  test("too deep a recursion is a fault, and the realm goes on", () => {
    expect(run("const f = () => f() + 1; return f();")).toMatchObject({
      kind: "fault",
      detail: expect.stringContaining("call stack"),
    });
    expect(value("1 + 1")).toBe(2);
  });
});

describe("the next request", () => {
  test.each([
    ["a module variable", "n += 1; return n;", "let n = 0;"],
    ["an object in module scope", "box.n += 1; return box.n;", "const box = { n: 0 };"],
  ])("%s starts anew in each evaluation", (_, body, top) => {
    expect([run(body, top).value, run(body, top).value]).toEqual([1, 1]);
  });

  test.each([
    ["Object.prototype", "Object.prototype.leak = 1; return 1;"],
    ["Array.prototype", "Array.prototype.map = 1; return 1;"],
    ["Math", "Math.max = 1; return 1;"],
    ["JSON", "JSON.parse = 1; return 1;"],
    ["Object itself", "Object.keys = 1; return 1;"],
    ["a global", "leaked = 1; return 1;"],
    ["the console", "console.log = 1; return 1;"],
  ])("%s cannot be written to", (_, body) => {
    expect(run(body).kind).toBe("fault");
  });

  test.each([
    ["util", "util.autoId = 1; return 1;"],
    ["util.time", "util.time.nowISO8601 = 1; return 1;"],
    ["a function of util", "util.error.leak = 1; return 1;"],
  ])("%s cannot be written to", (_, body) => {
    expect(run(body, 'import { util } from "@aws-appsync/utils";').kind).toBe("fault");
  });

  test("own objects may still have properties of any name", () => {
    expect(value("(() => { const o = {}; o.toString = 1; o.valueOf = 2; o.constructor = 3; return o; })()")).toEqual({
      toString: 1,
      valueOf: 2,
      constructor: 3,
    });
  });

  test("what a handler leaves in ctx or its arguments is gone with the request", async () => {
    const schema = "type Query { a(n: Int): AWSJSON }";
    const dirty = step({
      request:
        "const before = ctx.args.dirt; ctx.args.dirt = 1; ctx.env.dirt = 1; return { payload: [before ?? null, ctx.env] };",
    });
    const { query } = await serve(describeApi({ schema, fields: { "Query.a": dirty }, environment: { clean: "yes" } }));
    await query("{ a }");
    expect(JSON.parse((await query("{ a }")).body.data.a)).toEqual([null, { clean: "yes", dirt: 1 }]);
  });
});

describe("endless work", () => {
  test("a loop is ended", () => {
    expect(run("const a = [1]; for (const x of a) { a.push(x); } return 1;")).toMatchObject({
      kind: "fault",
      detail: expect.stringContaining("a loop ran more than 1000 times"),
    });
  });

  const THOUSAND = `const a = []; for (const x of ctx.arguments.thousand) a.push(x);`;

  test("a loop inside a loop counts for itself, and loops in loops in loops are ended by their sum", () => {
    expect(run(`${THOUSAND} let n = 0; for (const x of a) for (const y in a) n += 1; return n;`).value).toBe(1_000_000);
    expect(
      run(`${THOUSAND} for (const x of a) for (const y of a) for (const z of a) ctx.n = z; return 1;`),
    ).toMatchObject({
      kind: "fault",
      detail: expect.stringContaining("5000000 loop iterations and function calls"),
    });
  });

  test.each(["$tick", "$runtime_tick", "$$runtime_tick"])(
    "a bundle that declares %s of its own counts all the same",
    (name) => {
      const body = "const a = [1]; for (const x of a) { a.push(x); } return 1;";
      expect(run(body, `var ${name} = () => 0;`)).toMatchObject({
        kind: "fault",
        detail: expect.stringContaining("ran more than 1000 times"),
      });
    },
  );

  test("a callback that adds to its own list is ended", () => {
    expect(
      run("const a = [1]; let n = 0; const more = (x) => { a.push(x); n += 1; }; a.forEach(more); return n;").value,
    ).toBe(1);
    const inner = "const b = []; for (const x of ctx.arguments.thousand) b.push(x); b.push(1);";
    expect(run(`${inner} return b.map((x) => x);`)).toMatchObject({
      kind: "fault",
      detail: expect.stringContaining("an array method ran more than 1000 times"),
    });
  });

  test("what is handed to an array method and is no function is the method's to refuse", () => {
    expect(run("return [1].map(1);")).toMatchObject({ kind: "fault", detail: expect.stringContaining("TypeError") });
  });

  test("callbacks inside callbacks are ended", () => {
    const body =
      "const a = ctx.arguments.n === 1 ? [...'x'.concat('yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy')] : []; return a.map(() => a.map(() => a.map(() => a.map(() => 1))));";
    expect(run(body)).toMatchObject({
      kind: "fault",
      detail: expect.stringContaining("5000000 loop iterations and function calls"),
    });
  });
});

describe("what leaves a handler", () => {
  test("is JSON: functions and undefined are gone, a circle is a fault", () => {
    expect(value("({ f: () => 1, u: undefined, n: NaN, d: [undefined] })")).toEqual({ n: null, d: [null] });
    expect(run("const o = {}; o.o = o; return o;").kind).toBe("fault");
  });

  test("more than 5 MB is a fault", async () => {
    const flood = step({ request: "return { payload: [...JSON.parse(ctx.args.x)].map(() => ctx.args.x) };" });
    const api = await serve(
      describeApi({ schema: "type Query { a(x: String): [String] }", fields: { "Query.a": flood } }),
    );
    const { body } = await api.query("query Q($x: String) { a(x: $x) }", { x: `[${Array(1000).fill("1000000")}]` });
    expect(body.errors).toMatchObject([{ errorType: "Code" }]);
    expect(api.logs.join()).toContain("AppSync takes 5242880");
  });

  test("a stash that will not be JSON is an empty one", () => {
    expect(run("ctx.stash.toJSON = () => undefined; return 1;")).toMatchObject({ kind: "value", value: 1 });
  });

  test("a bundle's own toJSON runs inside the realm, as all its code does", () => {
    expect(value("({ toJSON: () => 'mine' })")).toBe("mine");
  });

  test("a key named __proto__ in arguments stays a key and reaches nobody's prototype", async () => {
    const body = await ask(
      {
        schema: "type Query { a(x: AWSJSON): AWSJSON }",
        fields: { "Query.a": answering("{ ...ctx.args.x, polluted: typeof {}.polluted }") },
      },
      "query Q($x: AWSJSON) { a(x: $x) }",
      { x: '{"__proto__":{"polluted":1}}' },
    );
    expect(JSON.parse(body.data.a)).toMatchObject({ polluted: "undefined" });
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
  });
});
