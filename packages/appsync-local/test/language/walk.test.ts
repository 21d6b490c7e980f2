// biome-ignore-all lint/suspicious/noTemplateCurlyInString: bundles hold templates

import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { bundleStep } from "../../src/language/bundle.ts";
import { DOCUMENTED_GLOBALS, DOCUMENTED_METHODS, PROTOTYPE_NAMES } from "../../src/language/documented.ts";
import { findForbidden } from "../../src/language/walk.ts";
import { folderOf, stepOf } from "./support.ts";

/** Findings in a handler's body, as `rule name line`; the body begins on line 1. */
const found = (body: string, top?: string) =>
  findForbidden(stepOf(body, top)).map(({ rule, name, line }) => `${rule} ${name} ${Math.max(line - 2, 0)}`);

const RDS = 'import { sql } from "@aws-appsync/utils/rds";';
const DDB = 'import * as ddb from "@aws-appsync/utils/dynamodb";';

describe("refused, by name and line", () => {
  test.each([
    ["let i = 0;\ni++;", "syntax ++ 2"],
    ["let i = 0;\n--i;", "syntax -- 2"],
    ["return ~ctx.n;", "syntax ~ 1"],
    ["const a = [];\na.length = 5;", "syntax length = 2"],
    ["return 'a' in ctx;", "syntax in 1"],
    ["return ctx instanceof Object;", "syntax instanceof 1"],
    ["try { ctx.n; }\ncatch (e) { return e; }", "syntax try 1"],
    ["return;\nthrow 'x';", "syntax throw 2"],
    ["while (ctx.n) {}", "syntax while 1"],
    ["do {} while (ctx.n)", "syntax do 1"],
    ["for (let i = 0; i < 3; i += 1) {}", "syntax for (;;) 1"],
    ["for (const x of ctx.list) {\n if (x) continue;\n}", "syntax continue 2"],
    ["outer: for (const x of ctx.list) {\n break outer;\n}", "syntax label 1"],
    ["outer: for (const x of ctx.list) {\n break outer;\n}", "syntax label 2"],
    ["class A {\n f() { return Date; } }", "syntax class 1"],
    ["return class {};", "syntax class 1"],
    ["return this;", "syntax this 1"],
    ["return new ctx.Thing();", "syntax new 1"],
    ["const f = async () => 1;", "syntax async 1"],
    ["async function f() {\n await 1; }", "syntax await 2"],
    ["function* f() {\n yield 1; }", "syntax function* 1"],
    ["function* f() {\n yield 1; }", "syntax yield 2"],
    ["return /a+/.source;", "syntax /a+/ 1"],
    ["return 10n;", "syntax 10n 1"],
    ["debugger;", "syntax debugger 1"],
    ["return { get a() { return 1; } };", "syntax get 1"],
    ["return { set a(x) {} };", "syntax set 1"],
    ["return helper`x`;", "syntax tagged template 1", "const helper = (x) => x;"],
    ["return import('x');", "syntax import() 1"],
    ["return import.meta;", "syntax import.meta 1"],
    ["return new.target;", "syntax new.target 1"],
    ["ctx.x ??= 1;", "syntax ??= 1"],
    ["ctx.x ||= 1;", "syntax ||= 1"],
    ["return (ctx.a, ctx.b);", "syntax , 1"],
    ["return ctx.list.map(function (x) { return x; });", "syntax function expression 1"],
    ["const [a = 1] = ctx.args.list;", "syntax default in destructuring 1"],
    ["const { a: { b = 1 } } = ctx.args;", "syntax default in destructuring 1"],
    ["return ctx.args.list.map(({ a = 1 }) => a);", "syntax default in destructuring 1"],
    ["return ctx.args.id ??\n util.error('no id');", "ending util.error 2"],
    ["return ctx.args.id ?? util.unauthorized();", "ending util.unauthorized 1"],
    ["return ctx.prev.result ?? runtime.earlyReturn({});", "ending runtime.earlyReturn 1"],
    [
      "return ctx.args.id ?? fail();",
      "ending fail 1",
      "const raise = (m) => util.error(m); const fail = () => raise('x');",
    ],
    [
      "return ctx.args.id ?? [ctx.args.ids.map((id) => fail(id))];",
      "ending fail 1",
      "function fail(m) { util.error(m); }",
    ],
    ["return { ...super.x };", "syntax SyntaxError 1"],
    ["with (ctx) {}", "syntax SyntaxError 1"],
    ["return 1 +;", "syntax SyntaxError 1"],
    ["return Date.now();", "global Date.now 1"],
    ["return new Date();", "global Date 1"],
    ["return parseInt('1');", "global parseInt 1"],
    ["return typeof process;", "global process 1"],
    ["return globalThis['Da' + 'te'];", "global globalThis.Date 1"],
    ["return setTimeout(() => 1);", "global setTimeout 1"],
    ["return structuredClone(ctx);", "global structuredClone 1"],
    ["return new Map();", "global Map 1"],
    ["return Array.isArray(ctx);", "global Array.isArray 1"],
    ["return Promise.all([]);", "global Promise.all 1"],
    ["return eval('1');", "global eval 1"],
    ["return Reflect.ownKeys(ctx);", "global Reflect.ownKeys 1"],
    ["return arguments;", "global arguments 1"],
    ["{ const inner = 1; }\nreturn inner;", "global inner 2"],
    ["return toString();", "global toString 1"],
    ["return Object.fromEntries([]);", "member Object.fromEntries 1"],
    ["return Object.getPrototypeOf(ctx);", "member Object.getPrototypeOf 1"],
    ["return Math.abs(1);", "member Math.abs 1"],
    ["return Math['a' + 'bs'](1);", "member Math.abs 1"],
    ["return Math?.pow(1, 2);", "member Math.pow 1"],
    ["return Math[ctx.name](1);", "member Math 1"],
    ["const M = Math;\nreturn M.trunc(1);", "member Math.trunc 2"],
    ["const { floor, cbrt } = Math;\nreturn floor(1);", "member Math.cbrt 1"],
    ["const { ...all } = Math;", "member Math 1"],
    ["return [Math];", "member Math 1"],
    ["return Number.parseFloat('1');", "member Number.parseFloat 1"],
    ["return Number('1');", "member Number 1"],
    ["return String(1);", "member String 1"],
    ["return String.fromCharCode(1);", "member String.fromCharCode 1"],
    ["console.info('x');", "member console.info 1"],
    ["return util.tiem.nowISO8601();", "member util.tiem 1"],
    ["return util.time.now();", "member util.time.now 1"],
    ["return util.toString();", "member util.toString 1"],
    ["const t = util.time;\nreturn t.now();", "member util.time.now 2"],
    ["const { time: { now } } = util;\nreturn now();", "member util.time.now 1"],
    ["ctx.stash.u = util;", "member util 1"],
    ["return ddb.fetch({});", "member fetch 1", DDB],
    ["return ddb[ctx.op]({});", "member ddb 1", DDB],
    ["return ctx.text.padStart(2);", "method padStart 1"],
    ["return 'x'\n  .repeat(3);", "method repeat 2"],
    ["return ctx.list?.includes(1);", "method includes 1"],
    ["return ctx.list['inc' + 'ludes'](1);", "method includes 1"],
    ["return 'x'.charCodeAt(0);", "method charCodeAt 1"],
    ["return (1).toFixed(2);", "method toFixed 1"],
    ["return util.autoId.call(1);", "method call 1"],
    ["return ctx[ctx.name]();", "method ctx[ctx.name] 1"],
    ["return ctx.constructor;", "prototype constructor 1"],
    ["return ctx['__pro' + 'to__'];", "prototype __proto__ 1"],
    ["return ctx[`prototype`];", "prototype prototype 1"],
    ["const { constructor } = ctx;", "prototype constructor 1"],
    ["return { __proto__: ctx };", "prototype __proto__ 1"],
    ["return f(3);", "recursion f 0", "const f = (n) => n && f(n - 1);"],
    [
      "return even(3);",
      "recursion even 0",
      "function even(n) { return odd(n); } function odd(n) { return [n].map((x) => even(x)); }",
    ],
    ["const o = {\n a: () => o.b(),\n b: () => o.a() };", "recursion o.b 2"],
    ["let f = null;\nf = (n) => f(n);", "recursion f 2"],
    ["const f = () => g();\nconst g = f;", "recursion g 1"],
    ["return [1].map(helper);", "function-argument helper 1", "const helper = (x) => x;"],
    ["return helper((x) => x);", "function-argument helper 1", "const helper = (f) => f;"],
    ["return 'a'.replace('a', () => 'b');", "function-argument 'a'.replace 1"],
    ["return JSON.stringify(ctx, (k, v) => v);", "function-argument JSON.stringify 1"],
    ["return [1.5].map(Math.floor);", "function-argument Math.floor 1"],
    ["return [1].map(util.autoId);", "function-argument util.autoId 1"],
    ["return [2, 1].sort((a, b) => a - b);", "sort-argument sort 1"],
    ["return _.x;", "import lodash 0", 'import _ from "lodash";'],
    ["return x;", "import ./x.ts 0", 'import { x } from "./x.ts";'],
    ["return x;", "import default 0", 'import x from "@aws-appsync/utils/dynamodb";'],
    ["return gett();", "import gett 0", 'import { gett } from "@aws-appsync/utils/dynamodb";'],
    ["return x;", "import toString 0", 'import { toString as x } from "@aws-appsync/utils";'],
    ["return 1;", "syntax export default 0", "export default 1;"],
    ["return 1;", "syntax export * 0", 'export * from "@aws-appsync/utils";'],
    ["return 1;", "syntax export * 0", 'export * as all from "@aws-appsync/utils";'],
    ["return 1;", "syntax export from 0", 'export { get } from "@aws-appsync/utils/dynamodb";'],
  ])("%s: %s", (body: string, expected: string, top?: string) => {
    expect(found(body, top)).toContain(expected);
  });

  test("one thing is said once", () => {
    expect(found("return util.tiem.now();")).toEqual(["member util.tiem 1"]);
    expect(found("return Date.now().toFixed();")).toEqual(["global Date.now 1", "method toFixed 1"]);
    expect(found("return _.x();", 'import _ from "lodash";')).toEqual(["import lodash 0"]);
  });

  test("a module that lacks a handler", () => {
    const messages = (code: string) => findForbidden(code).map(({ rule, name }) => `${rule} ${name}`);
    expect(messages("export function request() {}")).toEqual(["export response"]);
    expect(messages("function request() {} function response() {} export { request as response };")).toEqual([
      "export request",
    ]);
    expect(messages("")).toEqual(["export request", "export response"]);
  });

  test("every message says what would be right", () => {
    const [increment, now, pad, misspelt] = ["ctx.n++;", "Date.now();", "'x'.padStart(2);", "util.time.now();"].map(
      (body) => findForbidden(stepOf(body))[0]?.message,
    );
    expect(increment).toBe("`++` is not in APPSYNC_JS: write `x += 1`");
    expect(now).toBe("`Date.now` is not in APPSYNC_JS: use `util.time.nowEpochMilliSeconds()`");
    expect(pad).toMatch(/^`padStart` is not a documented method: write `\$\{"000"/);
    expect(misspelt).toMatch(/^`util\.time\.now` is not in APPSYNC_JS: `util\.time` has `nowISO8601`, /);
  });
});

describe("AppSync's, but not the local runtime's, is marked so and named", () => {
  test.each([
    ["return util.xml.toMap('<a/>');", "util.xml.toMap", ""],
    ["return util.rds.toJsonObject('');", "util.rds.toJsonObject", ""],
    ["return util.transform.toElasticsearchQueryDSL({});", "util.transform.toElasticsearchQueryDSL", ""],
    ["return ddb.sync({});", "sync", DDB],
    ["return sync({});", "sync", 'import { sync } from "@aws-appsync/utils/dynamodb";'],
    ["return sql`SELECT 1`;", "sql", RDS],
    ["return invokeModel({});", "invokeModel", 'import { invokeModel } from "@aws-appsync/utils/ai";'],
    ["return extensions;", "extensions", ""],
  ])("%s", (body, name, top) => {
    const [finding] = findForbidden(stepOf(body, top));
    expect(finding).toMatchObject({ name, local: true });
    expect(finding?.message).toMatch(`\`${name}\` is AppSync's, but the local runtime does not support it`);
  });

  test("importing `extensions` is no use of it", () => {
    expect(found("return 1;", 'import { extensions } from "@aws-appsync/utils";')).toEqual([]);
  });
});

describe("allowed", () => {
  test.each([
    ["for (const x of ctx.list) { if (x) break; }\nfor (const k in ctx.map) console.log(k);"],
    ["switch (ctx.n) { case 1: return 'a'; default: return `b${`c`}`; }"],
    ["let n = -1; n += +'2' * 3 ** 2 % 4; n = n << 1 | 2 & 3 ^ 4 >>> 1; return void 0 ?? (n && !n || typeof n);"],
    ["if (ctx.error) util.error('x'); return ctx.args.id ?? util.autoId();"],
    ["return ctx.error && util.error('x');"],
    ["const { a, b: [c, ...d], ...rest } = ctx.args; delete rest.x; return { a, ...rest, [`k${c}`]: [...d] };"],
    ["var x = ctx?.args?.list?.[0]; return x === undefined || Number.isNaN(NaN) ? Infinity : null;"],
    ["const f = (a, ...more) => a + more.length; return f(1, 2);"],
    [
      "function twice(x) { return x * 2; } return [1].map((x) => twice(x)).filter((x) => x).reduce((a, b) => a + b, 0);",
    ],
    ["const format = { short(x) { return x; }, long: (x) => x }; return format.short(1) + format[ctx.kind](2);"],
    ["return Object.entries(ctx.args).flatMap(([k, v]) => [k, v]).sort().join('-').trimEnd();"],
    ["return Object.hasOwn(ctx, 'a') && Math.floor(Math.random() * 6) + JSON.parse('1') + String.raw`\\n`;"],
    ["return util.dynamodb.toString('x') ?? util.dynamodb.toMapValues({ a: 1 });"],
    [
      "const { time, autoId } = util; const math = util.math; return [time.nowISO8601(), autoId(), math.roundNum(1.5)];",
    ],
    ["return ddb.update({ update: { n: ddb.operations.increment(1) } });", DDB],
    ["runtime.earlyReturn({ a: 1 }, { skipTo: 'END' });"],
    ["return { constructor: 1, repeat: ctx.args.repeat, at: ctx.at };"],
    ["const request = 1; const name = 'x'; { const request = 2; return [request, name]; }"],
    ["if (!ctx.n) util.error('no', 'T');\n;return null;"],
    ["return helper(undefined, NaN);", "const helper = (x) => x;"],
    ["return util.matches('^a$', ctx.a);", "var response3 = 1; export { response3 as more };"],
  ])("%s", (body, top?: string) => {
    expect(found(body, top)).toEqual([]);
  });

  test.each(DOCUMENTED_METHODS.String?.concat(DOCUMENTED_METHODS.Array ?? []) ?? [])("the method %s", (name) => {
    expect(found(`return ctx.value.${name}();`)).toEqual([]);
  });

  test("handlers written as arrow functions and exported under other names", () => {
    const code =
      "var request2 = (ctx) => ({});\nvar response2 = (ctx) => ctx.result;\nexport { request2 as request, response2 as response };";
    expect(findForbidden(code)).toEqual([]);
  });
});

describe("bundles of esbuild", () => {
  const bundled = (files: Record<string, string>) =>
    findForbidden(bundleStep(join(folderOf({ "package.json": "{}", ...files }), "step.ts")));
  const handlers = "export const request = () => ({});\nexport const response = () => null;\n";

  test("a finding names file, line and column of the source", () => {
    const shared = "// one\n// two\nexport const wide = (s: string) => s.padStart(9);\n";
    const [finding] = bundled({
      "lib/shared.ts": shared,
      "step.ts": `import { wide } from "./lib/shared.ts";\nconsole.log(wide("x"));\n${handlers}`,
    });
    expect(finding).toMatchObject({ rule: "method", name: "padStart", source: "lib/shared.ts:3:38" });
  });

  test("a module taken as an object makes esbuild add a helper, which is refused by its name", () => {
    const step = `import * as all from "./all.ts";\nexport const request = (ctx) => all[ctx.args.name];\nexport const response = () => null;`;
    const findings = bundled({ "all.ts": "export const one = 1;\nexport const two = 2;\n", "step.ts": step });
    expect(findings.map(({ rule, name }) => `${rule} ${name}`)).toEqual(["helper __defProp", "helper __export"]);
    expect(findings[1]?.message).toMatch(/`import \* as x`, then `x\[key\]`.*import names/);
  });

  test("a module taken as an object and used by name needs no helper", () => {
    const step = `import * as all from "./all.ts";\nexport const request = () => ({ n: all.one });\nexport const response = () => null;`;
    expect(bundled({ "all.ts": "export const one = 1;\n", "step.ts": step })).toEqual([]);
  });
});

describe("properties", () => {
  const KEYWORDS = new Set(["do", "if", "in", "of"]);
  const names = fc.stringMatching(/^[a-z]{2,8}$/).filter((name) => !KEYWORDS.has(name));
  const isName = (name: string) => {
    try {
      new Function(`"use strict"; let ${name};`);
      return true;
    } catch {
      return false;
    }
  };
  const own = new Set([
    "ctx",
    "util",
    "runtime",
    "request",
    "response",
    ...Object.keys(DOCUMENTED_GLOBALS),
    "extensions",
  ]);

  test("a name is refused where nothing declares it, and allowed where something does", () => {
    fc.assert(
      fc.property(names.filter(isName), (name) => {
        fc.pre(!own.has(name));
        expect(found(`return ${name};`)).toEqual([`global ${name} 1`]);
        expect(found(`const ${name} = 1; return () => ${name};`)).toEqual([]);
        expect(found(`const { x: ${name} } = ctx; { return ${name}; }`)).toEqual([]);
      }),
    );
  });

  test("a method is allowed if and only if it is documented or the bundle's own; reading never matters", () => {
    const documented = Object.values(DOCUMENTED_METHODS).flat();
    fc.assert(
      fc.property(fc.oneof(names, fc.constantFrom(...documented)), (name) => {
        fc.pre(!PROTOTYPE_NAMES.includes(name));
        expect(found(`return ctx.x.${name}();`)).toEqual(documented.includes(name) ? [] : [`method ${name} 1`]);
        expect(found(`return ctx.x.${name};`)).toEqual([]);
        expect(found(`const o = { ${name}: () => 1 }; return o.${name}();`)).toEqual([]);
      }),
    );
  });

  test("whatever the text, the walk answers with findings and throws nothing", () => {
    const pieces = fc.constantFrom(
      ..."ctx . ( ) { } [ ] => = , ; ? : x 'a' `b` ${ 1 + ! ... const function return for of in if else class".split(
        " ",
      ),
    );
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 12 }), (parts) => {
        for (const finding of findForbidden(stepOf(parts.join(" ")))) expect(finding.line).toBeGreaterThan(0);
      }),
      { numRuns: 500 },
    );
  });
});
