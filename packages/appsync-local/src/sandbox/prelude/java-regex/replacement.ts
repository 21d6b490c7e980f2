import { hasOwn, parseInteger, typeError } from "../primordials.ts";

/**
 * What Java's `appendReplacement` puts in place of a match: `$1` and `${name}` are groups (empty if they took no
 * part), a backslash lets the next character stand for itself.
 *
 * @throws TypeError for a group that does not exist, or a `$` or backslash that means nothing
 */
export function expand(replacement: string, match: RegExpExecArray): string {
  if (replacement.indexOf("$") < 0 && replacement.indexOf("\\") < 0) return replacement;
  let text = "";
  for (let at = 0; at < replacement.length; at += 1) {
    const character = replacement[at] as string;
    if (character === "\\") {
      at += 1;
      if (at === replacement.length) throw typeError(`replacement ${replacement}: a backslash ends it`);
      text += replacement[at];
    } else if (character === "$") {
      const { length, value } = reference(replacement, at + 1, match);
      text += value;
      at += length;
    } else text += character;
  }
  return text;
}

function reference(replacement: string, at: number, match: RegExpExecArray): { length: number; value: string } {
  const [braced, name] = /^\{([A-Za-z][A-Za-z0-9]*)\}/.exec(replacement.slice(at)) ?? [];
  if (braced && name) {
    if (!match.groups || !hasOwn(match.groups, name)) throw typeError(`replacement ${replacement}: no group {${name}}`);
    return { length: braced.length, value: match.groups[name] ?? "" };
  }
  let digits = /^[0-9]/.exec(replacement.slice(at))?.[0];
  if (!digits) throw typeError(`replacement ${replacement}: write a $ that is no group as \\$`);
  while (isGroup(digits + replacement[at + digits.length], match)) digits += replacement[at + digits.length];
  if (!isGroup(digits, match)) throw typeError(`replacement ${replacement}: no group ${digits}`);
  return { length: digits.length, value: match[parseInteger(digits, 10)] ?? "" };
}

const isGroup = (digits: string, match: RegExpExecArray) =>
  /^[0-9]+$/.test(digits) && parseInteger(digits, 10) < match.length;
