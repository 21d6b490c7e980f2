import { extname } from "node:path";
import { fileURLToPath } from "node:url";
import vm from "node:vm";
import { build, stop } from "esbuild";
import type { Host } from "./prelude/invocation.ts";
import type { Evaluate } from "./prelude/main.ts";

/** A `node:vm` context that has become an APPSYNC_JS realm. */
export interface Realm {
  evaluate: Evaluate;
  compile(script: vm.Script): unknown;
}

/** Bundled while the rest of the runtime is still being loaded: it is what takes longest of a start. */
const prelude = await bundlePrelude();

async function bundlePrelude(): Promise<vm.Script> {
  // `.ts` in the repository, `.js` in the published package, as this file.
  const entry = fileURLToPath(new URL(`prelude/main${extname(import.meta.url)}`, import.meta.url));
  const { outputFiles } = await build({
    entryPoints: [entry],
    bundle: true,
    write: false,
    format: "iife",
    globalName: "prelude",
    target: "esnext",
  });
  await stop();
  const [{ text } = { text: "" }] = outputFiles;
  return new vm.Script(`(() => {${text}\nreturn prelude.start; })()`, { filename: "appsync-prelude.js" });
}

/**
 * Makes a realm in which nothing can be compiled from strings and of whose objects none is the host's.
 *
 * @param host the clock that `util.time` sees, and the randomness of generated ids
 */
export function createRealm(host: Host): Realm {
  const context = vm.createContext(vm.constants.DONT_CONTEXTIFY, { codeGeneration: { strings: false, wasm: false } });
  const start = prelude.runInContext(context);
  return { evaluate: start(host), compile: (script) => script.runInContext(context) };
}
