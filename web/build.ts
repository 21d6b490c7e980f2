import { readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { buildSync } from "esbuild";

/** A file of the page. */
export interface PageFile {
  type: string;
  body: Uint8Array;
  /** Whether its name changes with its content, so that it may be kept for ever. */
  immutable: boolean;
}

const TYPES: Record<string, string> = {
  html: "text/html; charset=utf-8",
  js: "text/javascript; charset=utf-8",
  css: "text/css; charset=utf-8",
  svg: "image/svg+xml",
};
/** A name that changes with the content of its file. */
const HASHED = /^(\w+)-[0-9A-Z]{8}(\.\w+)$/;

/**
 * Bundles the page, once. Each language is a file of its own, so that a browser loads only the one that is shown. All but `index.html` and the icon
 * change their names with their content, so that a page that is open goes on with its own files while others are published.
 *
 * @returns the files by their names: `index.html`, and what it loads. `config.json` is up to whoever serves them
 */
export function buildPage(): Map<string, PageFile> {
  built ??= bundle();
  return built;
}

let built: Map<string, PageFile> | undefined;

function bundle(): Map<string, PageFile> {
  const { outputFiles } = buildSync({
    absWorkingDir: import.meta.dirname,
    entryPoints: { main: "src/main.tsx", styles: "styles/main.css" },
    entryNames: "[name]-[hash]",
    chunkNames: "[name]-[hash]",
    outdir: "out",
    bundle: true,
    splitting: true,
    minify: true,
    write: false,
    format: "esm",
    platform: "browser",
    target: "es2023",
    jsx: "automatic",
    jsxImportSource: "preact",
    // amazon-cognito-identity-js asks for Node's name of the global object.
    define: { global: "globalThis" },
    tsconfigRaw: {},
    logLevel: "silent",
  });
  const bundled = outputFiles.map(({ path, contents }): [string, Uint8Array] => [basename(path), contents]);
  const copied: [string, Uint8Array][] = [
    ["index.html", Buffer.from(withNames(read("index.html").toString(), bundled))],
    ["icon.svg", read("icon.svg")],
  ];
  return new Map(
    [...bundled, ...copied].map(([name, body]) => [
      name,
      { type: TYPES[name.split(".").at(-1) as string] as string, body, immutable: HASHED.test(name) },
    ]),
  );
}

const read = (name: string) => readFileSync(join(import.meta.dirname, name));

/** Replaces `main.js` by `main-<hash>.js`, and so on. */
const withNames = (html: string, bundled: [name: string, body: Uint8Array][]): string =>
  bundled.reduce((text, [name]) => text.replace(`"${name.replace(HASHED, "$1$2")}"`, `"${name}"`), html);
