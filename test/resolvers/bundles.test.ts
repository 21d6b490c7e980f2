import { gate } from "appsync-local/language";
import { expect, test } from "vitest";
import { bundleResolvers } from "../../resolvers/bundle.ts";
import { DEFAULTS } from "../../settings/schema.ts";

test("every bundle of the resolvers is what AppSync takes: syntax, types and size", () => {
  expect(gate(bundleResolvers(DEFAULTS))).toEqual([]);
});

test("S22: no step makes anything up by Math.random", () => {
  for (const code of bundleResolvers(DEFAULTS).values()) expect(code).not.toContain("Math.random");
});
