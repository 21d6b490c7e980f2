import { BlockList, isIP, isIPv4 } from "node:net";
import { StepError } from "appsync-local/testing";
import fc from "fast-check";
import { expect, test } from "vitest";
import { times } from "../support/thorough.ts";
import { ASKED, contextOf, stepOf } from "./steps.ts";

/** How the address of a visitor is read, on the step that does so, compared with Node's own reading of addresses. */

const { request } = stepOf("requestOtp/macFingerprint");

/** What an address counts as; null where it is refused. */
function read(address: string): unknown {
  const stash = { otpRequest: ASKED, kind: "backend", tenantCountries: null };
  const ctx = contextOf({ stash, args: { input: { visitor: { address } } } });
  try {
    request(ctx);
  } catch (error) {
    if (error instanceof StepError && error.type === "InvalidInput") return null;
    throw error;
  }
  return (ctx.stash.visitor as { address: string }).address;
}

/** An IPv6 address in the one form of the URL standard, without brackets. */
const canonical = (text: string) => new URL(`http://[${text}]`).hostname.slice(1, -1);
/** The IPv4 address that a text stands for; null if it is an IPv6 address of its own. */
function ipv4Of(text: string): string | null {
  if (isIPv4(text)) return text;
  const [, high, low] = /^(?:::ffff|64:ff9b:):([0-9a-f]+)(?::([0-9a-f]+))?$/.exec(canonical(text)) ?? [];
  if (high === undefined) return null;
  const bits =
    low === undefined ? Number.parseInt(high, 16) : Number.parseInt(high, 16) * 65_536 + Number.parseInt(low, 16);
  return [24, 16, 8, 0].map((shift) => Math.floor(bits / 2 ** shift) % 256).join(".");
}
/** Whether two addresses have to count as one. */
function isOne(one: string, other: string): boolean {
  const [first, second] = [ipv4Of(one), ipv4Of(other)];
  if (first !== null || second !== null) return first === second;
  const block = new BlockList();
  block.addSubnet(one, 64, "ipv6");
  return block.check(other, "ipv6");
}

const group = fc.oneof(fc.constantFrom(0, 1, 0xffff, 0x64, 0xff9b, 0x2001), fc.integer({ min: 0, max: 0xffff }));
const OF_IPV4 = [
  [0, 0, 0, 0, 0, 0xffff],
  [0x64, 0xff9b, 0, 0, 0, 0],
];
/** Sixteen bits of an address each. Zeros and the prefixes that stand for IPv4 come up often. */
const groups = fc.oneof(
  fc.array(group, { minLength: 8, maxLength: 8 }),
  fc.tuple(fc.constantFrom(...OF_IPV4), fc.tuple(group, group)).map((parts) => parts.flat()),
  fc
    .tuple(fc.array(fc.constant(0), { minLength: 4, maxLength: 4 }), fc.array(group, { minLength: 4, maxLength: 4 }))
    .map((parts) => parts.flat()),
);
const dotted = (high: number, low: number) => [high >> 8, high & 255, low >> 8, low & 255].join(".");

/** How a writer may put down the same address: capitals, zeros in front, where zeros are left out, and a dotted end. */
const style = fc.record({
  capitals: fc.boolean(),
  width: fc.integer({ min: 1, max: 4 }),
  from: fc.nat(7),
  to: fc.nat(8),
  dotted: fc.boolean(),
});
type Style = typeof style extends fc.Arbitrary<infer Of> ? Of : never;

function written(address: number[], { capitals, width, from, to, dotted: hasDots }: Style): string {
  const words = address.map((each) => each.toString(16).padStart(width, "0"));
  const ending = hasDots ? [dotted(address[6] as number, address[7] as number)] : words.slice(6);
  const all = [...words.slice(0, 6), ...ending];
  const end = Math.min(to, hasDots ? 6 : 8);
  const areZeros = end > from && address.slice(from, end).every((each) => each === 0);
  const text = areZeros ? `${all.slice(0, from).join(":")}::${all.slice(end).join(":")}` : all.join(":");
  return capitals ? text.toUpperCase() : text;
}

const SEED = 20_261_130;

test("S20 an address counts as the same in all the forms that it can be written in, and as Node reads it", () => {
  fc.assert(
    fc.property(groups, style, style, (address, one, other) => {
      const texts = [written(address, one), written(address, other)];
      for (const text of texts) expect(isIP(text), text).toBe(6);
      expect(texts.map(canonical)[0]).toBe(canonical(texts[1] as string));
      const [first, second] = texts.map(read);
      expect(first, texts.join(" ")).toMatch(/^([0-9a-f]{8}|[0-9a-f]{16})$/);
      expect(second, texts.join(" ")).toBe(first);
    }),
    { seed: SEED, numRuns: times(300, 5_000) },
  );
});

test("S20 two addresses count as one where their first 64 bits, or the IPv4 addresses that they stand for, are the same, and only there", () => {
  const near = groups.chain((address) =>
    fc.tuple(
      fc.constant(address),
      fc.oneof(
        groups,
        fc.tuple(fc.nat(7), group).map(([at, value]) => address.with(at, value)),
      ),
    ),
  );
  fc.assert(
    fc.property(near, style, style, ([address, close], one, other) => {
      const texts = [written(address, one), written(close, other)] as const;
      expect(read(texts[0]) === read(texts[1]), texts.join(" ")).toBe(isOne(...texts));
    }),
    { seed: SEED, numRuns: times(300, 5_000) },
  );
  fc.assert(
    fc.property(fc.ipV4(), fc.ipV4(), (one, other) => {
      expect(read(one) === read(other), `${one} ${other}`).toBe(isOne(one, other));
      for (const form of [`::ffff:${one}`, `64:FF9B::${one}`]) expect(read(form), form).toBe(read(one));
    }),
    { seed: SEED, numRuns: times(100, 1_000) },
  );
});

test("S20 whatever Node takes for an address is one, and nothing else: zones are not", () => {
  const characters = fc.string({ unit: fc.constantFrom(..."0123456789abcdefABCDEF:::..%[]/ gx"), maxLength: 48 });
  const broken = fc
    .tuple(
      fc.oneof(
        fc.ipV4(),
        groups.chain((address) => style.map((each) => written(address, each))),
      ),
      fc.nat(48),
      characters,
      fc.nat(2),
    )
    .map(([text, at, more, less]) => text.slice(0, at) + more.slice(0, 2) + text.slice(at + less));
  fc.assert(
    fc.property(fc.oneof(characters, broken, fc.string({ maxLength: 60 })), (text) => {
      expect(read(text) !== null, text).toBe(isIP(text) !== 0 && !text.includes("%"));
    }),
    { seed: SEED, numRuns: times(1_000, 20_000) },
  );
});

test.each([
  ["", false],
  ["::", true],
  [":::", false],
  ["1::2::3", false],
  ["1:2:3:4:5:6:7::", true],
  ["1:2:3:4:5:6:7:8::", false],
  ["::1:2:3:4:5:6:7:8", false],
  ["1:2:3:4:5:6:1.2.3.4", true],
  ["1:2:3:4:5:6:7:1.2.3.4", false],
  ["1.2.3.4::", false],
  ["::1.2.3.4:5", false],
  ["01.2.3.4", false],
  ["1.2.3.256", false],
  ["1.2.3", false],
  ["16909060", false],
  ["::ffff:0:1.2.3.4", true],
  ["0000:0000:0000:0000:0000:ffff:255.255.255.255", true],
])("S20 %j is an address: %j", (text, isOne) => {
  expect(read(text) !== null).toBe(isOne);
  expect(isIP(text) !== 0).toBe(isOne);
});
