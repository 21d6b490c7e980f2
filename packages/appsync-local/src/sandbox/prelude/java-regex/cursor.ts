import { replaceMatches, typeError } from "../primordials.ts";

/** A position in a pattern, from which the translator reads on. */
export interface Cursor {
  /** The character at this distance ahead, or "" at the end. */
  peek(ahead?: number): string;
  next(): string;
  /** Steps over `text` if it stands here. */
  take(text: string): boolean;
  /** Steps over the text that the expression, which starts with `^`, matches here. */
  match(expression: RegExp): RegExpExecArray | undefined;
  /** An error that names the pattern and what is wrong with it. */
  malformed(reason: string): Error;
  unsupported(what: string): Error;
}

export function cursorOver(pattern: string): Cursor {
  const characters = [...withoutQuotes(pattern)];
  let at = 0;
  const malformed = (reason: string) => typeError(`Java regular expression ${pattern}: ${reason}`);
  return {
    peek: (ahead = 0) => characters[at + ahead] ?? "",
    next() {
      const character = characters[at];
      if (character === undefined) throw malformed("it ends too early");
      at += 1;
      return character;
    },
    take(text) {
      if (characters.slice(at, at + text.length).join("") !== text) return false;
      at += text.length;
      return true;
    },
    match(expression) {
      const found = expression.exec(characters.slice(at).join(""));
      if (found) at += [...found[0]].length;
      return found ?? undefined;
    },
    malformed,
    unsupported: (what) => malformed(`${what} is not supported locally`),
  };
}

/** Each character between `\Q` and `\E` escaped by itself, as Java itself reads it. */
function withoutQuotes(pattern: string): string {
  return replaceMatches(pattern, /\\Q.*?(?:\\E|$)|\\./gs, (found) => {
    if (!found.startsWith("\\Q")) return found;
    return replaceMatches(replaceMatches(found.slice(2), /\\E$/, ""), /[^A-Za-z0-9]/gu, "\\$&");
  });
}
