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
const AS_THEY_ARE = ["index.html", "icon.svg"];

/**
 * Bundles the page. Each language is a file of its own, so that a browser loads only the one that is shown.
 *
 * @returns the files by their names: `index.html`, and what it loads. `config.json` is up to whoever serves them
 */
export function buildPage(): Map<string, PageFile> {
  const { outputFiles } = buildSync({
    absWorkingDir: import.meta.dirname,
    entryPoints: { main: "src/main.tsx", "main.css": "styles/main.css" },
    entryNames: "[name]",
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
  const bundled = outputFiles.map(({ path, contents }): [string, Uint8Array] => [
    basename(path).replace(".css.css", ".css"),
    contents,
  ]);
  const copied = AS_THEY_ARE.map((name): [string, Uint8Array] => [name, readFileSync(join(import.meta.dirname, name))]);
  return new Map(
    [...bundled, ...copied].map(([name, body]) => [
      name,
      { type: TYPES[name.split(".").at(-1) as string] as string, body, immutable: /-[0-9A-Z]{8}\.js$/.test(name) },
    ]),
  );
}

/**
 * The page's Content-Security-Policy: scripts, styles and calls of its own origin and of the user pool, nothing inline, and no text becomes
 * markup or script (Trusted Types).
 *
 * @param userPoolOrigin e.g. `https://cognito-idp.us-east-1.amazonaws.com`
 */
export const contentSecurityPolicy = (userPoolOrigin: string): string =>
  [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self'",
    `connect-src 'self' ${userPoolOrigin}`,
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ].join("; ");
