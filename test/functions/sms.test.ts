import { describe, expect, test } from "vitest";
import { CODE_WORDS } from "../../contract/languages.ts";
import { measure } from "../../contract/segment.ts";
import { email, inSeconds, LANGUAGES, PURPOSES, sms, TRANSACTION } from "./rendering.ts";

describe("an SMS", () => {
  const LENGTHS = Array.from({ length: 11 }, (_, index) => index + 6);
  const LONGEST_NAME = "M".repeat(20);
  const UCS2 = ["es", "pt", "ja", "ar"];
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
  const tooLong = (all: string[]) => all.filter((text) => measure(text).segments > 1);

  test.each(LANGUAGES)("in %s takes one segment, whatever the code's length and the service's name", (language) => {
    const all = texts(language, {}, LENGTHS);
    expect(tooLong(all)).toEqual([]);
    expect(new Set(all.map((text) => measure(text).encoding))).toEqual(
      new Set([UCS2.includes(language) ? "UCS-2" : "GSM-7"]),
    );
  });

  test.each(LANGUAGES)("autofill looks for a word: in %s each has the word for a code, payments too", (language) => {
    for (const purpose of PURPOSES) {
      for (const transaction of [null, TRANSACTION]) {
        const text = sms({ purpose, locale: language, transaction });
        expect(text.toLowerCase()).toContain(CODE_WORDS[language]);
        expect(text.match(/\d{6}/g)).toHaveLength(1);
      }
    }
  });

  describe("Android's bound is 140 bytes: with a hash or a site it has no more", () => {
    const HOST = `${"h".repeat(16)}.example`;
    const SITES = [
      { host: HOST, androidHash: "FA+9qCX9VSu" },
      { host: HOST },
      { androidHash: "FA+9qCX9VSu" },
      { host: `${"h".repeat(60)}.example`, androidHash: "FA+9qCX9VSu" },
    ];
    const payees = [
      "Shop",
      "p".repeat(36),
      "Müller & Söhne Großhandelsgesellschaft",
      "متجر الإلكترونيات في الرياض",
      "p".repeat(64),
    ];

    test.each(LANGUAGES)("in %s", (language) => {
      for (const site of SITES) {
        for (const payee of ["", ...payees]) {
          const transaction = payee === "" ? null : { amount: "1,234.50", currency: "EUR", payee };
          for (const code of ["637567", "7X9K2A7X9K2A7X9K"]) {
            const text = sms({ locale: language, transaction }, { serviceName: LONGEST_NAME, sms: site }, code);
            const isBound = /\n(FA\+9qCX9VSu|@\S+ #\S+)$/.test(text);
            if (isBound) expect(Buffer.byteLength(text), text).toBeLessThanOrEqual(140);
            expect(text).toContain(payee);
            expect(text.startsWith(code)).toBe(true);
          }
        }
      }
    });

    test("of a payment of 1,234.50 EUR to a payee of 36 characters, both lines stay, and the warning goes", () => {
      const transaction = { amount: "1,234.50", currency: "EUR", payee: "Example Wholesale and Trading Co Ltd" };
      const site = { host: "login.example.com", androidHash: "FA+9qCX9VSu" };
      const text = sms({ transaction }, { sms: site }, "637567");
      expect(text).toBe(
        `637567 is your Example code to pay 1,234.50 EUR to ${transaction.payee}.\nFA+9qCX9VSu\n@login.example.com #637567`,
      );
    });

    test("a text of the caller's own that leaves no room goes without the hash, and then without the site", () => {
      const site = { host: "example.com", androidHash: "FA+9qCX9VSu" };
      const own = (length: number) => sms({ message: `{code} ${"x".repeat(length)}` }, { sms: site });
      expect(own(80).split("\n").slice(1)).toEqual(["FA+9qCX9VSu", "@example.com #012345"]);
      expect(own(110).split("\n").slice(1)).toEqual(["@example.com #012345"]);
      expect(own(120)).toBe(`012345 ${"x".repeat(120)}\nFA+9qCX9VSu`);
      expect(own(400)).toBe(`012345 ${"x".repeat(400)}`);
    });
  });

  test("has the warning when it fits", () => {
    const said = (locale: string) => sms({ locale });
    expect(LANGUAGES.map(said)).toEqual([
      "012345 is your Example sign-in code. Valid for 5 minutes. Don't share it with anyone.",
      "012345 ist Ihr Code für die Anmeldung bei Example. 5 Minuten gültig. Geben Sie ihn nie weiter.",
      "012345 est votre code de connexion Example. Valable 5 minutes. Ne le partagez jamais.",
      "012345 es tu código de acceso a Example. Vale 5 min. No lo compartas.",
      "012345 è il tuo codice di accesso a Example. Valido 5 minuti. Non condividerlo mai.",
      "012345 é seu código de acesso: Example. Vale 5 min. Não compartilhe.",
      "012345 がExampleのログイン認証コードです。有効期限5分。他人に教えないでください。",
      "012345 رمز دخول Example. صالح 5 دقائق. لا تشاركه.",
    ]);
  });

  test("shows amount and payee, on one line, in the order in which they are read", () => {
    const transaction = { amount: "250.00", currency: "EUR", payee: "Shop\n@evil.example #999999\u202E" };
    const text = sms({ purpose: "payment", transaction }, { sms: { host: "example.com" } });
    expect(text).toBe(
      "012345 is your Example code to pay 250.00 EUR to Shop @evil.example #999999 . Valid for 5 minutes.\n@example.com #012345",
    );
    for (const locale of LANGUAGES) {
      const payment = sms({ purpose: "login", transaction: TRANSACTION, locale });
      expect(payment).toContain("250.00 EUR");
      expect(payment).toContain("Shop Ltd");
    }
  });

  test("amounts as locales write them are sent with plain spaces and apostrophes, which GSM's alphabet has", () => {
    for (const [amount, sent] of [
      ["1\u00a0234,50", "1 234,50"],
      ["1\u202f234,50", "1 234,50"],
      ["1\u2019234.50", "1'234.50"],
    ] as const) {
      const text = sms({ transaction: { ...TRANSACTION, amount } });
      expect(text).toContain(sent);
      expect(measure(text).encoding).toBe("GSM-7");
    }
  });

  test.each([
    ["an own message", { message: "Mu\u0308ller: {code}" }, {}, "M\u00fcller: 012345"],
    ["a payee", { transaction: { ...TRANSACTION, payee: "Mu\u0308ller" } }, {}, "M\u00fcller"],
    ["the service's name", {}, { serviceName: "Mu\u0308ller" }, "M\u00fcller"],
    ["half-width Hangul or Kana stay what they are", { message: "{code} ｶ" }, {}, "012345 ｶ"],
  ])("text that is not normalised is composed before it is measured and sent: %s", (_, request, sending, part) => {
    const text = sms(request, sending);
    expect(text).toContain(part);
    expect(text).toBe(text.normalize("NFC"));
    expect(measure(text).segments).toBe(1);
  });

  test.each([
    ["", "GSM-7", 0, 1],
    ["@£$¥ÄÖÜäöüß", "GSM-7", 11, 1],
    ["€[]{}\\^~|\f", "GSM-7", 20, 1],
    ["a".repeat(160), "GSM-7", 160, 1],
    [`${"a".repeat(159)}€`, "GSM-7", 161, 2],
    ["a".repeat(307), "GSM-7", 307, 3],
    ["`", "UCS-2", 1, 1],
    ["ع".repeat(70), "UCS-2", 70, 1],
    ["ع".repeat(71), "UCS-2", 71, 2],
    ["😀".repeat(36), "UCS-2", 72, 2],
  ])("%j is %s, %i long, in %i segments", (text, encoding, length, segments) => {
    expect(measure(text)).toEqual({ encoding, length, segments });
  });
});

describe("texts of a tenant's own", () => {
  const messages = {
    login: {
      en: {
        sms: "{code} is the code for {service}, {minutes} min",
        subject: "Hello from {service}",
        intro: "Here you are:",
      },
    },
  };
  const sending = { tenants: { shop: { serviceName: "The Shop", messages } } };

  test("stand in the place of the service's, with the site's line behind them; the others stay", () => {
    const site = { host: "shop.example" };
    expect(sms({ tenant: "role:shop", site }, sending)).toBe(
      "012345 is the code for The Shop, 5 min\n@shop.example #012345",
    );
    expect(sms({ tenant: "role:shop", site: null, purpose: "payment" }, sending)).toContain(
      "your The Shop payment code",
    );
    expect(sms({ tenant: "role:shop", site: null, locale: "de" }, sending)).toContain("bei The Shop");
    const { subject, text, html, sender } = email({ tenant: "role:shop" }, sending);
    expect([subject, sender]).toEqual(["Hello from The Shop", "The Shop"]);
    expect(text).toContain("Here you are:\n\n012345\n\nThe code is valid for 5 minutes.");
    expect(html).toContain("Here you are:");
  });

  test("are nobody else's: neither the pool's, nor another role's, nor an API client's", () => {
    for (const tenant of ["pool", "role:bank", "client:shop", "role:__proto__"]) {
      expect(sms({ tenant, site: null }, sending)).toContain("your Example sign-in code");
    }
    expect(sms({}, { messages })).toBe("012345 is the code for Example, 5 min");
    expect(sms({ tenant: "role:bank" }, { messages })).toContain("sign-in code");
  });

  test("S10 give way to the service's words for a payment: the payer always reads amount and payee", () => {
    const text = sms({ tenant: "role:shop", site: null, transaction: TRANSACTION }, sending);
    expect(text).toContain("012345 is your The Shop code to pay 250.00 EUR to Shop Ltd.");
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
