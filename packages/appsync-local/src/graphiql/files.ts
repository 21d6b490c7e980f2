import { basename, join } from "node:path";
import { buildSync } from "esbuild";
import type { HttpResponse } from "../http-server.ts";

/** Where the files are that the page loads. */
export const FILES_PATH = "/graphql/page/";

const TYPES: Record<string, string> = { js: "text/javascript", css: "text/css" };

/** Files of the page, by their names, and the names of those that it begins with. */
export interface PageFiles {
  script: string;
  style: string;
  /** @returns undefined where there is no file of this name */
  find(name: string): HttpResponse | undefined;
}

let built: PageFiles | undefined;

/**
 * Bundles GraphiQL, once, when somebody asks: so an API that no browser visits pays nothing. A name changes with the content, so a browser loads
 * each file once.
 */
export function pageFiles(): PageFiles {
  built ??= bundle();
  return built;
}

function bundle(): PageFiles {
  const { outputFiles } = buildSync({
    entryPoints: [join(import.meta.dirname, "browser/main.tsx")],
    outdir: import.meta.dirname,
    entryNames: "[name]-[hash]",
    chunkNames: "[name]-[hash]",
    bundle: true,
    splitting: true,
    minify: true,
    write: false,
    format: "esm",
    platform: "browser",
    target: "es2022",
    jsx: "automatic",
    define: { "process.env.NODE_ENV": '"production"' },
    tsconfigRaw: {},
    logLevel: "silent",
  });
  const files = new Map(outputFiles.map(({ path, contents }) => [basename(path), Buffer.from(contents)]));
  const beginning = (suffix: string) =>
    [...files.keys()].find((name) => name.startsWith("main-") && name.endsWith(suffix)) as string;
  return {
    script: beginning(".js"),
    style: beginning(".css"),
    find(name) {
      const body = files.get(name);
      if (!body) return undefined;
      return {
        status: 200,
        headers: {
          "content-type": `${TYPES[name.split(".").at(-1) as string]}; charset=utf-8`,
          "cache-control": "public, max-age=31536000, immutable",
          "x-content-type-options": "nosniff",
        },
        body,
      };
    },
  };
}
