import { stringOf } from "./arguments.ts";
import { replaceEvery, replaceFirst } from "./java-regex.ts";
import { defineProperty, entries, isSyntaxError, parseJson, toText, typeError } from "./primordials.ts";

/** Replaces what works differently in APPSYNC_JS than in ECMAScript. Runs once, before lockdown. */
export function patchIntrinsics(): void {
  define(JSON, { parse });
  define(String.prototype, {
    replace(this: unknown, pattern: unknown, replacement: unknown) {
      return replaceFirst(...checked("replace", this, pattern, replacement));
    },
    replaceAll(this: unknown, pattern: unknown, replacement: unknown) {
      return replaceEvery(...checked("replaceAll", this, pattern, replacement));
    },
  });
}

/** Answers "" to bad JSON. Other errors, thrown while the argument is converted to a string, are passed on. */
function parse(text: unknown): unknown {
  const json = toText(text);
  try {
    return parseJson(json);
  } catch (thrown) {
    if (isSyntaxError(thrown)) return "";
    throw thrown;
  }
}

function checked(method: string, text: unknown, pattern: unknown, replacement: unknown): [string, string, string] {
  if (text === null || text === undefined) throw typeError(`${method} was called on ${text}`);
  const kind = typeof replacement;
  if (kind === "object" || kind === "function" || kind === "undefined" || kind === "symbol") {
    throw typeError(`${method}: the replacement must be a string`);
  }
  const source = stringOf(pattern, `${method}: the first argument (a Java regular expression in a string)`);
  return [toText(text), source, toText(replacement)];
}

function define(target: object, methods: { [name: string]: unknown }): void {
  for (const [name, value] of entries(methods)) {
    defineProperty(target, name, { value, writable: true, enumerable: false, configurable: true });
  }
}
