import { describe, expect, test } from "vitest";
import { bundleResolvers } from "../../resolvers/bundle.ts";
import { DEFAULTS } from "../../settings/schema.ts";

/**
 * AWS calls `util.matches` a match of a regular expression, and does not say whether it looks for a part of the text or compares all of
 * it. So every pattern of the steps describes the whole text: then both are the same.
 */

/** Every pattern in a bundle: literals, and constants and templates of constants, which the bundler leaves as `var NAME = ...`. */
function patternsOf(code: string): string[] {
  const constants = [...code.matchAll(/^var \w+ = (?:"(?:[^"\\]|\\.)*"|`(?:[^`$]|\$(?!\{)|\$\{\w+\})*`);$/gm)].map(
    ([declared]) => declared,
  );
  return [...code.matchAll(/\butil\d*\.matches\(("(?:[^"\\]|\\.)*"|`[^`]*`|\w+), /g)].map(([, argument]) =>
    new Function(`${constants.join("\n")} return ${argument};`)(),
  );
}

/** Whether a pattern can match nothing but a whole text, so that finding and comparing agree. */
function describesAll(pattern: string): boolean {
  const bare = pattern.replace(/^\(\?i\)/, "");
  if (!/^\^/.test(bare) || !/(?<!\\)\\z$/.test(bare)) return false;
  // Of alternatives outside of a group, the anchors would hold only the first and the last.
  const shallow = bare.replace(/\\./g, "").replace(/\[[^\]]*\]/g, "");
  const withoutGroups = (text: string): string => {
    const less = text.replace(/\([^()]*\)/g, "");
    return less === text ? text : withoutGroups(less);
  };
  return !withoutGroups(shallow).includes("|");
}

const found = [...bundleResolvers(DEFAULTS)].map(([name, code]) => ({ name, code, patterns: patternsOf(code) }));

test.each(found)("every pattern of $name describes the whole text", ({ code, patterns }) => {
  // None is overlooked: each call has a pattern that could be read.
  expect(patterns).toHaveLength((code.match(/\.matches\(/g) ?? []).length);
  for (const pattern of patterns) expect(describesAll(pattern), pattern).toBe(true);
});

test("the steps have patterns", () => {
  expect(new Set(found.flatMap(({ patterns }) => patterns)).size).toBeGreaterThan(10);
});

describe("a pattern does not describe the whole text", () => {
  test.each(["a", "^a", "a\\z", "^a$", "^a|b\\z", "^(?:a|b)|c\\z", "^a\\\\z"])("%s", (pattern) => {
    expect(describesAll(pattern)).toBe(false);
  });
});
