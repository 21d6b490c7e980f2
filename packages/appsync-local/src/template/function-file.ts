import { existsSync, statSync } from "node:fs";
import { basename, extname, join } from "node:path";
import { TemplateError } from "./cloudformation.ts";

const ENDINGS = [".mjs", ".js", ".cjs"];

/**
 * The file that a handler such as `index.handler` or `src/notes.list` names, inside a function's folder, and its export.
 *
 * @param root the folder, or the one file that is the function
 * @throws TemplateError when there is no such file
 */
export function findFile(root: string, handler: string, functionName: string): { file: string; name: string } {
  const dot = handler.lastIndexOf(".");
  const [module, name] = [handler.slice(0, dot), handler.slice(dot + 1)];
  if (!statSync(root).isDirectory()) {
    if (extname(root) === ".zip")
      throw new TemplateError(`the code of the Lambda function ${functionName} is zipped (${basename(root)})`);
    return { file: root, name };
  }
  const file = ENDINGS.map((ending) => join(root, `${module}${ending}`)).find((path) => existsSync(path));
  if (file === undefined) throw new TemplateError(`the Lambda function ${functionName} has no ${module}.js in ${root}`);
  return { file, name };
}
