import { existsSync } from "node:fs";
import { registerHooks } from "node:module";
import { dirname, join, sep } from "node:path";
import { fileURLToPath } from "node:url";

/**
 * Makes `.js` files of a function CommonJS where no package.json in the function's folder says otherwise, as they are on Lambda. Node would read
 * the package.json of the project that the folder stands in.
 *
 * @param {string} taskRoot
 */
export function loadAsOnLambda(taskRoot) {
  registerHooks({
    load: (url, context, next) => next(url, isUnmarked(url, taskRoot) ? { ...context, format: "commonjs" } : context),
  });
}

/**
 * @param {string} url
 * @param {string} taskRoot
 */
function isUnmarked(url, taskRoot) {
  if (!url.startsWith("file:") || !url.endsWith(".js")) return false;
  const path = fileURLToPath(url);
  if (!path.startsWith(taskRoot + sep)) return false;
  for (let folder = dirname(path); folder.length >= taskRoot.length; folder = dirname(folder)) {
    if (existsSync(join(folder, "package.json"))) return false;
  }
  return true;
}
