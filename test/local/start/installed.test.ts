import { readFileSync } from "node:fs";
import { isBuiltin } from "node:module";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { expect, test } from "vitest";

const path = (file: string) => fileURLToPath(new URL(`../../../${file}`, import.meta.url));

const dependenciesOf = (file: string): string[] => {
  const { dependencies, peerDependencies } = JSON.parse(readFileSync(path(file), "utf8"));
  return Object.keys({ ...dependencies, ...peerDependencies });
};

/** `@scope/name` or `name` of what an import names. */
const packageOf = (name: string) => /^(?:@[^/]+\/)?[^/]+/.exec(name)?.[0] ?? name;

test("npm ci --omit=dev brings every package that the start, the demo and the page import", async () => {
  const { metafile } = await build({
    entryPoints: [path("local/start.ts"), path("local/demo.ts"), path("web/src/main.tsx")],
    bundle: true,
    packages: "external",
    platform: "node",
    format: "esm",
    jsx: "automatic",
    jsxImportSource: "preact",
    metafile: true,
    write: false,
    outdir: "unused",
    logLevel: "error",
  });
  const imported = Object.values(metafile.inputs)
    .flatMap(({ imports }) => imports)
    .filter(({ external, path: name }) => external && !isBuiltin(name))
    .map(({ path: name }) => packageOf(name));
  const installed = ["package.json", "packages/appsync-local/package.json", "packages/client/package.json"].flatMap(
    dependenciesOf,
  );
  expect(imported).toEqual(expect.arrayContaining(["preact", "amazon-cognito-identity-js", "appsync-local"]));
  expect([...new Set(imported)].filter((name) => !installed.includes(name))).toEqual([]);
});
