import { spawnSync } from "node:child_process";
import { cpSync, existsSync, globSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { compilerPath } from "./appsync-local/src/language/compiler.ts";

/**
 * Writes a package as it is published to its `dist/`, or to the new or empty folder that is named: plain JavaScript with declarations,
 * for Node runs no TypeScript inside `node_modules`. In the repository the same package is used from `src/`, without a build.
 *
 *     npm run build -w appsync-local && npm pack ./packages/appsync-local/dist
 */

const PACKAGE = resolve(process.argv[2] ?? ".");
const DEFAULT_DIST = join(PACKAGE, "dist");
const DIST = resolve(process.argv[3] ?? DEFAULT_DIST);

interface Manifest {
  bin?: Record<string, string>;
  exports: Record<string, string>;
  [field: string]: unknown;
}

/**
 * The manifest of `dist/`: its exports name the compiled files. What only the repository needs is left out, and so is `private`, which
 * keeps the sources from being published by mistake.
 */
function publishedManifest({ bin, exports, scripts: _, private: __, ...manifest }: Manifest): object {
  const commands = Object.entries(bin ?? {}).map(([name, source]) => [name, compiledPath(source)]);
  const published = Object.entries(exports).map(([name, source]) => {
    const path = compiledPath(source);
    return [name, source.endsWith(".ts") ? { types: path.replace(/\.js$/, ".d.ts"), default: path } : path];
  });
  return { ...manifest, ...(bin && { bin: Object.fromEntries(commands) }), exports: Object.fromEntries(published) };
}

const compiledPath = (source: string) => source.replace("./src/", "./").replace(/\.ts$/, ".js");

function compile(): void {
  const project = join(PACKAGE, "tsconfig.build.json");
  const compiler = [compilerPath(), "-p", project, "--outDir", DIST];
  const { status } = spawnSync(process.execPath, compiler, { stdio: "inherit" });
  if (status !== 0) throw new Error(`the TypeScript compiler ended with status ${status}; it says above what is wrong`);
}

/** A page without the links that lead out of the package: of these, the words are left. */
const pageWithin = (text: string, folder: string) =>
  text.replaceAll(/\[([^\]]+)\]\(([^)\s:]+)\)/g, (link, words, target) =>
    relative(PACKAGE, resolve(folder, target)).startsWith("..") ? words : link,
  );

// Only the default folder is known to hold nothing but an earlier build: `-- .` would delete the package itself.
if (DIST === DEFAULT_DIST) rmSync(DIST, { recursive: true, force: true });
else if (existsSync(DIST) && readdirSync(DIST).length > 0) {
  throw new Error(`${DIST} is not empty: name a new or an empty folder`);
}
compile();
// The compiler copies neither declarations that were written by hand nor JSON; and a page's sources are bundled when a browser asks for it.
for (const file of globSync(["**/*.{d.ts,json}", "**/browser/*"], { cwd: join(PACKAGE, "src") })) {
  mkdirSync(dirname(join(DIST, file)), { recursive: true });
  cpSync(join(PACKAGE, "src", file), join(DIST, file));
}
const pages = ["README.md", "CHANGELOG.md", "LICENSE", "docs"].filter((name) => existsSync(join(PACKAGE, name)));
for (const name of pages) cpSync(join(PACKAGE, name), join(DIST, name), { recursive: true });
for (const page of globSync("{*,docs/**/*}.md", { cwd: PACKAGE })) {
  writeFileSync(join(DIST, page), pageWithin(readFileSync(join(PACKAGE, page), "utf8"), join(PACKAGE, dirname(page))));
}
const manifest: Manifest = JSON.parse(readFileSync(join(PACKAGE, "package.json"), "utf8"));
writeFileSync(join(DIST, "package.json"), `${JSON.stringify(publishedManifest(manifest), null, 2)}\n`);
