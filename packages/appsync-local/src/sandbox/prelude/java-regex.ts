import { expand } from "./java-regex/replacement.ts";
import { translate } from "./java-regex/translate.ts";
import { codePointAt, isSyntaxError, memoize, regExp, typeError } from "./primordials.ts";

/** Each expression starts at its `lastIndex`, which is set before every use; uses never overlap. */
const compile = memoize(256, (pattern: string): RegExp => {
  try {
    return regExp(translate(pattern), "gv");
  } catch (thrown) {
    if (!isSyntaxError(thrown)) throw thrown;
    throw typeError(`Java regular expression ${pattern}: ${(thrown as Error).message}`);
  }
});

/**
 * Whether the Java pattern is found anywhere in the text.
 *
 * @throws TypeError that names what is malformed or not supported in the pattern
 */
export function finds(pattern: string, text: string): boolean {
  const expression = compile(pattern);
  expression.lastIndex = 0;
  return expression.test(text);
}

/** The text with the first match of the Java pattern replaced, as `Matcher.replaceFirst` does it. */
export function replaceFirst(text: string, pattern: string, replacement: string): string {
  const expression = compile(pattern);
  expression.lastIndex = 0;
  const match = expression.exec(text);
  if (!match) return text;
  return text.slice(0, match.index) + expand(replacement, match) + text.slice(match.index + match[0].length);
}

/** The text with every match of the Java pattern replaced, as `Matcher.replaceAll` does it. */
export function replaceEvery(text: string, pattern: string, replacement: string): string {
  const expression = compile(pattern);
  let replaced = "";
  let kept = 0;
  expression.lastIndex = 0;
  for (let match = expression.exec(text); match; match = expression.exec(text)) {
    replaced += text.slice(kept, match.index) + expand(replacement, match);
    kept = match.index + match[0].length;
    if (match[0] === "") expression.lastIndex += (codePointAt(text, kept) ?? 0) > 0xffff ? 2 : 1;
  }
  return replaced + text.slice(kept);
}
