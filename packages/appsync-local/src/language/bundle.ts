import { existsSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { type BuildFailure, buildSync, type Message } from "esbuild";
import { MAX_BUNDLE_CHARACTERS } from "./documented.ts";

export interface BundleOptions {
  /** Names that are replaced by the text of an expression: `{ TABLE: '"codes"' }`. */
  define?: Record<string, string>;
  /**
   * Folder that paths in bundles are relative to, so that the same tree gives the same bytes wherever it lies. Default:
   * the nearest folder above the first file that holds a package.json, else the file's own.
   */
  root?: string | undefined;
  /**
   * Whether bundles end with an inline source map, so that errors name the lines of the sources. A bundle that it alone makes too long for AppSync
   * goes without. Default: true.
   */
  sourceMap?: boolean;
}

/**
 * Bundles one TypeScript step into the text that AppSync runs.
 *
 * @param file path of a module that exports `request` and `response`
 * @throws Error that names file, line and column of each thing that cannot be bundled
 */
export function bundleStep(file: string, options: BundleOptions = {}): string {
  return bundleSteps([file], options).get(file) as string;
}

/**
 * Bundles many steps at once, each by itself.
 *
 * @returns the texts, under the paths as they were given
 * @throws Error that names file, line and column of each thing that cannot be bundled
 */
export function bundleSteps(
  files: string[],
  { define = {}, root, sourceMap = true }: BundleOptions = {},
): Map<string, string> {
  if (files.length === 0) return new Map();
  const workingDirectory = rootOf(files, { root });
  const names = files.map((_, index) => `step${index}`);
  // Outputs stand side by side in the root, so that sources in their maps read as paths from it.
  const { outputFiles } = build({
    entryPoints: files.map((file, index) => ({ in: resolve(file), out: names[index] as string })),
    absWorkingDir: workingDirectory,
    outdir: workingDirectory,
    define,
    sourcemap: sourceMap ? "inline" : false,
  });
  const texts = new Map(outputFiles.map(({ path, text }) => [path, withinLimit(text)]));
  return new Map(files.map((file, index) => [file, texts.get(join(workingDirectory, `${names[index]}.js`)) as string]));
}

const SOURCE_MAP = /\/\/# sourceMappingURL=\S+\n$/;
const withinLimit = (code: string) => (code.length > MAX_BUNDLE_CHARACTERS ? code.replace(SOURCE_MAP, "") : code);

function build(options: {
  entryPoints: { in: string; out: string }[];
  absWorkingDir: string;
  outdir: string;
  define: Record<string, string>;
  sourcemap: "inline" | false;
}) {
  try {
    return buildSync({
      ...options,
      bundle: true,
      write: false,
      format: "esm",
      target: "esnext",
      platform: "neutral",
      mainFields: ["module", "main"],
      external: ["@aws-appsync/utils", "@aws-appsync/utils/*"],
      sourcesContent: false,
      // What a tsconfig.json above the files says must not change the bytes.
      tsconfigRaw: {},
      logLevel: "silent",
    });
  } catch (failure) {
    const { errors } = failure as Partial<BuildFailure>;
    if (!errors?.length) throw failure;
    throw new Error(errors.map(describe).join("\n"), { cause: failure });
  }
}

function describe({ location, text }: Message): string {
  return location ? `${location.file}:${location.line}:${location.column + 1}: ${text}` : text;
}

/** The folder that paths in bundles are relative to. */
export const rootOf = ([first = ""]: string[], { root }: Pick<BundleOptions, "root">): string =>
  resolve(root ?? packageOf(first));

function packageOf(file: string): string {
  const own = dirname(resolve(file));
  for (let folder = own; ; folder = dirname(folder)) {
    if (existsSync(join(folder, "package.json"))) return folder;
    if (dirname(folder) === folder) return own;
  }
}
