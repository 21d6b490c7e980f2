import { gate } from "appsync-local/language";
import { expect, test } from "vitest";
import { bundleResolvers } from "../../resolvers/bundle.ts";
import { settingsFrom } from "../../settings/read.ts";
import { DEFAULTS } from "../../settings/schema.ts";

test("every bundle of the resolvers is what AppSync takes: syntax, types and size", () => {
  expect(gate(bundleResolvers(DEFAULTS))).toEqual([]);
});

test("a step's bundle holds the settings of steps, and neither others nor the library that checks them", () => {
  const others = { serviceName: "Canary", sms: { senderId: "Canary" }, email: { from: "canary@example.com" } };
  const bundles = bundleResolvers(settingsFrom({ ...others, purposes: ["login", "parrot"] }));
  const all = [...bundles.values()].join("\n");
  expect(all).toContain("parrot");
  for (const stranger of [/canary/i, /zod/i]) expect(all).not.toMatch(stranger);
});

test("S22: no step makes anything up by Math.random", () => {
  for (const code of bundleResolvers(DEFAULTS).values()) expect(code).not.toContain("Math.random");
});
