import type { Json } from "./contracts.ts";

/** How caching keys are written: AppSync's settings have `$context.arguments.id`, its samples of eviction `ctx.args.id`. */
export const CACHING_KEY = /^\$?(context|ctx)\.(arguments|args|source|identity)(\.\w+)*$/;

/** A caching key's parts, in one spelling: `["context", "arguments", "id"]`. */
export function partsOf(name: string): string[] {
  const [, map = "", ...path] = name.replace(/^\$/, "").split(".");
  return ["context", map === "args" ? "arguments" : map, ...path];
}

/**
 * The text under which an answer is cached: the field, and the caching keys with their values in the order in which the resolver lists them.
 */
export const cacheKey = (field: string, keys: [name: string, value: Json][]): string =>
  JSON.stringify([field, ...keys.map(([name, value]) => [partsOf(name).join("."), ordered(value)])]);

/** The same value with the keys of its objects in order, so that it does not matter how somebody wrote them. */
function ordered(value: Json): Json {
  if (Array.isArray(value)) return value.map(ordered);
  if (typeof value !== "object" || value === null) return value;
  const names = Object.keys(value).sort();
  return Object.fromEntries(names.map((name) => [name, ordered(value[name] ?? null)]));
}
