import { describe, expect, test } from "vitest";
import { asciiAddress, mailbox } from "../../functions/email-address.ts";
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

  test("fetches nothing and tracks nothing, and no digits become a link", () => {
    const { html } = email({ transaction: TRANSACTION });
    expect(html).not.toMatch(/<(img|link|script|iframe|a|object|form)\b|https?:|url\(|@import/i);
    expect(html).toContain('<meta name="format-detection" content="telephone=no,date=no,address=no,email=no,url=no">');
  });

  test("has the colours of the light scheme in each element, and those of the dark one for each of them in the style sheet", () => {
    const { html } = email({ transaction: TRANSACTION });
    expect(html).toContain('<meta name="color-scheme" content="light dark">');
    const dark = /prefers-color-scheme: dark\) \{([\s\S]*?)\n\}/.exec(html)?.[1] as string;
    const coloured = [...html.matchAll(/<(\w+)([^>]*?style="[^"]*?(?:background|[;"]color):[^>]*)>/g)];
    expect(coloured.length).toBeGreaterThan(6);
    for (const [tag] of coloured) {
      const kind = /class="(\w+)"/.exec(tag)?.[1];
      expect(dark, tag).toContain(`.${kind} {`);
    }
  });

  test("has the code as one text, which a click selects", () => {
    const { html } = email({}, {}, "7X9K2A7X9K2A7X9K");
    expect(html).toMatch(/user-select:all">7X9K2A7X9K2A7X9K<\/bdi>/);
  });

  test("S10 shows amount and payee, escaped", () => {
    const transaction = { amount: "250.00", currency: "EUR", payee: '<i>"M&S"</i>' };
    const { text, html } = email({ purpose: "payment", transaction });
    expect(text).toContain('Amount: 250.00 EUR\nPayee: <i>"M&S"</i>');
    expect(html).toMatch(
      /Amount: <bdi [^>]*>250\.00 EUR<\/bdi><br>Payee: <bdi [^>]*>&lt;i&gt;&quot;M&amp;S&quot;&lt;\/i&gt;<\/bdi>/,
    );
  });
});

describe("the sender of an e-mail", () => {
  test.each([
    ["Shop", '"Shop" <codes@example.com>'],
    ["Shop, Inc.", '"Shop, Inc." <codes@example.com>'],
    ['The "Best" Shop', '"The \\"Best\\" Shop" <codes@example.com>'],
    ["Müller & Söhne", "=?UTF-8?B?TcO8bGxlciAmIFPDtmhuZQ==?= <codes@example.com>"],
    ["متجر", "=?UTF-8?B?2YXYqtis2LE=?= <codes@example.com>"],
  ])("may have a name, beyond ASCII too: %s", (name, sender) => {
    expect(mailbox(name, "codes@example.com")).toBe(sender);
  });

  test("whose name is long is several encoded words of at most 75 characters, none of which cuts a character", () => {
    const sender = mailbox("日本語の名前".repeat(8), "codes@example.com");
    const words = sender.split(" ").slice(0, -1);
    for (const word of words) expect(word.length).toBeLessThanOrEqual(75);
    const read = words.map((word) => Buffer.from(word.slice("=?UTF-8?B?".length, -2), "base64").toString());
    expect(read.join("")).toBe("日本語の名前".repeat(8));
  });
});

describe("a mail domain beyond ASCII", () => {
  test.each([
    ["a@bücher.example", "a@xn--bcher-kva.example"],
    ["a@BÜCHER.example", "a@xn--bcher-kva.example"],
    ["a@bu\u0308cher.example", "a@xn--bcher-kva.example"],
    ["用户@例え.テスト", "用户@xn--r8jz45g.xn--zckzah"],
    ["a@example.com", "a@example.com"],
  ])("%s is sent to as %s", (written, sent) => {
    expect(asciiAddress(written)).toBe(sent);
  });
});
