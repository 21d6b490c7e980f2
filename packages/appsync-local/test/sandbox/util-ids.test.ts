import { expect, test } from "vitest";
import { startPrelude } from "./prelude-realm.ts";

const run = (expression: string, now: number, hex: string) =>
  startPrelude(now, (count) => hex.slice(0, count * 2))(expression).value;

test("autoId is a UUID of version 4 and of the standard's variant", () => {
  expect(run("util.autoId()", 0, "f".repeat(32))).toBe("ffffffff-ffff-4fff-bfff-ffffffffffff");
  expect(run("util.autoId()", 0, "0123456789abcdef0123456789abcdef")).toBe("01234567-89ab-4def-8123-456789abcdef");
});

test("autoUlid is ULID's own example: its time first, then its randomness", () => {
  expect(run("util.autoUlid()", 1_469_918_176_385, "0".repeat(20))).toBe("01ARYZ6S410000000000000000");
  expect(run("util.autoUlid()", 0, "f".repeat(20))).toBe("0000000000ZZZZZZZZZZZZZZZZ");
});

test("autoKsuid is KSUID's own example", () => {
  const now = (107_608_047 + 1_400_000_000) * 1000;
  expect(run("util.autoKsuid()", now, "B5A1CD34B5F99D1154FB6853345C9735")).toBe("0ujtsYcgvSTl8PAuAdqWYSMnLOv");
});

test("ids differ with the randomness of the host", () => {
  let calls = 0;
  const prelude = startPrelude(0, (count) => {
    calls += 1;
    return calls.toString(16).padStart(count * 2, "0");
  });
  const ids = prelude("[util.autoId(), util.autoId(), util.autoUlid(), util.autoKsuid()]").value as string[];
  expect(new Set(ids).size).toBe(4);
  expect(calls).toBe(4);
});

test("util.math.randomDouble and randomWithinRange draw on the host's randomness", () => {
  expect(run("util.math.randomDouble()", 0, "80000000000000")).toBe(0.5);
  expect(run("util.math.randomWithinRange(10, 20)", 0, "0".repeat(14))).toBe(10);
  expect(run("util.math.randomWithinRange(10, 20)", 0, "f".repeat(14))).toBe(19);
});
