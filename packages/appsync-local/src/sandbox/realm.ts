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

/** It is bundled while the rest of the runtime still loads, because bundling takes the longest part of a start. */
const prelude = await bundlePrelude();

async function bundlePrelude(): Promise<vm.Script> {
  // The prelude ends in `.ts` in the repository and in `.js` in the published package, as this file does.
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
 * Makes a realm in which no code can be compiled from strings and which holds no object of the host's.
 *
 * @param host the clock that `util.time` sees, and the randomness of generated ids
 */
export function createRealm(host: Host): Realm {
  const context = vm.createContext(vm.constants.DONT_CONTEXTIFY, { codeGeneration: { strings: false, wasm: false } });
  const start = prelude.runInContext(context);
  return { evaluate: start(host), compile: (script) => script.runInContext(context) };
}
