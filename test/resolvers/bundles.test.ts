import { gate } from "appsync-local/language";
import { iamPrincipal } from "appsync-local/testing";
import { getCountries, getCountryCallingCode } from "libphonenumber-js/max";
import { describe, expect, test } from "vitest";
import { bundleResolvers } from "../../resolvers/bundle.ts";
import { settingsFrom } from "../../settings/read.ts";
import { DEFAULTS } from "../../settings/schema.ts";
import { contextOf, stepOf } from "./steps.ts";

test("every bundle of the resolvers is what AppSync takes: syntax, types and size, without a warning", () => {
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

test("a deployed bundle is the local one without its source map, which one that it makes too long does not have", () => {
  const local = bundleResolvers(DEFAULTS);
  for (const [name, code] of bundleResolvers(DEFAULTS, { sourceMap: false })) {
    expect(code, name).not.toContain("sourceMappingURL");
    expect(local.get(name)?.startsWith(code), name).toBe(true);
    const map = local.get(name)?.slice(code.length) ?? "";
    if (map !== "") expect(map, name).toMatch(/^\/\/# sourceMappingURL=\S+\n$/);
    // A map is about as long as its code.
    else expect(2 * code.length, name).toBeGreaterThan(32_768);
  }
});

describe("when all countries of the world are allowed", () => {
  const allow = getCountries().map((country) => ({ prefix: `+${getCountryCallingCode(country)}`, country }));
  const settings = settingsFrom({ destinations: { allow, deny: ["+1876"] } });

  test("each bundle stays below six tenths of what AppSync takes", () => {
    const bundles = bundleResolvers(settings, { sourceMap: false });
    expect(gate(bundles)).toEqual([]);
    for (const [name, code] of bundles) expect(code.length, name).toBeLessThan(0.6 * 32_768);
  });

  test("S19 a number may be in the countries of its longest allowed prefix, and a denied prefix wins", () => {
    const [before, first] = ["requestOtp/requestOtp", "requestOtp/macFingerprint"].map((name) =>
      stepOf(name, settings),
    );
    const countriesOf = (destination: string) => {
      const caller = iamPrincipal({ userArn: "arn:aws:sts::123456789012:assumed-role/shop-backend/session" });
      const ctx = contextOf({ caller, args: { input: { channel: "SMS", subject: "s", destination } } });
      before?.request(ctx);
      first?.request(ctx);
      return ctx.stash.countries as string[];
    };
    for (const { prefix, country } of allow) {
      const sharing = allow.filter((each) => each.prefix === prefix).map((each) => each.country);
      expect(countriesOf(`${prefix}${"0".repeat(8)}`.slice(0, 12)), country).toEqual(sharing);
    }
    expect(() => countriesOf("+18765550123")).toThrow("not allowed");
  });
});
