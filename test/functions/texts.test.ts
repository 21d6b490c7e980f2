import { describe, expect, test } from "vitest";
import type { Channel } from "../../contract/send-request.ts";
import { nearest } from "../../functions/locale.ts";
import { TEXTS } from "../../functions/send/texts/index.ts";
import type { Texts } from "../../functions/send/texts/texts.ts";
import { email, inSeconds, LANGUAGES, PURPOSES, rendered, sms, TRANSACTION } from "./rendering.ts";

describe("every language", () => {
  test.each(LANGUAGES)("%s says everything, with what belongs in it", (language) => {
    const texts: Texts = TEXTS[language];
    expect(Object.keys(texts.occasions).sort()).toEqual(Object.keys(TEXTS.en.occasions).sort());
    for (const [occasion, words] of Object.entries(texts.occasions)) {
      const said = words.sms("012345", "Acme", "a transaction");
      expect(said, occasion).toMatch(/^012345 .*Acme/);
      expect(said.includes("a transaction"), occasion).toBe(occasion === "TRANSACTION");
      expect(words.subject("Acme"), occasion).toContain("Acme");
      expect(words.intro("Acme"), occasion).toContain("Acme");
    }
    for (let minutes = 1; minutes <= 10; minutes++) {
      const counted = language === "ar" && minutes <= 2 ? /دقيقة|دقيقتين/ : new RegExp(`\\b${minutes}\\b`);
      expect(texts.valid(minutes)).toMatch(counted);
      expect(texts.smsValid(minutes)).toMatch(counted);
    }
    const { amount, payee, warning, smsWarning } = texts;
    for (const text of [amount, payee, warning, smsWarning]) expect(text).toMatch(/\p{L}{2}/u);
    expect(texts.transaction("250.00 EUR", "Shop")).toMatch(/250\.00 EUR.*Shop/);
  });

  test.each(LANGUAGES)("%s has texts of its own, with ASCII digits", (language) => {
    for (const other of LANGUAGES.filter((each) => each !== language)) {
      for (const purpose of PURPOSES) {
        expect(sms({ purpose, locale: language })).not.toBe(sms({ purpose, locale: other }));
        expect(email({ purpose, locale: language }).subject).not.toBe(email({ purpose, locale: other }).subject);
      }
    }
    const { text, html } = email({ locale: language, transaction: TRANSACTION });
    expect(`${text}${html}${sms({ locale: language })}`).not.toMatch(/[٠-٩۰-۹]/);
  });

  test.each(["SMS", "EMAIL"] as Channel[])("tells purposes apart, by %s", (channel) => {
    const texts = PURPOSES.map((purpose) => rendered({ purpose, channel }).text);
    expect(new Set(texts).size).toBe(PURPOSES.length);
  });

  test("is the nearest to the locale: RFC 4647's lookup", () => {
    const all = ["en", "de", "ar"] as const;
    expect(["de", "de-AT", "DE-ch-1996", "ar-EG", "ar-x-any", "en-US"].map((locale) => nearest(locale, all))).toEqual([
      "de",
      "de",
      "de",
      "ar",
      "ar",
      "en",
    ]);
    expect([null, "", "fr", "d", "deu", "xx-de"].map((locale) => nearest(locale, ["de", "en"]))).toEqual(
      Array(6).fill("de"),
    );
    const regions = ["zh", "zh-Hant", "pt-BR"];
    expect(
      ["zh-hant-tw", "zh-Hant-x-private", "zh-Hans", "pt-br", "pt"].map((range) => nearest(range, regions)),
    ).toEqual(["zh-Hant", "zh-Hant", "zh", "pt-BR", "zh"]);
  });
});

describe("the minutes in a message", () => {
  test.each([
    [600, "10 minutes"],
    [300, "5 minutes"],
    [292, "5 minutes"],
    [280, "4 minutes"],
    [61, "1 minute."],
    [5, "1 minute."],
  ])("with %i seconds left are %s", (seconds, minutes) => {
    expect(sms({ expiresAt: inSeconds(seconds) })).toContain(minutes);
    expect(email({ expiresAt: inSeconds(seconds) }).text).toContain(minutes);
  });
});

describe("a text of the caller's own", () => {
  test("is sent as it is, the code in its place", () => {
    expect(sms({ message: "$& {code} $1" })).toBe("$& 012345 $1");
    expect(email({ message: "$& {code} $1" }).text).toBe("$& 012345 $1");
  });

  test("S10 is followed by amount and payee in our words, whatever it says of them itself", () => {
    const transaction = TRANSACTION;
    expect(sms({ transaction, message: "Code {code}" })).toBe("Code 012345\n250.00 EUR to Shop Ltd");
    expect(email({ transaction, message: "Code {code} for 250.00 EUR" }).text).toContain("Shop Ltd");
    const other = "Pay 1250.00 EUR to Shop Ltd of Elsewhere: {code}";
    expect(sms({ transaction, message: other })).toMatch(/012345\n250\.00 EUR to Shop Ltd$/);
  });

  test("finds no place for the code in a payee's name", () => {
    const transaction = { ...TRANSACTION, payee: "{code}" };
    expect(sms({ transaction, message: "Code {code}" })).toBe("Code 012345\n250.00 EUR to {code}");
  });

  test("is escaped in HTML, and keeps its lines", () => {
    const { html } = email({ message: "<b>{code}</b> & 'more'\nnext" });
    expect(html).toContain('white-space:pre-line">&lt;b&gt;012345&lt;/b&gt; &amp; &#39;more&#39;\nnext</p>');
  });
});
