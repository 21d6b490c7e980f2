import { join } from "node:path";
import { expect, test } from "vitest";
import { bundleStep } from "../../src/language/bundle.ts";
import { assertGate, assertLoadable, gate } from "../../src/language/gate.ts";
import { folderOf, stepOf } from "./support.ts";

const good = stepOf("return util.dynamodb.toMapValues({ id: ctx.args.id });");
const short = (bundles: Map<string, string>) =>
  gate(bundles).map(({ bundle, rule, name, line }) => `${bundle} ${rule} ${name} ${line}`);

test("proper bundles pass", () => {
  expect(gate(new Map([["good", good]]))).toEqual([]);
  expect(() => assertGate(new Map([["good", good]]))).not.toThrow();
  expect(() => assertLoadable("good", good)).not.toThrow();
});

test("the size, the walk and the type check each have their say, bundle by bundle", () => {
  const long = `${good}// ${"x".repeat(32_768)}`;
  const bad = stepOf('const id = "x";\nreturn id.padStart(2);');
  expect(short(new Map(Object.entries({ long, good, bad })))).toEqual([
    "long size size 1",
    "bad method padStart 4",
    "bad type padStart 4",
  ]);
});

test("32,768 characters pass, one more does not", () => {
  const exact = `${good}//${"x".repeat(32_768 - good.length - 2)}`;
  expect(() => assertLoadable("step", exact)).not.toThrow();
  expect(() => assertLoadable("step", `${exact}x`)).toThrow(/32,769 characters: AppSync takes 32,768/);
});

test("a bundle of more than 3,000 syntax nodes is warned of, and passes", () => {
  const many = (count: number) => stepOf(`return [${Array(count).fill(0)}];`);
  const bundles = (count: number) => new Map([["many", many(count)]]);
  expect(gate(bundles(2_900))).toEqual([]);
  const [warning, ...others] = gate(bundles(3_000));
  expect(others).toEqual([]);
  expect(warning).toMatchObject({ bundle: "many", rule: "size", name: "nodes", warning: true });
  expect(warning?.message).toMatch(
    /^3,0\d\d syntax nodes: AppSync may refuse more than 3,000 as too large; import less/,
  );
  expect(() => assertGate(bundles(3_000))).not.toThrow();
  expect(() => assertLoadable("many", many(3_000))).not.toThrow();
});

test("the error lists every finding by location, name and what would be right", () => {
  const file = join(
    folderOf({
      "package.json": "{}",
      "resolvers/note.ts":
        "export const request = () => ({ at: Date.now() });\nexport const response = (ctx) => ctx.n++;\n",
    }),
    "resolvers/note.ts",
  );
  const bundles = new Map(Object.entries({ note: bundleStep(file), plain: stepOf("return this;") }));
  expect(() => assertGate(bundles)).toThrow(
    new Error(`These bundles cannot run in APPSYNC_JS:
  resolvers/note.ts:1:37  Date.now  \`Date.now\` is not in APPSYNC_JS: use \`util.time.nowEpochMilliSeconds()\`
  resolvers/note.ts:2:34  ++  \`++\` is not in APPSYNC_JS: write \`x += 1\`
  resolvers/note.ts:1:37  Date  Cannot find name 'Date'. (TS2304)
  resolvers/note.ts:2:38  n  Property 'n' does not exist on type 'Context'. (TS2339)
  plain:3:8  this  \`this\` is not in APPSYNC_JS: name the object`),
  );
});

test("what is only not supported locally is refused to load, and marked in the gate", () => {
  const code = stepOf("return util.xml.toMap(ctx.args.xml);");
  expect(() => assertLoadable("Query.note", code)).toThrow(
    "Query.note cannot run in APPSYNC_JS:\n  Query.note:3:8  util.xml.toMap  `util.xml.toMap` is AppSync's, but the local runtime does not support it",
  );
  expect(gate(new Map([["note", code]]))).toMatchObject([{ name: "util.xml.toMap", local: true }]);
});
