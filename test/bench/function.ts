import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { buildSync } from "esbuild";
import { bundleFunction } from "../../functions/bundle.ts";
import { SEND_SETTINGS } from "../../functions/send/settings.ts";
import { bake } from "../../settings/bake.ts";
import { DEFAULTS } from "../../settings/schema.ts";

/**
 * Measures what a cold start of the send function loads, and compares its bundle with the same function over the installed SDK
 * packages. `node test/bench/function.ts --help` says how to use it.
 */

if (process.argv.includes("--help")) {
  console.log(
    "usage: npm run bench:function\n\nPrints files, bytes, load time and memory of both, and the ratios. Each figure is a median over several processes.\nTakes about ten seconds.",
  );
  process.exit();
}

const RUNS = 15;
const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const HANDLER = join(ROOT, "functions/send/handler.ts");
const define = bake(DEFAULTS, SEND_SETTINGS);

/** Bundles the function's own files into one, and leaves its packages where they are installed. */
function unbundled(): string {
  const { outputFiles } = buildSync({
    entryPoints: [HANDLER],
    bundle: true,
    write: false,
    platform: "node",
    target: "node24",
    format: "cjs",
    packages: "external",
    define,
    tsconfigRaw: {},
  });
  return (outputFiles[0] as { text: string }).text;
}

const folder = mkdtempSync(join(tmpdir(), "function-"));
symlinkSync(join(ROOT, "node_modules"), join(folder, "node_modules"));
const files = { bundle: join(folder, "bundle.cjs"), packages: join(folder, "packages.cjs") };
writeFileSync(files.bundle, bundleFunction(HANDLER, { define }).code);
writeFileSync(files.packages, unbundled());

/** Loads a file in its own process and prints the cost. */
const LOAD = `
const { statSync } = require("node:fs");
const before = process.memoryUsage.rss();
const started = performance.now();
require(process.argv[1]);
const milliseconds = performance.now() - started;
const files = Object.keys(require.cache);
console.log(JSON.stringify({
  files: files.length,
  kilobytes: files.reduce((sum, file) => sum + statSync(file).size, 0) / 1024,
  milliseconds,
  megabytes: (process.memoryUsage.rss() - before) / 1024 / 1024,
}));`;

type Figures = Record<"files" | "kilobytes" | "milliseconds" | "megabytes", number>;

function load(file: string): Figures {
  const { stdout, stderr } = spawnSync(process.execPath, ["-e", LOAD, file], { encoding: "utf8" });
  if (stdout === "") throw new Error(stderr);
  return JSON.parse(stdout);
}

const runs: Record<keyof typeof files, Figures[]> = { bundle: [], packages: [] };
for (let run = 0; run <= RUNS; run += 1) {
  for (const name of ["bundle", "packages"] as const) {
    const figures = load(files[name]);
    if (run > 0) runs[name].push(figures); // the first reads the disk
  }
  process.stderr.write(".");
}
process.stderr.write("\r");
rmSync(folder, { recursive: true });

const middle = (name: keyof typeof files, key: keyof Figures) =>
  runs[name].map((figures) => figures[key]).sort((a, b) => a - b)[Math.floor(RUNS / 2)] as number;
const row = (name: keyof typeof files) => ({
  files: middle(name, "files"),
  "loaded, KB": Math.round(middle(name, "kilobytes")),
  "load time, ms": middle(name, "milliseconds").toFixed(1),
  "memory, MB": middle(name, "megabytes").toFixed(1),
});
console.table({ "the bundle": row("bundle"), "the packages": row("packages") });
for (const key of ["milliseconds", "megabytes"] as const) {
  console.log(
    `${key}: the bundle takes ${(middle("bundle", key) / middle("packages", key)).toFixed(2)} x what the packages take`,
  );
}
