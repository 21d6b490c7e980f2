import { globSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

/** Imports run one way. What a folder may import of the project's own, itself aside; packages by their name: */
const MAY_IMPORT: Record<string, string[]> = {
  contract: [],
  settings: ["contract"],
  // A test of it builds the package.
  "packages/appsync-local": ["packages/build.ts"],
  "packages/client": [],
  web: ["appsync-otp-client"],
  resolvers: ["contract", "settings", "appsync-local/language"],
  functions: ["contract", "settings"],
  "infra/constructs": [
    ...["contract", "settings", "schema.graphql", "functions", "resolvers", "web/served.ts", "infra/stage.ts"],
  ],
  "infra/cli/aws": ["contract", "infra/stage.ts", "infra/cli/problem.ts"],
  "infra/cli/checks": ["infra/stage.ts", "infra/cli/aws"],
  "infra/cli": [
    ...["contract", "settings", "web/build.ts", "web/served.ts", "web/src/config.ts", "infra/stage.ts"],
    ...["infra/cli/aws", "infra/cli/checks"],
  ],
  "infra/messages": ["settings", "functions"],
  infra: ["contract", "settings", "infra/constructs"],
  "local/wire": ["appsync-local/http", "appsync-local/faults"],
  "local/kms": ["local/wire"],
  "local/page": ["local/wire"],
  "local/messages": ["local/wire", "local/page"],
  "local/events": ["local/wire", "local/page"],
  "local/queue": ["local/wire"],
  "local/cognito": ["local/wire"],
  "local/dynamodb": ["appsync-local", "appsync-local/dynamodb"],
  "local/service": [
    ...[
      "contract",
      "settings",
      "schema.graphql",
      "functions",
      "resolvers",
      "web/build.ts",
      "web/served.ts",
      "web/src/config.ts",
      "docs",
    ],
    ...["appsync-local", "appsync-local/dynamodb", "appsync-local/http", "appsync-local/lambda"],
    ...[
      "local/accounts.ts",
      "local/wire",
      "local/page",
      "local/kms",
      "local/page",
      "local/messages",
      "local/events",
      "local/queue",
      "local/cognito",
      "local/dynamodb",
    ],
  ],
  local: ["contract", "settings", "local/service"],
  "docs/generate": ["contract", "settings", "schema.graphql", "appsync.graphql", "functions", "resolvers"],
};
/** Folders that import nothing but themselves need no line here, and tests may import everything. */
const ROOT = fileURLToPath(new URL("..", import.meta.url));
const FOLDERS = Object.keys(MAY_IMPORT).sort((a, b) => b.length - a.length);
const IMPORT =
  /\b(?:from|import)\s*\(?\s*"(\.[^"]+|appsync-(?:local|otp-client)[^"]*)"|new URL\("(\.[^"]+)", import\.meta\.url\)/g;

const folderOf = (file: string) =>
  FOLDERS.find((folder) => file.startsWith(`${folder}/`)) ?? (file.split("/")[0] as string);

/** What a file imports of the project: paths from its root, packages by their name. */
function importsOf(file: string): string[] {
  const text = readFileSync(join(ROOT, file), "utf8");
  return [...text.matchAll(IMPORT)].map(([, imported, url]) => {
    if (imported?.startsWith("appsync-")) return imported;
    return relative(ROOT, resolve(ROOT, dirname(file), (imported ?? url) as string));
  });
}

test.each(FOLDERS)("F20 %s imports only what stands below it", (folder) => {
  const files = globSync(`${folder}/**/*.{ts,tsx}`, { cwd: ROOT }).filter((file) => folderOf(file) === folder);
  expect(files).not.toEqual([]);
  const allowed = [folder, ...(MAY_IMPORT[folder] as string[])];
  const isAllowed = (imported: string) =>
    allowed.includes(imported.startsWith("appsync-") ? imported : folderOf(imported)) || allowed.includes(imported);
  const strays = files.flatMap((file) =>
    importsOf(file)
      .filter((imported) => !isAllowed(imported))
      .map((imported) => `${file} imports ${imported}`),
  );
  expect(strays).toEqual([]);
});

/** A test replaces this one file by another. */
const REPLACED = "test/service/faulty-wires.ts imports local/service/data-sources.ts";

test("a folder of local is imported from outside by its index.ts alone", () => {
  const files = globSync("{local,test,infra}/**/*.ts", { cwd: ROOT });
  const inside = /^local\/(wire|page|kms|messages|events|queue|cognito|dynamodb|service)\//;
  const imports = files.flatMap((file) =>
    importsOf(file)
      .filter((imported) => inside.test(imported) && folderOf(imported) !== folderOf(file))
      .map((imported) => ({ file, imported })),
  );
  expect(imports).not.toEqual([]);
  const strays = imports.filter(({ imported }) => !imported.endsWith("/index.ts"));
  expect(strays.map(({ file, imported }) => `${file} imports ${imported}`)).toEqual([REPLACED]);
});
