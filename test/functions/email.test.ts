import { describe, expect, test } from "vitest";
import { email, LANGUAGES, PURPOSES, TRANSACTION } from "./rendering.ts";

describe("an e-mail", () => {
  test.each(LANGUAGES)("in %s has the code alone on a line of its text", (locale) => {
    for (const purpose of PURPOSES) {
      const { text } = email({ purpose, locale });
      expect(text.split("\n").filter((line) => line === "012345")).toHaveLength(1);
      expect(text.match(/012345/g)).toHaveLength(1);
    }
  });

  test.each(LANGUAGES)("in %s says its language and direction", (locale) => {
    expect(email({ locale }).html).toContain(`<html lang="${locale}" dir="${locale === "ar" ? "rtl" : "ltr"}">`);
  });

  test.each(LANGUAGES)("in %s has no code in its subject, nor in what an inbox shows beside it", (locale) => {
    const { subject, html } = email({ locale });
    const hidden = /<div style="display:none[^>]*>(.*)<\/div>/.exec(html)?.[1] as string;
    expect(`${subject}${hidden}`).not.toContain("012345");
    expect(hidden.replaceAll(/&\w+;|&#\d+;/g, "_").length).toBeGreaterThan(200);
    expect(html.indexOf(hidden)).toBeLessThan(html.indexOf("012345"));
    expect(html.match(/012345/g)).toHaveLength(1);
  });

  test("fetches nothing, tracks nothing, and sets no colours that dark mode would turn against the reader", () => {
    const { html } = email({ transaction: TRANSACTION });
    expect(html).not.toMatch(/<(img|link|script|iframe|a|object|form)\b|https?:|url\(|@import/i);
    expect(html).toContain('<meta name="color-scheme" content="light dark">');
    expect(html).not.toMatch(/(^|[;"\s])(background|color)\s*:/);
  });

  test("S10 shows amount and payee, escaped", () => {
    const transaction = { amount: "250.00", currency: "EUR", payee: '<i>"M&S"</i>' };
    const { text, html } = email({ purpose: "payment", transaction });
    expect(text).toContain('Amount: 250.00 EUR\nPayee: <i>"M&S"</i>');
    expect(html).toContain("Amount: <bdi>250.00 EUR</bdi><br>Payee: <bdi>&lt;i&gt;&quot;M&amp;S&quot;&lt;/i&gt;</bdi>");
  });
});
