import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

const { resolve } = createRequire(import.meta.url);

/** The path of the installed TypeScript compiler's command, to be run with Node. @throws Error if there is no TypeScript */
export function compilerPath(): string {
  const manifest = resolve("typescript/package.json");
  return join(dirname(manifest), JSON.parse(readFileSync(manifest, "utf8")).bin.tsc);
}
