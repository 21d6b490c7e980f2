import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, sep } from "node:path";
import { pathToFileURL } from "node:url";

/**
 * Loads a function's module. In the function's folder, `.js` files are CommonJS where no package.json says otherwise, as they are on Lambda; by
 * itself, Node would read the package.json of the project that the folder stands in.
 *
 * @param {string} codePath
 * @param {string | null} taskRoot null: by Node's rules
 * @returns {Promise<Record<string, any>>}
 */
export async function loadModule(codePath, taskRoot) {
  if (taskRoot === null || !isUnmarked(codePath, taskRoot)) return import(pathToFileURL(codePath).href);
  const require = createRequire(codePath);
  const byPackage = require.extensions[".js"];
  require.extensions[".js"] = (module, path) => {
    if (!isUnmarked(path, taskRoot)) return byPackage?.(module, path);
    const compiling = /** @type {NodeModule & { _compile(code: string, path: string, format: string): void }} */ (
      module
    );
    return compiling._compile(readFileSync(path, "utf8"), path, "commonjs");
  };
  try {
    return require(codePath);
  } catch (error) {
    // Node finds out by itself that a file has ES syntax, on Lambda too.
    if (error instanceof SyntaxError) return import(pathToFileURL(codePath).href);
    throw error;
  }
}

/**
 * @param {string} path
 * @param {string} taskRoot
 */
function isUnmarked(path, taskRoot) {
  if (!path.endsWith(".js") || !path.startsWith(taskRoot + sep)) return false;
  for (let folder = dirname(path); folder.length >= taskRoot.length; folder = dirname(folder)) {
    if (existsSync(join(folder, "package.json"))) return false;
  }
  return true;
}
