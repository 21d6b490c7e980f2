/**
 * The parts of the language that the prelude needs, captured before everything that AppSync does not document is removed from
 * the realm. It calls the realm's own versions of methods that stay and are frozen: `slice`, `indexOf`, `startsWith`, `split`,
 * `toLowerCase` and `toUpperCase` of strings; `map`, `filter`, `every`, `forEach`, `indexOf`, `join`, `push`, `pop` and
 * `slice` of arrays. Prototypes that no bundle can reach (Map, WeakSet, RegExp, Intl) stay whole.
 */

const { bind, call } = Function.prototype;

/** Turns a method into a function of its receiver: `padStart("7", 2, "0")`. */
const ofString = bind.bind(call) as unknown as <A extends unknown[], R>(
  method: (...args: A) => R,
) => (self: string, ...args: A) => R;

export const charCodeAt = ofString(String.prototype.charCodeAt);
export const codePointAt = ofString(String.prototype.codePointAt);
export const normalize = ofString(String.prototype.normalize as (form: string) => string);
export const padEnd = ofString(String.prototype.padEnd);
export const padStart = ofString(String.prototype.padStart);
/** ECMAScript's `replace`: the realm's own reads Java regular expressions. */
export const replaceMatches = ofString(
  String.prototype.replace as (pattern: RegExp, replacement: string | ((match: string) => string)) => string,
);

export const toRadix = bind.bind(call)(Number.prototype.toString as never) as unknown as (
  self: number,
  radix: number,
) => string;

export const { defineProperty, entries, fromEntries, hasOwn, keys } = Object;
export const { isArray } = Array;
export const { isFinite: isFiniteNumber, isInteger, parseInt: parseInteger } = Number;
export const { abs, floor, max, min, round } = Math;
export const { fromCodePoint } = String;
/** ECMAScript's `JSON.parse`: the realm's own answers "" to bad JSON. */
export const { parse: parseJson, stringify: toJson } = JSON;

const globals = { BigInt, DateTimeFormat: Intl.DateTimeFormat, Map, Number, RegExp, String, SyntaxError, TypeError };

export const percentEncode = encodeURIComponent;
export const toBigInt = globals.BigInt;
export const toNumber = globals.Number;
export const toText = globals.String;
export const typeError = (message: string) => new globals.TypeError(message);
export const regExp = (source: string, flags: string) => new globals.RegExp(source, flags);
export const isTypeError = (thrown: unknown) => thrown instanceof globals.TypeError;
export const isSyntaxError = (thrown: unknown) => thrown instanceof globals.SyntaxError;
export const dateTimeFormat = (options: Intl.DateTimeFormatOptions) => new globals.DateTimeFormat("en-US", options);

/** Caches `make(key)` for the `capacity` newest keys. */
export function memoize<V>(capacity: number, make: (key: string) => V): (key: string) => V {
  const known = new globals.Map<string, V>();
  return (key) => {
    const found = known.get(key);
    if (found !== undefined) return found;
    const made = make(key);
    if (known.size >= capacity) known.delete(known.keys().next().value as string);
    known.set(key, made);
    return made;
  };
}
