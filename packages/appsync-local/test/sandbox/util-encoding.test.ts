import { describe, expect, test } from "vitest";
import { errorOf, value } from "./prelude-realm.ts";

const call = (name: string, text: string) => value(`util.${name}(${JSON.stringify(text)})`);
const TEXTS = [
  "",
  "f",
  "fo",
  "foo",
  "foob",
  "Grüße, 世界 😀",
  "\u0000\u007f\u0080\u07ff\u0800\uffff\u{10000}\u{10ffff}",
];

describe("base64 of UTF-8", () => {
  test.each(TEXTS)("%j is encoded and comes back", (text) => {
    const encoded = Buffer.from(text, "utf8").toString("base64");
    expect(call("base64Encode", text)).toBe(encoded);
    expect(call("base64Decode", encoded)).toBe(text);
  });

  test("padding may be left out", () => {
    expect(call("base64Decode", "Zm8")).toBe("fo");
  });

  test("other characters, and texts that are cut short, are refused", () => {
    expect(errorOf("util.base64Decode('Zm9-')")).toBe("util.base64Decode: - is not a base64 character");
    expect(errorOf("util.base64Decode('Zm9vY')")).toBe("util.base64Decode: the value is cut short");
  });

  test.each(["80", "c0af", "e282", "e28228", "eda080", "f0288cbc", "f4908080", "41ff42", "f09f9881f09f98"])(
    "malformed UTF-8 (%s) is replaced as a standard decoder does",
    (hex) => {
      const bytes = Buffer.from(hex, "hex");
      expect(call("base64Decode", bytes.toString("base64"))).toBe(new TextDecoder().decode(bytes));
    },
  );

  test("a lone surrogate becomes a question mark, as Java encodes it", () => {
    expect(value("util.base64Decode(util.base64Encode('a\\ud800b'))")).toBe("a?b");
    expect(value("util.urlEncode('a\\ud800b')")).toBe("a%3Fb");
  });
});

describe("form encoding", () => {
  test("keeps what java.net.URLEncoder keeps", () => {
    expect(call("urlEncode", "aZ09.-*_")).toBe("aZ09.-*_");
    expect(call("urlEncode", "a b+c&d=e/f~!'()ü😀")).toBe("a+b%2Bc%26d%3De%2Ff%7E%21%27%28%29%C3%BC%F0%9F%98%80");
  });

  test.each(TEXTS)("%j comes back", (text) => {
    expect(value(`util.urlDecode(util.urlEncode(${JSON.stringify(text)}))`)).toBe(text);
  });

  test("malformed UTF-8 is replaced, a % without two digits refused", () => {
    expect(call("urlDecode", "a+%ff%C3%bc")).toBe("a \ufffdü");
    expect(errorOf("util.urlDecode('100%')")).toBe("util.urlDecode: % is not an escape");
    expect(errorOf("util.urlDecode('%41%4')")).toBe("util.urlDecode: %4 is not an escape");
    expect(errorOf("util.urlDecode('%4g')")).toBe("util.urlDecode: %4g is not an escape");
  });
});

test("escapeJavaScript escapes quotes, backslashes, slashes and all outside printable ASCII", () => {
  expect(call("escapeJavaScript", `He didn't say, "Stop!" </a>\\`)).toBe(`He didn\\'t say, \\"Stop!\\" <\\/a>\\\\`);
  expect(call("escapeJavaScript", "\b\t\n\f\r\u0001\u007fé😀")).toBe(
    "\\b\\t\\n\\f\\r\\u0001\u007f\\u00E9\\uD83D\\uDE00",
  );
});

test("str.normalize gives the four forms of Unicode", () => {
  expect(value("util.str.normalize('e\\u0301', 'nfc')")).toBe("é");
  expect(value("util.str.normalize('é', 'nfd')")).toBe("e\u0301");
  expect(value("util.str.normalize('ﬁ', 'nfkc')")).toBe("fi");
  expect(value("util.str.normalize('ﬁ', 'nfkd')")).toBe("fi");
  expect(errorOf("util.str.normalize('e', 'nfx')")).toContain("must be one of nfc,nfd,nfkc,nfkd, not nfx");
});

test("math rounds halves up and compares", () => {
  expect(value("[2.5, -2.5, 1.4].map((n) => util.math.roundNum(n))")).toEqual([3, -2, 1]);
  expect(value("[util.math.minVal(3, -1), util.math.maxVal(3, -1)]")).toEqual([-1, 3]);
  expect(errorOf("util.math.minVal(3, '1')")).toBe("util.math.minVal: each number must be a finite number, not string");
});
