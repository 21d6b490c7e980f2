import type { GraphQLResolveInfo } from "graphql";
import { createExpiringCache } from "./auth/expiring-cache.ts";
import { cacheKey, partsOf } from "./cache-key.ts";
import type { Eviction, Json } from "./contracts.ts";
import type { CacheDescription, ResolverCaching } from "./description.ts";
import type { FieldResolver } from "./pipeline.ts";

/** The API's cache of what resolvers answered. */
export interface ResolverCache {
  /** Makes a resolver answer out of the cache what it has answered to a query before, if the API's settings have it cached. */
  wrap(
    field: { type: string; field: string; caching?: ResolverCaching | undefined },
    resolve: FieldResolver,
  ): FieldResolver;
  /** Takes entries out. @returns how many there were */
  evict(evictions: Eviction[]): number;
}

const MOST_ENTRIES = 10_000;
/** What full request caching distinguishes, and what a resolver's own caching does that names no keys. */
const REQUEST_KEYS = ["context.arguments", "context.identity"];
const RESOLVER_KEYS = ["context.arguments", "context.source", "context.identity"];

/**
 * Makes the cache of an API (AppSync's guide, enabling-caching). An entry is one resolver's answer under the values of its caching keys. Errors are
 * not cached, and neither is what mutations and subscriptions answer. [?]
 *
 * @param clock milliseconds since the epoch
 */
export function createResolverCache({ behavior, ttlSeconds }: CacheDescription, clock: () => number): ResolverCache {
  // Answers are kept as text: what a request does with its copy reaches no other.
  const entries = createExpiringCache<string>(MOST_ENTRIES, clock);

  return {
    wrap({ type, field, caching }, resolve) {
      if (behavior === "PER_RESOLVER_CACHING" && !caching) return resolve;
      // By the name of full request caching alone, nested fields of different parents would share an entry. [?]
      const unnamed = caching || !isRoot(type) ? RESOLVER_KEYS : REQUEST_KEYS;
      const names = caching?.cachingKeys ?? unnamed;
      const milliseconds = (caching?.ttlSeconds ?? ttlSeconds) * 1_000;
      return async (source, args, scope, info) => {
        if (!isQuery(info)) return resolve(source, args, scope, info);
        const context = { arguments: args as Json, source: source ?? null, identity: scope.caller.identity };
        const key = cacheKey(
          `${type}.${field}`,
          names.map((name) => [name, valueAt(context, name)]),
        );
        const known = entries.get(key);
        if (known !== undefined) return JSON.parse(known);
        const answer = await resolve(source, args, scope, info);
        entries.set(key, JSON.stringify(answer ?? null), clock() + milliseconds);
        return answer;
      };
    },
    evict: (evictions) =>
      evictions.filter(({ typeName, fieldName, keys }) => entries.delete(cacheKey(`${typeName}.${fieldName}`, keys)))
        .length,
  };
}

const isRoot = (type: string) => type === "Query";
const isQuery = (info: GraphQLResolveInfo) => info.operation.operation === "query";

/** The value that a caching key such as `$context.arguments.input.id` stands for; null where there is none. */
function valueAt(context: { [map: string]: Json }, name: string): Json {
  const [, map = "", ...path] = partsOf(name);
  let value: Json = context[map] ?? null;
  for (const part of path) {
    const within = typeof value === "object" && value !== null && !Array.isArray(value) && Object.hasOwn(value, part);
    value = within ? ((value as { [key: string]: Json })[part] ?? null) : null;
  }
  return value;
}
