import { randomBytes } from "node:crypto";
import { fileURLToPath } from "node:url";
import vm from "node:vm";
import { build, stop } from "esbuild";
import type { Evaluate } from "./prelude/main.ts";

/** A `node:vm` context that has become an APPSYNC_JS realm. */
export interface Realm {
  evaluate: Evaluate;
  compile(script: vm.Script): unknown;
}

/** Bundled while the rest of the runtime is still being loaded: it is what takes longest of a start. */
const prelude = await bundlePrelude();

async function bundlePrelude(): Promise<vm.Script> {
  const entry = fileURLToPath(new URL("prelude/main.ts", import.meta.url));
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
 * @param clock milliseconds since the epoch, as `util.time` and the generated ids will see it
 */
export function createRealm(clock: () => number): Realm {
  const context = vm.createContext(vm.constants.DONT_CONTEXTIFY, { codeGeneration: { strings: false, wasm: false } });
  const start = prelude.runInContext(context);
  const evaluate = start({ now: () => clock(), randomHex: (count: number) => randomBytes(count).toString("hex") });
  return { evaluate, compile: (script) => script.runInContext(context) };
}
