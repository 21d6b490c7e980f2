import { spawnSync } from "node:child_process";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { compilerPath } from "../../src/language/compiler.ts";
import {
  DOCUMENTED_GLOBALS,
  DOCUMENTED_METHODS,
  DOCUMENTED_MODULES,
  type Members,
} from "../../src/language/documented.ts";
import { folderOf } from "./support.ts";

const { resolve } = createRequire(import.meta.url);
const utils = dirname(resolve("@aws-appsync/utils/package.json"));
const base = fileURLToPath(new URL("../../src/language/tsconfig.step.json", import.meta.url));

/** Compiles TypeScript under the settings for steps. @returns what the compiler says, a line each */
function compile(files: Record<string, string>): string[] {
  const folder = folderOf({
    ...files,
    "tsconfig.json": JSON.stringify({
      extends: base,
      include: ["*.ts"],
      compilerOptions: {
        paths: {
          "@aws-appsync/utils": [join(utils, "lib/index.d.ts")],
          "@aws-appsync/utils/*": [join(utils, "*.d.ts")],
        },
      },
    }),
  });
  const { stdout } = spawnSync(process.execPath, [compilerPath(), "-p", folder, "--pretty", "false"], {
    cwd: folder,
    encoding: "utf8",
  });
  return stdout.split("\n").filter(Boolean);
}

/** A type whose keys are those of `path`, and a literal that must have just these. */
function exactly(path: string, members: Members): string[] {
  const literal = Object.keys(members).map((name) => `${name}: 0`);
  const groups = Object.entries(members).filter((entry): entry is [string, Members] => typeof entry[1] === "object");
  return [
    `export const _${path.replace(/\W/g, "_")}: { [K in keyof typeof ${path}]: 0 } = { ${literal.join(", ")} };`,
    ...groups.flatMap(([name, group]) => exactly(`${path}.${name}`, group)),
  ];
}

test("the modules listed have just the members that AWS's types declare", () => {
  const files = Object.entries(DOCUMENTED_MODULES).map(([module, members], index) => {
    const lines = [`import * as module from "${module}";`, ...exactly("module", members)];
    return [`module${index}.ts`, lines.join("\n")];
  });
  expect(compile(Object.fromEntries(files))).toEqual([]);
});

test("the typing of steps declares just what is listed", () => {
  const globals = Object.entries(DOCUMENTED_GLOBALS).map(([name, members]) =>
    members.length === 0
      ? `export const _${name}: typeof ${name} = ${name};`
      : exactly(name, Object.fromEntries(members.map((member) => [member, "everywhere"]))).join("\n"),
  );
  const methods = Object.entries(DOCUMENTED_METHODS).map(([name, listed]) => {
    const union = [...listed, "length"].map((method) => `"${method}"`).join(" | ");
    const type = name === "Array" ? "unknown[]" : name.toLowerCase();
    return `type ${name}Names = Extract<keyof (${type}), string>;
export const missing${name}: Exclude<${union}, ${name}Names> extends never ? true : never = true;
export const none${name}: Exclude<${name}Names, ${union}> extends never ? true : never = true;`;
  });
  expect(compile({ "globals.ts": globals.join("\n"), "methods.ts": methods.join("\n") })).toEqual([]);
});

test("a step that uses what is not documented fails under the settings for steps", () => {
  const bad = `import { util } from "@aws-appsync/utils";
export const a = [1].at(0);
export const b = new Date();
export const c = "x".padStart(2);
export const d = util.time.nowISO8602();
export const e = [2, 1].sort((x, y) => x - y);
export const f = process.env.HOME;
`;
  const said = compile({ "bad.ts": bad }).map((line) => line.replace(/^bad\.ts\((\d+),\d+\): error TS\d+: /, "$1 "));
  expect(said.filter((line) => !line.includes("implicitly has an 'any' type"))).toEqual([
    expect.stringMatching(/^2 Property 'at' does not exist/),
    expect.stringMatching(/^3 Cannot find name 'Date'/),
    expect.stringMatching(/^4 Property 'padStart' does not exist/),
    expect.stringMatching(/^5 Property 'nowISO8602' does not exist/),
    expect.stringMatching(/^6 Expected 0 arguments/),
    expect.stringMatching(/^7 Cannot find name 'process'/),
  ]);
});

test("a proper step passes under the settings for steps", () => {
  const good = `import { type Context, runtime, util } from "@aws-appsync/utils";
import { get, operations, update } from "@aws-appsync/utils/dynamodb";
interface Item { id: string; tags: string[]; n: number }
export function request(ctx: Context<{ ids: string[] }>) {
  const counts: Record<string, number> = {};
  for (const id of ctx.args.ids) counts[id] = (counts[id] ?? 0) + 1;
  const [first = ""] = Object.keys(counts);
  const long = ctx.args.ids.filter((id) => id.length > 3).map((id) => id.toUpperCase()).flat();
  for (const letter of first) console.log(letter, long.findLastIndex((id) => id.startsWith(letter)));
  if (Math.max(...Object.values(counts)) > 1) util.error("twice", "Bad", null, { at: util.time.nowISO8601() });
  if (first === "") runtime.earlyReturn(null, { skipTo: "END" });
  if (long.some((id) => id === "X")) return update<Item>({ key: { id: first }, update: { n: operations.increment(1) } });
  return get<Item>({ key: { id: String.raw\`\${first}\` } });
}
export const response = (ctx: Context) => ctx.result;
`;
  expect(compile({ "good.ts": good })).toEqual([]);
});
