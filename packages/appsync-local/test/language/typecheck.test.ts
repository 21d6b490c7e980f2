import { readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { bundleStep } from "../../src/language/bundle.ts";
import { assertTypes } from "../../src/language/gate.ts";
import { typeCheck } from "../../src/language/typecheck.ts";
import { folderOf, stepOf } from "./support.ts";

const check = (bundles: Record<string, string>) =>
  typeCheck(new Map(Object.entries(bundles))).map(
    ({ bundle, rule, name, line, column }) => `${bundle} ${rule} ${name} ${line}:${column}`,
  );

describe("refused, by name and line", () => {
  test.each([
    ["return util.tiem.nowISO8601();", "tiem 3:13"],
    ['const id = "x";\nreturn id.padStart(9);', "padStart 4:11"],
    ["return Date.now();", "Date 3:8"],
    ["return [1].at(0);", "at 3:12"],
    ["return Math.abs(1);", "abs 3:13"],
    ["return String(1);", "String 3:8"],
    ["return ctx.argz.id;", "argz 3:12"],
    ["return ctx.env.TABLE.repeat(2);", "repeat 3:22"],
    ["return util.time.nowISO8601().substr(1);", "substr 3:31"],
    ["return ctx.info.fieldNam;", "fieldNam 3:17"],
    ["return util.time.epochMilliSecondsToISO8601('x');", "TS2345 3:45"],
    ["return util.autoId(1);", "1 3:20"],
    ["return missing;", "missing 3:8"],
    ["runtime.earlyReturn({}, { skipTo: 'STEP' });", "skipTo 3:27"],
  ])("%s: %s", (body, expected) => {
    expect(check({ step: stepOf(body) })).toEqual([`step type ${expected}`]);
  });

  test("a finding on an annotated line has the location in the code, not in the annotated text", () => {
    const code =
      'const request = (ctx) => ctx.argz; const response = (ctx) => "x".padStart(1);\nexport { request, response };';
    expect(check({ step: code })).toEqual(["step type argz 1:30", "step type padStart 1:66"]);
  });

  test("many bundles are checked in one run, and each finding knows its bundle", () => {
    const bundles = { one: stepOf("return Date;"), two: stepOf("return ctx.args;"), three: stepOf("\nreturn Map;") };
    expect(check(bundles)).toEqual(["one type Date 3:8", "three type Map 4:8"]);
  });

  test("a finding names file, line and column of the source", () => {
    const step = `import { util, type Context } from "@aws-appsync/utils";
const day = (text: string): string => text.padStart(2);
export const request = (ctx: Context) => ({ payload: day(util.time.nowISO8601()) });
export const response = (ctx: Context) => util.tiem;
`;
    const file = join(folderOf({ "package.json": "{}", "step.ts": step }), "step.ts");
    const findings = typeCheck(new Map([["step", bundleStep(file)]]));
    expect(findings).toMatchObject([
      { name: "tiem", source: "step.ts:4:48", message: expect.stringContaining("Property 'tiem' does not exist") },
    ]);
  });

  test("code that is not JavaScript, or needs a type that is missing here, is a finding or nothing, but never a crash", () => {
    expect(check({ step: stepOf("return 1 +;") })).toEqual(["step type TS1109 3:11"]);
    expect(check({ step: stepOf("return (async () => import.meta)();") })).toEqual([]);
  });
});

test("what cannot be inferred is let through: arguments, results, identity, helpers' payloads", () => {
  const code = `import { put, update, operations } from "@aws-appsync/utils/dynamodb";
import { util } from "@aws-appsync/utils";
function helper(a, b, more) { const made = {}; made.x = a.anything; return made; }
export function request(ctx) {
  const { username } = ctx.identity;
  const list = []; list.push({ id: username });
  let filter = null; filter = { a: 1 };
  const total = list.map((item) => item.id.toUpperCase()).reduce((text, id) => text + id, "");
  for (const [key, value] of Object.entries(ctx.args)) ctx.stash[key] = value;
  if (ctx.args.n > 1) return update({ key: { id: total }, update: { n: operations.increment(1) }, condition: { no: { eq: 1 } } });
  return put({ key: { id: helper(ctx.args, 1).x }, item: { title: "x" }, condition: { pk: { attributeExists: false } }, filter });
}
export function response(ctx) {
  if (ctx.error) util.error(ctx.error.message, ctx.error.type, ctx.result, { at: ctx.prev.result.at });
  return ctx.result.items[0]?.name ?? ctx.source.name;
}
`;
  expect(check({ step: code })).toEqual([]);
});

test("nothing is left behind in the temporary folder", () => {
  const temporary = folderOf({});
  vi.stubEnv("TMPDIR", temporary);
  onTestFinished(() => void vi.unstubAllEnvs());
  check({ step: stepOf("return Date;") });
  expect(readdirSync(temporary)).toEqual([]);
});

test("no bundles need no compiler", () => {
  expect(check({})).toEqual([]);
});

test("what has passed is not checked again, and what has not passed is", () => {
  const step = (text: string) => new Map([["step", stepOf(`return "${text}";`)]]);
  const fresh = `${Date.now()}`;
  assertTypes(step(fresh));
  // Without a temporary folder the compiler cannot run.
  vi.stubEnv("TMPDIR", join(folderOf({}), "missing"));
  onTestFinished(() => void vi.unstubAllEnvs());
  assertTypes(step(fresh));
  expect(() => assertTypes(step(`${fresh} more`))).toThrow("ENOENT");
  vi.unstubAllEnvs();
  const wrong = new Map([["step", stepOf("return ctx.argz;")]]);
  for (let time = 0; time < 2; time += 1) expect(() => assertTypes(wrong)).toThrow("Property 'argz' does not exist");
});
