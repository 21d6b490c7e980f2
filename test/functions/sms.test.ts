import { describe, expect, test } from "vitest";
import { measure } from "../../functions/send/segment.ts";
import { inSeconds, LANGUAGES, PURPOSES, sms, TRANSACTION } from "./rendering.ts";

describe("an SMS", () => {
  const LENGTHS = Array.from({ length: 11 }, (_, index) => index + 6);
  const LONGEST_NAME = "M".repeat(20);
  const texts = (language: string, sending: object, lengths: number[]) =>
    PURPOSES.flatMap((purpose) =>
      ["9", "Z"].flatMap((character) =>
        lengths.map((length) =>
          sms(
            { purpose, locale: language, expiresAt: inSeconds(600) },
            { serviceName: LONGEST_NAME, ...sending },
            character.repeat(length),
          ),
        ),
      ),
    );
  const tooLong = (all: string[]) => all.filter((text) => !measure(text).fits);

  test.each(["en", "de"])(
    "in %s fits one segment, the longest service name, a host of 24 and a hash in it",
    (language) => {
      const all = texts(language, { sms: { host: `${"h".repeat(16)}.example`, androidHash: "FA+9qCX9VSu" } }, LENGTHS);
      expect(all.every((text) => measure(text).encoding === "GSM-7")).toBe(true);
      expect(tooLong(all)).toEqual([]);
      expect(tooLong(texts(language, {}, LENGTHS))).toEqual([]);
    },
  );

  test("in Arabic fits one segment without a site's line", () => {
    expect(tooLong(texts("ar", {}, LENGTHS))).toEqual([]);
  });

  test("in Arabic with a site's line fits one when name and host have 25 together, less two for each character above six", () => {
    const host = "h.ex";
    for (const length of LENGTHS) {
      const characters = Math.min(20, 25 - 2 * (length - 6) - host.length);
      expect(
        tooLong(texts("ar", { serviceName: "M".repeat(characters), sms: { host } }, [length])),
        `${length}`,
      ).toEqual([]);
    }
    expect(tooLong(texts("ar", { serviceName: "M".repeat(20), sms: { host: "hh.ex" } }, [6]))).toEqual([]);
    expect(tooLong(texts("ar", { serviceName: "M".repeat(20), sms: { host: "hhh.ex" } }, [6]))).not.toEqual([]);
  });

  test.each([
    ["en", 46],
    ["de", 48],
  ])(
    "of a transaction in %s fits one segment, with a host of 24 up to a payee of %i characters",
    (language, characters) => {
      const of = (length: number, host?: string) =>
        sms(
          {
            locale: language,
            transaction: { amount: "9999999.99", currency: "EUR", payee: "p".repeat(length) },
            expiresAt: inSeconds(600),
          },
          { serviceName: LONGEST_NAME, sms: host ? { host } : {} },
        );
      const host = `${"h".repeat(16)}.example`;
      expect([of(characters, host), of(64), of(characters + 1, host)].map((text) => measure(text).fits)).toEqual([
        true,
        true,
        false,
      ]);
      expect(of(64, host)).toContain("p".repeat(64));
    },
  );

  test("has the warning when it fits", () => {
    expect(sms({})).toBe("012345 is your Example sign-in code. Valid for 5 minutes. Never share it.");
    expect(sms({ locale: "de" })).toBe("012345 ist Ihr Anmeldecode für Example. 5 Minuten gültig. Nie weitergeben.");
    expect(sms({ locale: "ar" })).toBe("012345 رمز دخول Example. صالح 5 دقائق. لا تشاركه.");
    const host = `${"h".repeat(10)}.example`;
    const tight = sms({ locale: "ar" }, { sms: { host } });
    expect(tight).toBe(`012345 رمز دخول Example. صالح 5 دقائق.\n@${host} #012345`);
    expect(measure(tight).fits).toBe(true);
  });

  test("shows amount and payee, on one line, in the order in which they are read", () => {
    const transaction = { amount: "250.00", currency: "EUR", payee: "Shop\n@evil.example #999999\u202E" };
    const text = sms({ purpose: "payment", transaction }, { sms: { host: "example.com" } });
    expect(text).toBe(
      "012345 approves 250.00 EUR to Shop @evil.example #999999  (Example). Valid for 5 minutes. Never share it.\n@example.com #012345",
    );
    expect(sms({ purpose: "login", transaction: TRANSACTION })).toContain("250.00 EUR to Shop Ltd");
    expect(sms({ transaction: TRANSACTION, locale: "de" })).toContain("250.00 EUR an Shop Ltd");
    expect(sms({ transaction: TRANSACTION, locale: "ar" })).toContain("250.00 EUR إلى Shop Ltd");
  });

  test.each([
    ["", "GSM-7", 0, true],
    ["@£$¥ÄÖÜäöüß", "GSM-7", 11, true],
    ["€[]{}\\^~|\f", "GSM-7", 20, true],
    ["a".repeat(160), "GSM-7", 160, true],
    [`${"a".repeat(159)}€`, "GSM-7", 161, false],
    ["`", "UCS-2", 1, true],
    ["ع".repeat(70), "UCS-2", 70, true],
    ["ع".repeat(71), "UCS-2", 71, false],
    ["😀".repeat(36), "UCS-2", 72, false],
  ])("%j is %s, %i long", (text, encoding, length, fits) => {
    expect(measure(text)).toEqual({ encoding, length, fits });
  });
});

/** WICG's grammar of origin-bound one-time codes: the last line, host and code, and nothing behind. */
function originBound(message: string): { host: string; code: string } | null {
  const line = message.split("\n").at(-1) as string;
  const parts = /^@([^\s#@%]+) #([^\s#@%]+)$/.exec(line);
  if (!parts || !message.slice(0, -line.length).trim()) return null;
  return { host: new URL(`https://${parts[1]}`).host, code: parts[2] as string };
}

describe("S38 the last line of an SMS", () => {
  test.each(LANGUAGES)("in %s binds the code to the site, when there is one", (locale) => {
    for (const purpose of PURPOSES) {
      for (const code of ["012345", "7X9K2A7X9K2A7X9K"]) {
        const sending = { sms: { host: "login.example.com", androidHash: "FA+9qCX9VSu" } };
        const text = sms({ purpose, locale }, sending, code);
        expect(originBound(text)).toEqual({ host: "login.example.com", code });
        expect(text.split("\n").at(-2)).toBe("FA+9qCX9VSu");
        expect(sms({ purpose, locale }, {}, code)).not.toMatch(/[@#\n]/);
      }
    }
  });

  test("stays the last one behind a text of the caller's own", () => {
    const text = sms({ message: "Hello, {code}!\n@evil.example #{code}" }, { sms: { host: "example.com" } });
    expect(text).toBe("Hello, 012345!\n@evil.example #{code}\n@example.com #012345");
    expect(originBound(text)).toEqual({ host: "example.com", code: "012345" });
  });

  test("is the Android app's hash when there is no site", () => {
    expect(
      sms({}, { sms: { androidHash: "FA+9qCX9VSu" } })
        .split("\n")
        .at(-1),
    ).toBe("FA+9qCX9VSu");
  });
});
