import { describe, expect, it } from "vitest";
import { boundedCache } from "../../src/graphql/bounded-cache.ts";
import { depthOf } from "../../src/graphql/depth.ts";
import { preparer, selectOperation } from "../../src/graphql/document.ts";
import { prepare, ready, schema } from "./support.ts";

describe("a text that is not a document", () => {
  it.each([
    ["", "Unexpected <EOF>"],
    ["{}", "Expected Name"],
    ["meow", "Unexpected Name"],
    ["{ ping", "Expected Name"],
    ["{ post(id: 1) {} }", "Expected Name"],
    [`{ post(id: ${"[".repeat(14_000)} }`, ""],
  ])("is malformed: %.30s", (source, detail) => {
    expect(prepare(source)).toEqual({
      kind: "badRequest",
      errorType: "MalformedHttpRequestException",
      message: "Unable to parse GraphQL query.",
      detail: expect.stringContaining(detail),
    });
  });

  it("is one with more tokens than the limit", () => {
    const small = preparer(schema, { limits: { tokens: 5 }, introspection: true });
    expect(small("{ ping }").kind).toBe("prepared");
    expect(small("{ ping ping ping ping }").kind).toBe("badRequest");
  });

  it("is refused in time, however it is made to be slow", () => {
    const started = performance.now();
    const fragments = Array.from({ length: 900 }, (_, i) => `fragment F${i} on Query { ...F${i + 1} ...F${i + 1} }`);
    prepare(`{ ...F0 } ${fragments.join(" ")} fragment F900 on Query { ping }`);
    expect(prepare(`{ ${"ping ".repeat(14_990)} }`).kind).toBe("invalid");
    expect(performance.now() - started).toBeLessThan(5_000);
  });
});

describe("selectOperation", () => {
  const two = "query a { ping } query b { ping }";

  it("takes the only operation, or the one named", () => {
    expect(ready("query a { ping }").operation.name).toBe("a");
    expect(ready(two, "b").operation.name).toBe("b");
  });

  it.each([
    [two, null, "Missing operation name."],
    [two, "c", "No operation matches the provided operation name c."],
    ["{ ping }", "", "No operation matches the provided operation name ."],
    ["query a { ping }", "constructor", "No operation matches the provided operation name constructor."],
  ])("refuses %s with the name %s", (source, name, message) => {
    const prepared = prepare(source);
    const refusal = prepared.kind === "prepared" && selectOperation(prepared, name);
    expect(refusal).toMatchObject({ kind: "badRequest", errorType: "BadRequestException", message });
  });
});

describe("depth", () => {
  it.each([
    ["{ ping }", 1],
    ["{ post(id: 1) { author { name } } }", 3],
    ["{ post(id: 1) { ... on Post { author { ...A } } id } } fragment A on Author { name }", 3],
    ["{ ping __schema { types { fields { name } } } }", 1],
  ])("of %s", (source, depth) => {
    expect(ready(source).operation.depth).toBe(depth);
  });

  it("of a field counts names, not places in lists", () => {
    const root = { prev: undefined, key: "posts", typename: "Query" };
    const item = { prev: root, key: 3, typename: undefined };
    expect(depthOf({ prev: item, key: "id", typename: "Post" })).toBe(2);
  });
});

describe("what is kept of documents", () => {
  it("is handed out again", () => {
    const source = "query kept { ping }";
    expect(prepare(source)).toBe(prepare(source));
  });

  it("gives way, what was used least recently first, when there are too many", () => {
    const cache = boundedCache<number>({ entries: 2, bytes: 100 });
    cache.set("a", 1, 1);
    cache.set("b", 2, 1);
    cache.get("a");
    cache.set("c", 3, 1);
    expect(["a", "b", "c"].map((key) => cache.get(key))).toEqual([1, undefined, 3]);
  });

  it("gives way when it is too much, and what is too much by itself is not kept", () => {
    const cache = boundedCache<number>({ entries: 10, bytes: 100 });
    cache.set("a", 1, 60);
    cache.set("b", 2, 60);
    cache.set("c", 3, 101);
    expect(["a", "b", "c"].map((key) => cache.get(key))).toEqual([undefined, 2, undefined]);
    cache.set("b", 4, 40);
    cache.set("d", 5, 60);
    expect(["b", "d"].map((key) => cache.get(key))).toEqual([4, 5]);
  });

  it("does not grow with what a hostile client sends", () => {
    const first = "query first { ping }";
    const kept = prepare(first);
    for (let i = 0; i < 1_100; i++) prepare(`query q${i} { ping }`);
    expect(prepare(first)).not.toBe(kept);
  });
});
