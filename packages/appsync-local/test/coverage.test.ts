import { join } from "node:path";
import { expect, onTestFinished, test, vi } from "vitest";
import { coverageStore } from "../src/coverage.ts";
import { context, loadStep } from "../src/testing.ts";
import { folderOf } from "./language/support.ts";

const SHARED = `export function label(n: number): string {
  if (n > 10) {
    return "many";
  }
  return n > 1 ? "some" : "one";
}
`;
const STEP = `import { type Context, util } from "@aws-appsync/utils";
import { label } from "./shared.ts";

interface Args {
  ns: number[];
  kind?: string;
}

export function request(ctx: Context<Args>) {
  const labels: string[] = [];
  for (const n of ctx.args.ns) labels.push(label(n));
  if (labels.length === 0) util.error("none");
  switch (ctx.args.kind) {
    case "a":
      return { payload: "A" };
    case "b":
      return { payload: "B" };
    default:
  }
  return { payload: labels.map((each) => each.toUpperCase()) };
}

export const response = (ctx: Context<Args>) => {
  if (ctx.error) {
    util.error(ctx.error.message);
  } else if (ctx.result) return ctx.result;
  return null;
};
`;

interface Counted {
  statementMap: Record<string, { start: { line: number } }>;
  branchMap: Record<string, { line: number }>;
  fnMap: Record<string, { name: string; line: number }>;
  s: Record<string, number>;
  b: Record<string, number[]>;
  f: Record<string, number>;
}

/** Counts by the line that they are of. */
const byLine = <T>(lines: Record<string, number>, counts: Record<string, T>) =>
  Object.entries(counts)
    .map(([key, count]): [number, T] => [lines[key] as number, count])
    .sort(([a], [b]) => a - b);
const statements = ({ statementMap, s }: Counted) =>
  byLine(Object.fromEntries(Object.entries(statementMap).map(([key, { start }]) => [key, start.line])), s);
const branches = ({ branchMap, b }: Counted) =>
  byLine(Object.fromEntries(Object.entries(branchMap).map(([key, { line }]) => [key, line])), b);
const functions = ({ fnMap, f }: Counted) => Object.entries(fnMap).map(([key, { name, line }]) => [name, line, f[key]]);

test("what ran is counted in the lines of the TypeScript, over all steps that share a file", () => {
  const store: Record<string, Counted> = {};
  vi.stubGlobal("__coverage__", store);
  onTestFinished(() => void vi.unstubAllGlobals());
  const folder = folderOf({ "package.json": "{}", "shared.ts": SHARED, "step.ts": STEP, "other.ts": STEP });
  const [file, shared] = [join(folder, "step.ts"), join(folder, "shared.ts")];
  const step = loadStep(file);
  expect(step.request(context({ args: { ns: [1, 5] } }))).toEqual({ payload: ["ONE", "SOME"] });
  expect(step.response(context({ result: 3 }))).toBe(3);
  expect(() => step.request(context({ args: { ns: [] } }))).toThrow("none");

  const own = store[file] as Counted;
  expect(statements(own)).toEqual([
    ...[
      [10, 2],
      [11, 2],
      [11, 2],
      [12, 2],
      [12, 1],
      [13, 1],
      [15, 0],
      [17, 0],
    ],
    ...[
      [20, 1],
      [23, 3],
      [24, 1],
      [25, 0],
      [26, 1],
      [26, 1],
      [27, 0],
    ],
  ]);
  expect(branches(own)).toEqual([
    [12, [1, 1]],
    [13, [0, 0, 0]],
    [24, [0, 1]],
    [26, [1, 0]],
  ]);
  expect(functions(own)).toEqual([
    ["request", 9, 2],
    ["(anonymous)", 20, 2],
    ["(anonymous)", 23, 1],
  ]);
  expect(statements(store[shared] as Counted)).toEqual([
    [2, 2],
    [3, 0],
    [5, 2],
  ]);

  loadStep(join(folder, "other.ts")).request(context({ args: { ns: [11] } }));
  expect(statements(store[shared] as Counted)).toEqual([
    [2, 3],
    [3, 1],
    [5, 2],
  ]);
  expect(branches(store[shared] as Counted)).toEqual([
    [2, [1, 2]],
    [5, [1, 1]],
  ]);
});

test("a failure names the same line with coverage as without", () => {
  vi.stubGlobal("__coverage__", {});
  onTestFinished(() => void vi.unstubAllGlobals());
  const code = STEP.replace("return null;", "return ctx.args.ns.length.a.b;").replaceAll("Context<Args>", "any");
  const step = loadStep(join(folderOf({ "package.json": "{}", "shared.ts": SHARED, "step.ts": code }), "step.ts"));
  expect(() => step.response(context())).toThrow(/step\.ts:27/);
});

test("coverage is collected where Vitest's Istanbul provider or another collector asks for it, and nowhere else", () => {
  const vitest = (provider: string, enabled: boolean) => ({
    __vitest_worker__: { config: { coverage: { provider, enabled } } },
  });
  expect(coverageStore({})).toBeUndefined();
  expect(coverageStore(vitest("v8", true))).toBeUndefined();
  expect(coverageStore(vitest("istanbul", false))).toBeUndefined();
  const runner = vitest("istanbul", true);
  expect(coverageStore(runner)).toBe((runner as { __VITEST_COVERAGE__?: object }).__VITEST_COVERAGE__);
  const collected = {};
  expect(coverageStore({ __coverage__: collected })).toBe(collected);
});
