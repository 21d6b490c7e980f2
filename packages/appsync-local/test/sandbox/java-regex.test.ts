import { describe, expect, test } from "vitest";
import { errorOf, value } from "./prelude-realm.ts";

const matches = (pattern: string, text: string) =>
  value(`util.matches(${JSON.stringify(pattern)}, ${JSON.stringify(text)})`);
const refusal = (pattern: string) => errorOf(`util.matches(${JSON.stringify(pattern)}, "")`);
const replaced = (text: string, pattern: string, by: string) =>
  value(`${JSON.stringify(text)}.replaceAll(${JSON.stringify(pattern)}, ${JSON.stringify(by)})`);

describe("util.matches", () => {
  test("finds the pattern anywhere in the text", () => {
    expect(matches("a*b", "xaaaaabx")).toBe(true);
    expect(matches("^a*b$", "xaaaaab")).toBe(false);
  });

  // Each with what java.util.regex answers.
  test.each<[pattern: string, text: string, found: boolean]>([
    ["^\\d{6}$", "123456", true],
    ["^\\d{6}$", "123456\n", true],
    ["^\\d{6}\\z", "123456\n", false],
    ["^[a-z]*\\z", "\u{1f600}", false],
    ["^[^\\p{Cf}]*\\z", "a\u{e0001}", false],
    ["\\A[a-z]*$", "\u{1f600}", false],
    ["\\A\\d+\\Z", "12\r\n", true],
    ["^\\d+$", "١٢", false],
    ["^.$", "😀", true],
    ["a.b", "a\u0085b", false],
    ["(?s)a.b", "a\nb", true],
    ["^b$", "a\nb\nc", false],
    ["(?m)^b$", "a\nb\nc", true],
    ["(?i)STRASSE", "strasse", true],
    ["(?i)é", "É", false],
    ["(?i)k", "\u212a", false],
    ["(?i)[a-f]+x", "ABCX", true],
    ["a(?i)b(?-i)c", "aBc", true],
    ["a(?i)b(?-i)c", "aBC", false],
    ["(?i:a)b", "Ab", true],
    ["(?i:a)b", "AB", false],
    ["\\Qa.b*\\E+", "a.b**", true],
    ["^\\Qa.b\\E$", "axb", false],
    ["^\\p{Alpha}+$", "é", false],
    ["^\\p{L}+$", "é", true],
    ["^\\pL$", "ß", true],
    ["^\\p{IsGreek}\\P{IsGreek}$", "αa", true],
    ["^\\p{script=Latin}$", "a", true],
    ["^\\p{Punct}+$", "!-/:@[`{~", true],
    ["^[\\p{Alnum}._-]+$", "a.B_9-", true],
    ["^[a-z&&[^aeiou]]+$", "xyz", true],
    ["^[a-z&&[^aeiou]]+$", "xaz", false],
    ["^[a-c[x-z]]+$", "ay", true],
    ["^[^a-c[x-z]]$", "y", false],
    ["^[]a]+$", "]a", true],
    ["^[\\w-]+$", "a-b", true],
    ["^\\s$", "\u00a0", false],
    ["^\\h$", "\u00a0", true],
    ["^\\R$", "\r\n", true],
    ["^(a)(b)\\2\\1$", "abba", true],
    ["(?<q>['\"])x\\k<q>", "'x'", true],
    ["^\\x41\\u0042\\0103\\cA\\t$", "ABC\u0001\t", true],
    ["^\\+[1-9][0-9]{6,14}$", "+4915112345678", true],
    ["}]", "}]", true],
    ["", "", true],
  ])("%j on %j is %j", (pattern, text, found) => {
    expect(matches(pattern, text)).toBe(found);
  });

  test.each<[pattern: string, named: string]>([
    ["a*+", "the possessive quantifier *+ is not supported locally"],
    ["(?>a)", "the atomic group (?>...) is not supported locally"],
    ["(?x)a b", "the flag (?x) is not supported locally"],
    ["\\p{InGreek}", "\\p{InGreek} is not supported locally"],
    ["\\G", "\\G is not supported locally"],
    ["\\y", "\\y is not supported locally"],
    ["*a", "* has nothing to repeat"],
    ["(a", "a group is not closed"],
    ["a)", "a bracket closes no group"],
    ["[a", "it ends too early"],
    ["[z-a]", "the range z-a runs backwards"],
    ["\\1", "\\1 refers to no group before it"],
    ["(?@a)", "(?@ opens no group"],
    ["a{3,2}", "numbers out of order"],
  ])("%j is refused: %s", (pattern, named) => {
    expect(refusal(pattern)).toContain(named);
  });

  test("takes strings only", () => {
    expect(errorOf("util.matches('a', null)")).toBe("util.matches: the value must be a string, not null");
  });
});

describe("String.prototype.replace and replaceAll", () => {
  test("read their first argument as a Java regular expression", () => {
    expect(value("'a.b.c'.replace('.', '-')")).toBe("-.b.c");
    expect(value("'a.b.c'.replaceAll('.', '-')")).toBe("-----");
    expect(value("'a.b.c'.replaceAll('\\\\.', '-')")).toBe("a-b-c");
    expect(value("'abc'.replace('x', '-')")).toBe("abc");
  });

  test.each<[text: string, pattern: string, by: string, expected: string]>([
    ["john smith", "(\\w+) (\\w+)", "$2, $1", "smith, john"],
    ["abc", "b", "[$0]", "a[b]c"],
    ["abc", "b", "\\$1", "a$1c"],
    ["abc", "b", "\\\\", "a\\c"],
    // biome-ignore lint/suspicious/noTemplateCurlyInString: Java writes named groups so.
    ["abc", "(?<x>b)", "${x}${x}", "abbc"],
    ["abc", "(z)?b", "<$1>", "a<>c"],
    ["ab", "(a)", "$12", "a2b"],
    ["abc", "x*", "-", "-a-b-c-"],
    ["baaac", "a*", "-", "-b--c-"],
    ["a1b22", "\\d", "", "ab"],
  ])("%j.replaceAll(%j, %j) is %j", (text, pattern, by, expected) => {
    expect(replaced(text, pattern, by)).toBe(expected);
  });

  test("refuse a replacement that names no group", () => {
    expect(errorOf("'a'.replace('a', '$1')")).toBe("replacement $1: no group 1");
    expect(errorOf("'a'.replace('a', '$')")).toBe("replacement $: write a $ that is no group as \\$");
    expect(errorOf("'a'.replace('a', '\\\\')")).toBe("replacement \\: a backslash ends it");
  });

  test("refuse regular expressions and functions as arguments", () => {
    expect(errorOf("'a'.replace(/a/, 'b')")).toContain("a Java regular expression in a string");
    expect(errorOf("'a'.replaceAll('a', () => 'b')")).toBe("replaceAll: the replacement must be a string");
  });
});

describe("JSON.parse", () => {
  test("answers an empty string to bad JSON", () => {
    expect(value("JSON.parse('{')")).toBe("");
    expect(value("JSON.parse(undefined)")).toBe("");
    expect(value("JSON.parse('{\"a\":[1]}')")).toEqual({ a: [1] });
  });

  test("forgives nothing else, so that it is no way to catch an error", () => {
    const { error } = JSON.parse(JSON.stringify({ error: errorOf("JSON.parse({ toString: () => null.x })") }));
    expect(error).toContain("Cannot read properties of null");
  });
});
