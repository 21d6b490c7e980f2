import { DOCUMENTED_GLOBALS, DOCUMENTED_METHODS } from "../../language/documented.ts";

const { freeze, isFrozen, defineProperty, deleteProperty, getOwnPropertyDescriptor, getPrototypeOf, ownKeys } = {
  ...pick(Object, ["freeze", "isFrozen", "defineProperty", "getOwnPropertyDescriptor", "getPrototypeOf"]),
  ...pick(Reflect, ["deleteProperty", "ownKeys"]),
};

function pick<T extends object, K extends keyof T>(from: T, names: K[]): Pick<T, K> {
  return Object.fromEntries(names.map((name) => [name, from[name]])) as Pick<T, K>;
}

const RealmTypeError = TypeError;
/** Held here, because the name `globalThis` is removed, too. */
const realm: object = globalThis;

/**
 * The properties that the language uses to convert values to strings, and that formatters of stack traces use on functions.
 * The gate refuses a bundle that names them.
 */
const NEEDED = ["toString", "valueOf", "length", "call", "apply", "bind"];

/**
 * Leaves in the realm only what AppSync documents, and freezes it, so that a bundle cannot get out and cannot leave anything for
 * the next one. Runs last, after the prelude has captured everything that it needs.
 *
 * @param modules what bundles may hold, frozen as a whole
 * @param globals what of it is global, too, by name
 */
export function lockDown(modules: object, globals: object): void {
  const intrinsics = [Object, Array, String, Number, Boolean, Function, Math, JSON];
  for (const intrinsic of intrinsics) {
    if (typeof intrinsic !== "function") continue;
    const kept = new Set<string | symbol>([...(DOCUMENTED_METHODS[intrinsic.name] ?? []), ...NEEDED]);
    strip(intrinsic.prototype, (key) => typeof key === "symbol" || kept.has(key));
  }
  for (const [name, members] of Object.entries(DOCUMENTED_GLOBALS)) {
    const value = (realm as Record<string, unknown>)[name];
    const kept = new Set<string | symbol>([...members, "prototype", "length"]);
    if (isObject(value)) strip(value, (key) => kept.has(key));
  }
  overridable(Object.prototype);
  const arrayIterator = getPrototypeOf([][Symbol.iterator]());
  const stringIterator = getPrototypeOf(""[Symbol.iterator]());
  for (const shared of [...intrinsics, arrayIterator, stringIterator, getPrototypeOf(arrayIterator)]) {
    freeze(shared);
    if (typeof shared === "function") freeze(shared.prototype);
  }
  freezeDeep(modules);
  const kept = new Set<string | symbol>(Object.keys(DOCUMENTED_GLOBALS));
  strip(realm, (key) => kept.has(key));
  for (const name of ownKeys(globals)) {
    defineProperty(realm, name, { value: (globals as Record<string | symbol, unknown>)[name] });
  }
  freeze(realm);
}

function strip(target: object, keep: (key: string | symbol) => boolean): void {
  for (const key of ownKeys(target)) if (!keep(key)) deleteProperty(target, key);
}

/** A frozen prototype would refuse `map.toString = 1` on a bundle's own objects; accessors allow it. */
function overridable(prototype: object): void {
  for (const key of ownKeys(prototype)) {
    const { value } = getOwnPropertyDescriptor(prototype, key) ?? {};
    defineProperty(prototype, key, {
      get: () => value,
      set(this: object, own: unknown) {
        if (this === prototype) throw RealmTypeError(`Object.prototype.${String(key)} cannot be replaced`);
        defineProperty(this, key, { value: own, writable: true, enumerable: true, configurable: true });
      },
    });
  }
}

function freezeDeep(value: unknown): void {
  if (!isObject(value) || isFrozen(value)) return;
  freeze(value);
  for (const key of ownKeys(value)) freezeDeep((value as Record<string | symbol, unknown>)[key]);
}

function isObject(value: unknown): value is object {
  return (typeof value === "object" && value !== null) || typeof value === "function";
}
