import { createHmac } from "node:crypto";
import { globSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { type Alphabet, CHARACTERS } from "../../contract/codes.ts";
import { type Binding, derivationText, macText } from "../../contract/mac-text.ts";
import { codeOf } from "../../functions/send/derive.ts";
import { times } from "../support/thorough.ts";

const COUNT = times(20_000, 100_000);
const hmacOf = (text: string) => createHmac("sha256", "a code key").update(text).digest();
const codes = (length: number, alphabet: Alphabet) =>
  Array.from({ length: COUNT }, (_, index) => codeOf(hmacOf(`${index}`), length, alphabet));

/** How far counts lie from an even spread, in standard deviations of chi-square. The keys are fixed: no luck is in it. */
function unevenness(values: string[], cells: number): number {
  const counts = new Map<string, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  const expected = values.length / cells;
  const empty = (cells - counts.size) * expected;
  const chiSquare = [...counts.values()].reduce((sum, count) => sum + (count - expected) ** 2 / expected, empty);
  return (chiSquare - (cells - 1)) / Math.sqrt(2 * (cells - 1));
}

describe("S01 codes", () => {
  test.each([
    ["NUMERIC", 6, CHARACTERS.NUMERIC, 1],
    ["ALPHANUMERIC", 6, CHARACTERS.ALPHANUMERIC, 1 - (22 / 32) ** 6],
    ["ALPHANUMERIC", 12, CHARACTERS.ALPHANUMERIC, 1 - (22 / 32) ** 12],
    ["ALPHANUMERIC", 16, CHARACTERS.ALPHANUMERIC, 1 - (22 / 32) ** 16],
  ] as const)(
    `of ${COUNT.toLocaleString("en")} %s ones with %i characters, every digit is as frequent in each place, and so is every letter: all codes with a digit are equally likely`,
    (alphabet, length, characters, share) => {
      const all = codes(length, alphabet);
      expect(all.every((code) => code.length === length)).toBe(true);
      expect(new Set(all.join(""))).toEqual(new Set(characters));
      const isDigit = (character: string) => CHARACTERS.NUMERIC.includes(character);
      const digits = 10 / characters.length / share;
      for (let place = 0; place < length; place++) {
        const here = all.map((code) => code.charAt(place));
        const found = here.filter(isDigit);
        expect(unevenness(found, 10), `digits in place ${place}`).toBeLessThan(4);
        expect(found.length / COUNT, `digits in place ${place}`).toBeCloseTo(digits, 1.5);
        const letters = here.filter((character) => !isDigit(character));
        if (letters.length > 0) expect(unevenness(letters, 22), `letters in place ${place}`).toBeLessThan(4);
      }
    },
  );

  test("have their leading zeros as often as any other beginning", () => {
    const all = codes(6, "NUMERIC");
    expect(
      unevenness(
        all.map((code) => code.slice(0, 3)),
        1_000,
      ),
    ).toBeLessThan(4);
    expect(
      unevenness(
        all.map((code) => code.slice(3)),
        1_000,
      ),
    ).toBeLessThan(4);
    expect(all.filter((code) => code.startsWith("0")).length / COUNT).toBeCloseTo(0.1, 2);
    expect(all.filter((code) => code.startsWith("00")).length / COUNT).toBeCloseTo(0.01, 2);
  });

  test("are the HMAC as a number, modulo how many there are", () => {
    const hmac = (last: number) => Buffer.concat([Buffer.alloc(31), Buffer.from([last])]);
    expect(codeOf(hmac(7), 6, "NUMERIC")).toBe("000007");
    expect(codeOf(hmac(255), 6, "ALPHANUMERIC")).toBe("00007Z");
    // 2^256 - 1 is ...129639935.
    expect(codeOf(Buffer.alloc(32, 255), 6, "NUMERIC")).toBe("639935");
    const most = 32n ** 6n - 22n ** 6n;
    const last = Buffer.from((most - 1n).toString(16).padStart(64, "0"), "hex");
    expect(codeOf(last, 6, "ALPHANUMERIC")).toBe("ZZZZZ9");
    expect(codeOf(Buffer.from(most.toString(16).padStart(64, "0"), "hex"), 6, "ALPHANUMERIC")).toBe("000000");
  });

  test("of letters and digits always have a digit: phones offer no others to fill in", () => {
    for (const length of [6, 8, 12, 16])
      expect(codes(length, "ALPHANUMERIC").filter((code) => !/\d/.test(code))).toEqual([]);
  }, 240_000);

  test("are made of nothing but KMS's answers: no function uses another source of chance for them", () => {
    const folder = fileURLToPath(new URL("../../functions", import.meta.url));
    const texts = globSync(`${folder}/**/*.ts`).map((file) => readFileSync(file, "utf8"));
    expect(texts.filter((text) => /Math\.random|randomBytes|randomUUID|getRandomValues/.test(text))).toEqual([]);
  });
});

const binding: Binding = {
  tenant: "pool",
  subject: "ann",
  purpose: "payment",
  id: "payment_1",
  transaction: { amount: "250.00", currency: "EUR", payee: "Shop" },
};
const transaction = binding.transaction as NonNullable<Binding["transaction"]>;

const others: [what: string, other: Binding][] = [
  ["the tenant", { ...binding, tenant: "role:shop" }],
  ["the subject", { ...binding, subject: "anna" }],
  ["the purpose", { ...binding, purpose: "login" }],
  ["the token", { ...binding, id: "payment_2" }],
  ["the amount, by one character", { ...binding, transaction: { ...transaction, amount: "250.01" } }],
  ["the currency", { ...binding, transaction: { ...transaction, currency: "USD" } }],
  ["the payee, by one character", { ...binding, transaction: { ...transaction, payee: "Shos" } }],
  ["the transaction, left out", { ...binding, transaction: null }],
  ["where one part ends and the next begins", { ...binding, tenant: "poo", subject: "lann" }],
  [
    "where amount and currency meet",
    { ...binding, transaction: { ...transaction, amount: "250.00E", currency: "UR" } },
  ],
];

test.each(others)("S09, S10: another code and another mac come of changing %s", (_, other) => {
  const code = (of: Binding) => codeOf(hmacOf(derivationText(of, 16, "ALPHANUMERIC")), 16, "ALPHANUMERIC");
  expect(code(other)).not.toBe(code(binding));
  expect(macText(other, "123456")).not.toBe(macText(binding, "123456"));
});

test("another length or alphabet gives codes that have nothing in common", () => {
  const hmacs = [
    derivationText(binding, 6, "NUMERIC"),
    derivationText(binding, 8, "NUMERIC"),
    derivationText(binding, 6, "ALPHANUMERIC"),
  ].map((text) => hmacOf(text).toString("hex"));
  expect(new Set(hmacs).size).toBe(3);
});
