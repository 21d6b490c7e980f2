import { join, relative } from "node:path";
import { expect, test } from "vitest";
import { bundleStep, bundleSteps } from "../../src/language/bundle.ts";
import { findForbidden } from "../../src/language/walk.ts";
import { folderOf } from "./support.ts";

const shared = `import { type Context, util } from "@aws-appsync/utils";
export const LIMIT: number = 5;
export const raise = (message: string) => util.error(message, "Bad");
`;
const step = `import type { Context } from "@aws-appsync/utils";
import { get } from "@aws-appsync/utils/dynamodb";
import { LIMIT, raise } from "../lib/shared.ts";
export function request(ctx: Context) {
  if (ctx.args.n > LIMIT) raise(\`more than \${LIMIT}\`);
  return get({ key: { id: TABLE } });
}
export const response = (ctx: Context) => ctx.result;
`;
const tree = { "package.json": "{}", "lib/shared.ts": shared, "steps/one.ts": step, "steps/two.ts": step };
const define = { TABLE: '"codes"' };

test("a TypeScript step becomes one module that AppSync takes, and imports nothing but AppSync's own", () => {
  const code = bundleStep(join(folderOf(tree), "steps/one.ts"), { define });
  expect(findForbidden(code)).toEqual([]);
  expect([...code.matchAll(/from "(.*)"/g)].map(([, module]) => module)).toEqual([
    "@aws-appsync/utils/dynamodb",
    "@aws-appsync/utils",
  ]);
  expect(code).toContain('id: "codes"');
});

test("the same tree gives the same bytes in two folders, alone and among others", () => {
  const [here, there] = [folderOf(tree), folderOf(tree)];
  const one = bundleStep(join(here, "steps/one.ts"), { define });
  expect(bundleStep(join(there, "steps/one.ts"), { define })).toBe(one);
  expect(bundleStep(relative(process.cwd(), join(there, "steps/one.ts")), { define })).toBe(one);
  const files = [join(there, "steps/two.ts"), join(there, "steps/one.ts")];
  const all = bundleSteps(files, { define });
  expect([...all.keys()]).toEqual(files);
  expect(all.get(files[1] as string)).toBe(one);
  expect(all.get(files[0] as string)).not.toBe(one);
});

test("a tsconfig.json beside the steps does not change the bytes", () => {
  const strange = {
    compilerOptions: { verbatimModuleSyntax: true, target: "es2015", paths: { "*": ["./nowhere/*"] } },
  };
  const [plain, configured] = [folderOf(tree), folderOf({ ...tree, "tsconfig.json": JSON.stringify(strange) })];
  expect(bundleStep(join(configured, "steps/one.ts"), { define })).toBe(
    bundleStep(join(plain, "steps/one.ts"), { define }),
  );
});

test("the source map names sources from the root and holds no contents", () => {
  const folder = folderOf(tree);
  const mapOf = (code: string) => JSON.parse(Buffer.from(code.split("base64,")[1] ?? "", "base64").toString());
  const map = mapOf(bundleStep(join(folder, "steps/one.ts"), { define }));
  expect(map.sources).toEqual(["steps/one.ts", "lib/shared.ts"]);
  expect(map).not.toHaveProperty("sourcesContent");
  const rooted = mapOf(bundleStep(join(folder, "steps/one.ts"), { define, root: join(folder, "steps") }));
  expect(rooted.sources).toEqual(["one.ts", "../lib/shared.ts"]);
});

test("what cannot be bundled is said by file, line and column", () => {
  const folder = folderOf({
    "package.json": "{}",
    "steps/bad.ts": 'import { x } from "./none.ts";\nexport const request = x;\nexport const response = (;\n',
    "steps/lost.ts": 'export { request, response } from "./none.ts";\n',
  });
  expect(() => bundleStep(join(folder, "steps/bad.ts"))).toThrow(/^steps\/bad\.ts:3:26: Unexpected ";"$/);
  expect(() => bundleStep(join(folder, "steps/lost.ts"))).toThrow(
    /^steps\/lost\.ts:1:35: Could not resolve "\.\/none\.ts"$/,
  );
});

test("no files give no bundles", () => {
  expect(bundleSteps([]).size).toBe(0);
});
