import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { fieldTypes } from "../../src/codegen/field-types.ts";
import { compilerPath } from "../../src/language/compiler.ts";
import { folderOf } from "../language/support.ts";

const SCHEMA = `
type Query @aws_iam { note(id: ID!, tags: [String!]): Note @aws_cognito_user_pools @aws_api_key search(like: Filter): [Found!]! }
type Mutation { put(input: NoteInput!): Note! }
"A note."
type Note @aws_lambda { id: ID! text: String done: Boolean! meta: AWSJSON at: AWSTimestamp! color: Color! author: Person! page(limit: Int = 3): [Note] }
type Person { name: String! }
enum Color { RED BLUE }
input NoteInput { text: String! color: Color more: [NoteInput!] }
input Filter { text: String }
union Found = Note | Person
`;

const utils = dirname(createRequire(import.meta.url).resolve("@aws-appsync/utils/package.json"));
const base = fileURLToPath(new URL("../../src/language/tsconfig.step.json", import.meta.url));

/** Compiles a step beside the types of the schema. @returns what the compiler says, a line each, by line and code */
function compile(step: string): string[] {
  const paths = { "@aws-appsync/utils": [join(utils, "lib/index.d.ts")] };
  const folder = folderOf({
    "types.ts": fieldTypes(SCHEMA, "API_KEY"),
    "step.ts": `import type { FieldContext, FieldResult } from "./types.ts";\n${step}`,
    "tsconfig.json": JSON.stringify({
      extends: base,
      include: ["*.ts"],
      compilerOptions: { paths, noEmit: true, allowImportingTsExtensions: true },
    }),
  });
  const { stdout } = spawnSync(process.execPath, [compilerPath(), "-p", folder, "--pretty", "false"], {
    encoding: "utf8",
  });
  return stdout
    .split("\n")
    .filter((line) => line !== "" && !line.startsWith(" "))
    .map((line) => line.replace(/^.*?(\w+\.ts)\((\d+),\d+\): error (TS\d+).*$/, "$1 $2 $3"));
}

test("arguments, source, identity, stash and result of a field have the schema's types", () => {
  const step = `export function request(ctx: FieldContext<"Query.note", { n: number }>) {
  const id: string = ctx.args.id;
  const tags: string[] | null | undefined = ctx.args.tags;
  ctx.stash.n = 1;
  if (ctx.identity) return { id: ctx.identity.username, tags };
  const nobody: null = ctx.identity;
  return { id, nobody };
}
export function response(ctx: FieldContext<"Query.note">): FieldResult<"Query.note"> {
  return ctx.args.tags ? null : { id: "1", done: true, at: 1, color: "RED", meta: { any: 1 } };
}
export const found = (ctx: FieldContext<"Query.search">): FieldResult<"Query.search"> => [{ __typename: "Person", name: ctx.identity.userArn }];
export const put = (ctx: FieldContext<"Mutation.put">) => ctx.args.input.more?.map(({ text, color }) => [text, color]);
export const page = (ctx: FieldContext<"Note.page">) => [ctx.source?.text?.length, ctx.source?.own, ctx.identity.resolverContext, ctx.args.limit];
`;
  expect(compile(step)).toEqual([]);
});

test("what the schema does not have is refused", () => {
  const step = `export const a = (ctx: FieldContext<"Query.note">) => ctx.args.ids;
export const b = (ctx: FieldContext<"Query.notes">) => ctx;
export const c = (): FieldResult<"Query.note"> => ({ id: 1, done: true, at: 1, color: "RED" });
export const d = (): FieldResult<"Query.note"> => ({ id: "1", done: true, at: 1, color: "GREEN" });
export const e = (ctx: FieldContext<"Mutation.put">) => ctx.identity.sub;
export const f = (): FieldResult<"Query.search"> => [{ name: "no type" }];
`;
  expect(compile(step)).toEqual([
    "step.ts 2 TS2339",
    "step.ts 3 TS2344",
    "step.ts 4 TS2322",
    "step.ts 5 TS2322",
    "step.ts 6 TS18047",
    "step.ts 7 TS2322",
  ]);
});

test("without the default mode, a field that names none may have any identity", () => {
  expect(fieldTypes("type Query { a: Int }")).toContain(
    '"Query.a": { args: Record<string, never>; source: undefined; identity: null | AppSyncIdentityIAM | AppSyncIdentityCognito | AppSyncIdentityOIDC | AppSyncIdentityLambda; result: number | null };',
  );
});

test("the command writes the file, checks it, and says what is wrong in the schema by line", () => {
  const folder = folderOf({ "schema.graphql": SCHEMA, "bad.graphql": "type Query {\n  a: Strin\n}" });
  const main = fileURLToPath(new URL("../../src/codegen/main.ts", import.meta.url));
  const run = (...args: string[]) => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [main, ...args], { cwd: folder, encoding: "utf8" });
    return { status, stdout, stderr };
  };
  const quiet = { status: 0, stdout: "", stderr: "" };
  expect(run("schema.graphql", "--out", "types.ts", "--default-auth", "AWS_IAM")).toEqual(quiet);
  expect(readFileSync(join(folder, "types.ts"), "utf8")).toBe(fieldTypes(SCHEMA, "AWS_IAM"));
  expect(run("schema.graphql", "--out", "types.ts", "--default-auth", "AWS_IAM", "--check")).toEqual(quiet);
  expect(run("schema.graphql", "--out", "types.ts", "--check")).toMatchObject({
    status: 1,
    stderr: expect.stringContaining("types.ts is not what schema.graphql says"),
  });
  expect(run("schema.graphql").stdout).toBe(fieldTypes(SCHEMA));
  expect(run("bad.graphql")).toMatchObject({
    status: 2,
    stderr: expect.stringContaining('bad.graphql:2:6 Unknown type "Strin".'),
  });
  expect(run("schema.graphql", "--default-auth", "NONE")).toMatchObject({
    status: 2,
    stderr: expect.stringContaining("there is no mode NONE"),
  });
  expect(run()).toMatchObject({ status: 2, stderr: expect.stringContaining("name one schema") });
});
