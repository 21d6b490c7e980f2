// biome-ignore-all lint/suspicious/noTemplateCurlyInString: cases hold templates

import type { Question } from "../../src/evaluate-code/index.ts";

/** What the runtime is held to: each case is code that AppSync's `EvaluateCode` can be asked, with nothing random and no clock in it. */
export interface Case extends Question {
  name: string;
}

const IMPORTS = `import { util, runtime } from "@aws-appsync/utils";\nimport * as ddb from "@aws-appsync/utils/dynamodb";\n`;

/** A case whose request handler is `body`. */
function body(name: string, text: string, context: object = {}): Case {
  const code = `${IMPORTS}export function request(ctx) {\n${text}\n}\nexport function response(ctx) {\n  return ctx.result;\n}\n`;
  return { name, code, function: "request", context: JSON.stringify(context) };
}

const expression = (text: string, context?: object) => body(text, `  return ${text};`, context);

const THOUSAND = { arguments: { list: Array(1_000).fill(1) } };

const LANGUAGE = [
  "'a.b'.replace('.', 'x')",
  "'a.b.c'.replaceAll('[ab]', '<$0>')",
  "'text'.substring(1, 3)",
  "'text'.includes('ex')",
  "[1, 2].includes(2)",
  "JSON.parse('{bad') === ''",
  "JSON.parse('[1, {\"a\": null}]')",
  "JSON.stringify({ a: [1, 'x', null], b: undefined })",
  "[3, 1, 2, 10].sort()",
  "['b', 'a'].concat(['c']).reverse().join('-')",
  "[1, [2, [3]]].flat()",
  "[1, 2, 3].reduce((sum, n) => sum + n, 0)",
  "[1, 2, 3].findLast((n) => n < 3)",
  "Object.entries({ b: 1, a: 2 })",
  "Object.assign({ a: 1 }, { b: 2 })",
  "Object.hasOwn({ a: 1 }, 'a')",
  "[typeof 1, typeof 'x', typeof null, typeof undefined, typeof {}, typeof []]",
  "[7 % 3, -7 % 3, 2 ** 10, 7 / 2, 5 & 3, 5 | 3, 5 ^ 3, 1 << 4, -8 >> 1, -8 >>> 28]",
  "[Math.round(1.5), Math.round(-1.5), Math.floor(-1.2), Math.ceil(1.2), Math.max(1, 3), Math.min(1, 3)]",
  "[null ?? 'x', 0 ?? 'x', 0 || 'x', '' && 'x', ctx.args.none?.a ?? 'y']",
  "`${1 + 1}${`${'nested'}`}`",
  "String.raw`a\\n${1}`",
  "(({ a, ...rest }) => [a, rest])({ a: 1, b: 2, c: 3 })",
  "[0.1 + 0.2, 1e21, 1 / 3, 9007199254740993]",
  "'ÄÖ-ß'.toLowerCase() + 'ß'.toUpperCase()",
  "'a,b,,c'.split(',')",
  "'  x '.trim() + '|'",
  "[...'a\\u{1f600}b'].length",
  "'a\\u{1f600}b'.length",
].map((text) => expression(text));

const UTIL = [
  "util.matches('a+b', 'xaab')",
  "util.matches('^a+b$', 'xaab')",
  "util.escapeJavaScript('a\"b\\'c\\n</script>')",
  "util.urlEncode('a b&c=ü/~*')",
  "util.urlDecode('a+b%26c')",
  "util.base64Encode('hüllo')",
  "util.base64Decode('aMO8bGxv')",
  "util.time.epochMilliSecondsToISO8601(1517943695758)",
  "util.time.epochMilliSecondsToSeconds(1517943695758)",
  "util.time.epochMilliSecondsToFormatted(1517943695758, 'yyyy-MM-dd HH:mm:ssZ')",
  "util.time.parseISO8601ToEpochMilliSeconds('2018-02-01T17:21:05.180+08:00')",
  "util.time.parseFormattedToEpochMilliSeconds('2018-02-01 09:21:05+0800', 'yyyy-MM-dd HH:mm:ssZ')",
  "util.str.normalize('é', 'nfd').length",
  "[util.math.roundNum(1.5), util.math.minVal(1, 2), util.math.maxVal(1, 2)]",
  "util.dynamodb.toDynamoDB({ a: [1, 'x', null, true] })",
  "util.dynamodb.toMapValues({ foo: 'bar', baz: 1234, beep: ['boop'] })",
  "util.dynamodb.toStringSet(['foo', 'bar'])",
  "util.dynamodb.toNumberSet([1, 23, 4.56])",
  "util.dynamodb.toBinary('foo')",
  "util.dynamodb.toNull()",
  "util.dynamodb.toS3Object('foo', 'bar', 'baz', 'beep')",
  "util.transform.toDynamoDBFilterExpression({ title: { contains: 'Hello World' } })",
  "util.transform.toDynamoDBConditionExpression({ or: [{ n: { between: [1, 2] } }, { not: { s: { beginsWith: 'x' } } }] })",
  'util.transform.toSubscriptionFilter(JSON.parse(\'{"n":{"ge":2,"le":5},"or":[{"a":{"eq":1}},{"b":{"ne":2}}]}\'), [\'b\'], { c: { eq: 3 } })',
].map((text) => expression(text));

const DYNAMODB = [
  "ddb.get({ key: { id: 'id' } })",
  "ddb.put({ key: { id: 'abc' }, item: { value: 10 } })",
  "ddb.remove({ key: { id: 'test' } })",
  "ddb.scan({ limit: 10, nextToken: 'abc' })",
  "ddb.query({ query: { id: { eq: 'x' } }, index: 'byId', limit: 5, scanIndexForward: false })",
  "ddb.put({ key: { id: 'a' }, item: { v: 1 }, condition: { id: { attributeExists: false } } })",
  "ddb.batchGet({ tables: { users: { keys: [{ id: '1' }, { id: '2' }] } } })",
  "ddb.update({ key: { id: 'test' }, update: { plain: 1, gone: ddb.operations.remove(), map: { a: 1 } } })",
  ...[
    "add(10)",
    "append([1, 2, 3])",
    "prepend([1, 2, 3])",
    "increment(10)",
    "decrement(10)",
    "replace({ a: 10 })",
  ].flatMap((call) => [
    `ddb.operations.${call}`,
    `ddb.update({ key: { id: 'test' }, update: { field: ddb.operations.${call} } })`,
  ]),
  "ddb.operations.remove()",
  "ddb.operations.updateListItem('foo', 1)",
].map((text) => expression(text));

const HANDLERS = [
  body("util.error has its message", "util.error('no', 'Refused', { a: 1 }, { why: 'x' });"),
  body("util.appendError lets the handler go on", "util.appendError('careful', 'Warning');\nreturn 1;"),
  body("util.unauthorized", "util.unauthorized();"),
  body("runtime.earlyReturn with a value", "runtime.earlyReturn({ a: 1 });"),
  ...["", "null", "undefined"].map((value) => body(`runtime.earlyReturn(${value})`, `runtime.earlyReturn(${value});`)),
  body("the stash is kept", "ctx.stash.a = { n: 1 };\nctx.stash.a.n += 1;\nreturn ctx.stash;", { stash: { b: 1 } }),
  body("args are arguments", "return [ctx.args.x, ctx.arguments.x];", { arguments: { x: 1 } }),
  body("a handler that returns nothing", "const x = 1;"),
  body("the globals need no import", "return 1;"),
  body("a TypeError", "return ctx.args.missing.deep;", { arguments: {} }),
  body("1,000 rounds of a loop", "let n = 0;\nfor (const x of ctx.args.list) { n += x; }\nreturn n;", THOUSAND),
  body(
    "1,000 rounds in each of two loops",
    "let n = 0;\nfor (const x of ctx.args.list) { n += x; }\nctx.args.list.forEach((x) => { n += x; });\nreturn n;",
    THOUSAND,
  ),
].map((each) =>
  each.name === "the globals need no import"
    ? { ...each, code: each.code.replace(IMPORTS, "").replace("return 1", "return util.urlEncode('a b')") }
    : each,
);

/** What AppSync's own compiler, or this project's gate, refuses. */
const REFUSED = [
  "let i = 0; i++; return i;",
  "return ~1;",
  "return 'a' in ctx.args;",
  "try { return 1; } catch (e) { return 2; }",
  "throw 'x';",
  "while (true) { return 1; }",
  "for (let i = 0; i < 3; i += 1) {}",
  "for (const x of [1]) { continue; }",
  "class A {}",
  "return new Date();",
  "return this;",
  "return /a/.test('a');",
  "return (async () => 1)();",
  "const f = (n) => f(n); return f(1);",
  "return Array.isArray([]);",
  "return ctx.constructor;",
  "return 'x'.padStart(2);",
  "return 'x'.repeat(2);",
  "return [2, 1].sort((a, b) => a - b);",
  "return parseInt('1');",
  "const x = 1; return x.foo;",
  "ctx = {};",
  "ctx.args = {};",
  "ctx.anything = 1;",
  "delete ctx.stash;",
  "for (ctx.args in { a: 1 }) {}",
  "const a = () => 1; const b = a; return b();",
  "const f = () => () => 1; return f()();",
  "const call = (f) => f(1); return call((x) => x);",
  "return ddb.sync({ limit: 10 });",
  "return util.tiem.nowISO8601();",
  "return util.urlEncode(1);",
].map((text) => body(text, `  ${text}`));

export const CORPUS: readonly Case[] = [...LANGUAGE, ...UTIL, ...DYNAMODB, ...HANDLERS, ...REFUSED];
