import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { extname, join } from "node:path";
import { fileURLToPath } from "node:url";
import vm from "node:vm";
import { buildSync, version } from "esbuild";
import { openCache } from "../cache.ts";
import type { Host } from "./prelude/invocation.ts";
import type { Evaluate } from "./prelude/main.ts";

/** A `node:vm` context that has become an APPSYNC_JS realm. */
export interface Realm {
  evaluate: Evaluate;
  compile(script: vm.Script): unknown;
}

let prelude: vm.Script | undefined;

/** Bundling takes the longest part of a start, and the prelude's sources seldom change. */
function bundledPrelude(): vm.Script {
  const cache = openCache("prelude");
  const key = keyOfSources();
  let text = cache.read(key);
  if (text === undefined) {
    text = bundlePrelude();
    cache.write(key, text);
  }
  return new vm.Script(`(() => {${text}\nreturn prelude.start; })()`, { filename: "appsync-prelude.js" });
}

const PRELUDE = fileURLToPath(new URL("prelude", import.meta.url));
/** The prelude ends in `.ts` in the repository and in `.js` in the published package, as this file does. */
const EXTENSION = extname(import.meta.url);
/** What of the prelude stands outside its folder. */
const LISTS = fileURLToPath(new URL(`../language/documented${EXTENSION}`, import.meta.url));

function keyOfSources(): string {
  const inside = readdirSync(PRELUDE, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(EXTENSION));
  const sources = [LISTS, ...inside.sort().map((name) => join(PRELUDE, name))].map((file) => readFileSync(file));
  const hash = createHash("sha256").update(version);
  for (const source of sources) hash.update("\0").update(source);
  return hash.digest("hex");
}

function bundlePrelude(): string {
  const { outputFiles } = buildSync({
    entryPoints: [join(PRELUDE, `main${EXTENSION}`)],
    bundle: true,
    write: false,
    format: "iife",
    globalName: "prelude",
    target: "esnext",
  });
  return outputFiles[0]?.text ?? "";
}

/**
 * Makes a realm in which no code can be compiled from strings and which holds no object of the host's.
 *
 * @param host the clock that `util.time` sees, and the randomness of generated ids
 */
export function createRealm(host: Host): Realm {
  const context = vm.createContext(vm.constants.DONT_CONTEXTIFY, { codeGeneration: { strings: false, wasm: false } });
  prelude ??= bundledPrelude();
  const start = prelude.runInContext(context);
  return { evaluate: start(host), compile: (script) => script.runInContext(context) };
}
