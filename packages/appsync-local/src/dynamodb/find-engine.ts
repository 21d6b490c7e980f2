import { accessSync, constants } from "node:fs";
import { createRequire } from "node:module";
import { delimiter, join } from "node:path";

/** The version that the tests run. */
const VERSION = "1.2.1";

interface Machine {
  platform: NodeJS.Platform;
  /** As in `process.arch`, e.g. "arm64". */
  arch: string;
  /** The folders that commands are looked for in, as in the environment variable PATH. */
  path?: string | undefined;
}

/**
 * The path of the DynamoDB-compatible engine for a machine: from the npm package that the engine's authors publish for it, or
 * else the command `dynoxide` on the PATH.
 *
 * @throws Error with the command that brings one
 */
export function findEngine({ platform, arch, path = "" }: Machine): string {
  const name = platform === "win32" ? "dynoxide.exe" : "dynoxide";
  try {
    return createRequire(import.meta.url).resolve(`@dynoxide/${platform}-${arch}/${name}`);
  } catch {
    const found = path
      .split(delimiter)
      // npm links a script there, which starts the engine of the package above: ending it would not end the engine.
      .filter((folder) => folder !== "" && !folder.includes("node_modules"))
      .map((folder) => join(folder, name))
      .find(isExecutable);
    if (found) return found;
  }
  throw new Error(
    `the embedded engine for ${platform} on ${arch} is not installed: run npm install --no-save dynoxide@${VERSION}, ` +
      "install dynoxide in another way, or name an endpoint instead",
  );
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
