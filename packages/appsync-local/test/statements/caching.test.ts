import { expect, test } from "vitest";
import type { CacheDescription, ResolverCaching } from "../../src/index.ts";
import { describeApi, serve, step } from "../support/api.ts";

const NOW = Date.parse("2026-01-02T03:04:05Z");
const schema = `
  type Query { note(id: ID!, more: String): Note plain(id: ID!): String }
  type Mutation { change(id: ID!): Note evict(name: String!, value: AWSJSON!): Boolean }
  type Note { id: ID! made: String title(upper: Boolean): String }`;
/** Each evaluation answers something else. */
const FRESH = "return { payload: { id: ctx.args.id, made: util.autoId() } };";

async function open(cache: CacheDescription | undefined, caching?: ResolverCaching, title?: ResolverCaching) {
  const time = { now: NOW };
  const none = { kind: "UNIT" as const, dataSource: "none" };
  const evict = "extensions.evictFromApiCache('Query', 'note', { [ctx.args.name]: ctx.args.value }); return {};";
  const description = describeApi({
    schema,
    ...(cache && { cache }),
    resolvers: [
      { ...none, type: "Query", field: "note", code: step({ request: FRESH }), ...(caching && { caching }) },
      { ...none, type: "Query", field: "plain", code: step({ request: "return { payload: util.autoId() };" }) },
      {
        ...none,
        ...{ type: "Note", field: "title", ...(title && { caching: title }) },
        code: step({ request: "return { payload: ctx.source.id + util.autoId() };" }),
      },
      { ...none, type: "Mutation", field: "change", code: step({ request: FRESH }) },
      { ...none, type: "Mutation", field: "evict", code: step({ request: evict, response: "return true;" }) },
    ],
  });
  const api = await serve(description, { clock: () => time.now });
  const query = async (text: string, variables?: unknown) => (await api.query(text, variables)).body;
  const made = async (args: string) => (await query(`{ note(${args}) { made } }`)).data.note.made;
  const take = (name: string, value: unknown) =>
    query("mutation ($name: String!, $value: AWSJSON!) { evict(name: $name, value: $value) }", {
      name,
      value: JSON.stringify(value),
    });
  return { time, query, made, take };
}

const FULL: CacheDescription = { behavior: "FULL_REQUEST_CACHING", ttlSeconds: 60 };
const PER_RESOLVER: CacheDescription = { behavior: "PER_RESOLVER_CACHING", ttlSeconds: 60 };

test("without a cache every query is resolved anew", async () => {
  const { made } = await open(undefined, { ttlSeconds: 60 });
  expect(await made('id: "1"')).not.toBe(await made('id: "1"'));
});

test("FULL_REQUEST_CACHING answers each resolver out of the cache until the API's ttl is over", async () => {
  const { made, time, query } = await open(FULL);
  const first = await made('id: "1"');
  time.now += 59_999;
  expect(await made('id: "1"')).toBe(first);
  expect(await made('id: "2"')).not.toBe(first);
  expect((await query('{ plain(id: "1") }')).data).toEqual((await query('{ plain(id: "1") }')).data);
  time.now += 1;
  expect(await made('id: "1"')).not.toBe(first);
});

test("PER_RESOLVER_CACHING caches the resolvers that ask for it, for their own ttl", async () => {
  const { made, time, query } = await open(PER_RESOLVER, { ttlSeconds: 5 });
  const first = await made('id: "1"');
  expect(await made('id: "1"')).toBe(first);
  expect((await query('{ plain(id: "1") }')).data).not.toEqual((await query('{ plain(id: "1") }')).data);
  time.now += 5_000;
  expect(await made('id: "1"')).not.toBe(first);
});

test("the caching keys alone tell answers apart, whatever else the caller sends", async () => {
  const { made } = await open(PER_RESOLVER, { ttlSeconds: 5, cachingKeys: ["$context.arguments.id"] });
  expect(await made('id: "1", more: "a"')).toBe(await made('id: "1", more: "b"'));
  expect(await made('id: "2"')).not.toBe(await made('id: "1"'));
});

test("a nested field is cached by its source too", async () => {
  const { query } = await open(PER_RESOLVER, { ttlSeconds: 5 }, { ttlSeconds: 5, cachingKeys: ["$context.source.id"] });
  const titles = async () => (await query('{ a: note(id: "1") { title } b: note(id: "2") { title } }')).data;
  const { a, b } = await titles();
  expect([a.title[0], b.title[0]]).toEqual(["1", "2"]);
  expect(await titles()).toEqual({ a, b });
});

test("a mutation is not answered out of the cache", async () => {
  const { query } = await open(FULL);
  const change = async () => (await query('mutation { change(id: "1") { made } }')).data.change.made;
  expect(await change()).not.toBe(await change());
});

test.each(["ctx.args.id", "context.arguments.id", "$context.arguments.id"])(
  "evictFromApiCache takes out the entry of %s, and the answer says how many were deleted",
  async (name) => {
    const { made, take } = await open(PER_RESOLVER, { ttlSeconds: 50, cachingKeys: ["context.arguments.id"] });
    const [first, other] = [await made('id: "1"'), await made('id: "2"')];
    expect(await take(name, "1")).toEqual({ data: { evict: true }, extensions: { apiCacheEntriesDeleted: 1 } });
    expect(await made('id: "1"')).not.toBe(first);
    expect(await made('id: "2"')).toBe(other);
  },
);

test("evicting what is not cached, or not by these keys, deletes nothing and says nothing", async () => {
  const { made, take } = await open(PER_RESOLVER, { ttlSeconds: 50, cachingKeys: ["context.arguments.id"] });
  const first = await made('id: "1"');
  expect(await take("ctx.args.id", "9")).toEqual({ data: { evict: true } });
  expect(await take("ctx.args.more", "1")).toEqual({ data: { evict: true } });
  expect(await made('id: "1"')).toBe(first);
});

test("evictFromApiCache of whole maps finds the entry in whatever order their keys are written", async () => {
  const { made, take } = await open(PER_RESOLVER, { ttlSeconds: 50, cachingKeys: ["context.arguments"] });
  await made('id: "1", more: "a"');
  expect((await take("ctx.args", { more: "a", id: "1" })).extensions).toEqual({ apiCacheEntriesDeleted: 1 });
});

test.each([
  [{ behavior: "OPERATION_LEVEL_CACHING", ttlSeconds: 60 } as never, undefined, "the cache's behavior"],
  [{ ...FULL, ttlSeconds: 3601 }, undefined, "ttlSeconds of the cache has to be from 1 to 3600, and is 3601"],
  [PER_RESOLVER, { ttlSeconds: 0 }, "ttlSeconds of the caching of the resolver Query.note"],
  [PER_RESOLVER, { ttlSeconds: 1, cachingKeys: ["$context.stash.id"] }, '"$context.stash.id" is neither'],
] as [CacheDescription, ResolverCaching | undefined, string][])(
  "%j %j is refused at load",
  async (cache, caching, message) => {
    await expect(open(cache, caching)).rejects.toThrow(message);
  },
);
