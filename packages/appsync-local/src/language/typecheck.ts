import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { annotateHandlers, type Insertion, locationBefore } from "./annotate.ts";
import { compilerPath } from "./compiler.ts";
import { MODULE_OF_GLOBALS } from "./documented.ts";
import { type Finding, type SourceLocation, sourceLocator } from "./finding.ts";
import { WORLD } from "./world.ts";

const { resolve } = createRequire(import.meta.url);
/** The path of the standard library that bundles are checked against. */
export const LIBRARY = fileURLToPath(new URL("steps/lib.appsync.d.ts", import.meta.url));

/**
 * Checks the types of bundles with TypeScript, against declarations of what APPSYNC_JS documents and nothing else. The
 * compiler runs once for all of them.
 *
 * @param bundles texts by name
 * @returns what is refused, bundle by bundle
 * @throws Error if the compiler itself fails
 */
export function typeCheck(bundles: Map<string, string>): Finding[] {
  if (bundles.size === 0) return [];
  const folder = mkdtempSync(join(tmpdir(), "appsync-js-"));
  try {
    const checked = [...bundles].map(([name, code]) => ({
      name,
      code,
      sourceOf: sourceLocator(code),
      ...annotateHandlers(code),
    }));
    for (const [index, { text }] of checked.entries()) writeFileSync(join(folder, `${index}.js`), text);
    writeFileSync(join(folder, "world.d.ts"), WORLD);
    writeFileSync(join(folder, "tsconfig.json"), JSON.stringify(projectOf(checked.length)));
    return compile(folder).map((diagnostic) => findingOf(diagnostic, checked[diagnostic.file] as Checked));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The types of a bundle are inferred from JavaScript; where nothing can be inferred, everything is allowed. */
function projectOf(count: number): object {
  const utils = dirname(resolve("@aws-appsync/utils/package.json"));
  return {
    compilerOptions: {
      allowJs: true,
      checkJs: true,
      noEmit: true,
      noLib: true,
      types: [],
      strict: false,
      skipLibCheck: true,
      target: "esnext",
      module: "preserve",
      moduleResolution: "bundler",
      paths: { [MODULE_OF_GLOBALS]: [join(utils, "lib/index.d.ts")] },
    },
    files: [LIBRARY, "world.d.ts", ...Array.from({ length: count }, (_, index) => `${index}.js`)],
  };
}

interface Checked {
  name: string;
  code: string;
  sourceOf: (location: SourceLocation) => string | undefined;
  insertions: Insertion[];
}

interface Diagnostic {
  /** Index of the bundle. */
  file: number;
  line: number;
  column: number;
  /** `TS2339`. */
  code: string;
  message: string;
}

/** The compiler misses a type behind syntax that APPSYNC_JS lacks (`Promise` for `async`). It names no location; the walk does. */
const MISSING_TYPE = "error TS2318:";
/** The compiler's hint is of no use, for there is no other library to choose. */
const LIBRARY_HINT = / Do you need to change your target library\?.*$/;
const DIAGNOSTIC = /^(\d+)\.js\((\d+),(\d+)\): error (TS\d+): (.*)$/;

function compile(folder: string): Diagnostic[] {
  const { status, stdout, stderr, error } = spawnSync(
    process.execPath,
    [compilerPath(), "-p", folder, "--pretty", "false"],
    {
      cwd: folder,
      encoding: "utf8",
      maxBuffer: 64 * 1024 * 1024,
    },
  );
  if (error) throw error;
  const diagnostics: Diagnostic[] = [];
  for (const text of stdout.split(/\r?\n/)) {
    const match = DIAGNOSTIC.exec(text);
    if (match) {
      const [, file, line, column, code = "", message = ""] = match;
      diagnostics.push({ file: Number(file), line: Number(line), column: Number(column), code, message });
    } else if (/^\S/.test(text) && !text.startsWith(MISSING_TYPE)) throw new Error(`TypeScript failed: ${text}`);
  }
  if (status !== 0 && stdout === "") throw new Error(`TypeScript failed: ${stderr || `status ${status}`}`);
  return diagnostics;
}

function findingOf(
  { line, column: shifted, code: number, message }: Diagnostic,
  { name: bundle, code, sourceOf, insertions }: Checked,
): Finding {
  const location = locationBefore({ line, column: shifted }, insertions);
  const source = sourceOf(location);
  return {
    rule: "type",
    name: wordAt(code, location) ?? number,
    ...location,
    ...(source ? { source } : {}),
    message: `${message.replace(LIBRARY_HINT, "")} (${number})`,
    bundle,
  };
}

function wordAt(code: string, { line, column }: SourceLocation): string | undefined {
  const word = /[\w$]+/y;
  word.lastIndex = column - 1;
  return word.exec(code.split("\n")[line - 1] ?? "")?.[0];
}
