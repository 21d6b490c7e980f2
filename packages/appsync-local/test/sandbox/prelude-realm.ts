import { fileURLToPath } from "node:url";
import vm from "node:vm";
import { buildSync } from "esbuild";
import type { Invocation } from "../../src/sandbox/prelude/invocation.ts";

const PRELUDE = fileURLToPath(new URL("../../src/sandbox/prelude", import.meta.url));

const ENTRY = `
import { patchIntrinsics } from "./intrinsics.ts";
import { createModules } from "./modules.ts";
const { stringify } = JSON;
const RealmError = Error;
export function start(now, randomHex, invocationJson) {
  let invocation = JSON.parse(invocationJson);
  const modules = createModules({ now, randomHex }, () => invocation);
  const scope = { ...modules["@aws-appsync/utils"], ddb: modules["@aws-appsync/utils/dynamodb"] };
  patchIntrinsics();
  return (script) => {
    try {
      return stringify({ value: script(scope) ?? null, invocation });
    } catch (thrown) {
      return stringify({ ...(thrown instanceof RealmError ? { error: thrown.message } : { thrown }), invocation });
    }
  };
}`;

/** Takes away all that the prelude says it does not lean on; the real lockdown leaves more. */
const STRIP = `{
  const { deleteProperty, ownKeys } = Reflect;
  const includes = Function.prototype.call.bind(Array.prototype.includes);
  const kept = {
    String: ["slice", "indexOf", "startsWith", "toLowerCase", "toUpperCase", "split", "replace", "replaceAll"],
    Array: ["map", "filter", "push", "pop", "join", "slice", "every", "forEach", "indexOf"],
    Object: [], Function: [], Number: [], Boolean: [], Date: [],
  };
  for (const name of ownKeys(kept)) {
    const always = ["constructor", "length", "toString", "valueOf"];
    for (const key of ownKeys(globalThis[name].prototype)) {
      if (typeof key === "string" && !includes([...kept[name], ...always], key)) deleteProperty(globalThis[name].prototype, key);
    }
  }
  const realm = globalThis;
  for (const holder of [Object, Array, String, Number, Math]) {
    for (const key of ownKeys(holder)) deleteProperty(holder, key);
  }
  for (const key of ownKeys(realm)) if (key !== "JSON") deleteProperty(realm, key);
}`;

let bundle: string | undefined;

function bundled(): string {
  bundle ??= buildSync({
    stdin: { contents: ENTRY, resolveDir: PRELUDE, loader: "ts" },
    bundle: true,
    write: false,
    format: "iife",
    globalName: "prelude",
    target: "esnext",
  }).outputFiles[0]?.text;
  return bundle as string;
}

export interface Ran {
  value?: unknown;
  /** Message of an Error. */
  error?: string;
  /** A signal. */
  thrown?: unknown;
  invocation: Invocation;
}

/**
 * The prelude's modules in a realm of their own, stripped bare.
 *
 * @param now the clock, in milliseconds
 * @param randomHex what stands in for the operating system's randomness; default 01, 02, 03, ...
 * @returns runs an expression over `util`, `runtime`, `extensions` and `ddb`
 */
export function startPrelude(now = 1_517_943_695_758, randomHex = counting): (expression: string) => Ran {
  const context = vm.createContext(vm.constants.DONT_CONTEXTIFY, { codeGeneration: { strings: false, wasm: false } });
  const start = new vm.Script(`${bundled()}\nprelude.start;`).runInContext(context);
  const invocation: Invocation = {
    authType: "API Key Authorization",
    appended: [],
    headers: [],
    logs: [],
    extensions: [],
  };
  const call = start(() => now, randomHex, JSON.stringify(invocation));
  new vm.Script(STRIP).runInContext(context);
  return (expression) => {
    const script = new vm.Script(`({ util, runtime, extensions, ddb }) => (${expression})`);
    return JSON.parse(call(script.runInContext(context)));
  };
}

const counting = (count: number) =>
  Array.from({ length: count }, (_, index) => (index + 1).toString(16).padStart(2, "0")).join("");

/** A shared realm with the default clock and randomness, for what leaves nothing behind. */
const shared = startPrelude();

/** The value of an expression. Fails the test if it throws. */
export function value(expression: string): unknown {
  const ran = shared(expression);
  if (!("value" in ran)) throw new Error(`${expression} threw ${ran.error ?? JSON.stringify(ran.thrown)}`);
  return ran.value;
}

/** The message of the Error that an expression throws. */
export const errorOf = (expression: string) => shared(expression).error;
