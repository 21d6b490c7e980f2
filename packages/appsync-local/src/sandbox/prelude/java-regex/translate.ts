import { hasOwn, parseInteger } from "../primordials.ts";
import { ANCHORS, ANY_BUT_TERMINATORS, endAnchor, startAnchor } from "./anchors.ts";
import { literal, range } from "./characters.ts";
import { characterClass } from "./classes.ts";
import { cursorOver } from "./cursor.ts";
import { escapedCharacter, predefinedClass } from "./escapes.ts";
import { type Flags, NO_FLAGS, switchFlags } from "./flags.ts";

const QUANTIFIER = /^(?:[*+?]|\{\d+(?:,\d*)?\})/;
const GROUP = /^\?(?:[:=!]|<[=!]|<([A-Za-z][A-Za-z0-9]*)>|([A-Za-z]*(?:-[A-Za-z]+)?):)/;

/**
 * Rewrites a pattern of `java.util.regex` as the source of an ECMAScript expression with the flag `v` that finds the
 * same. No character is copied blindly: each is written anew in a form with the same meaning. Two differences remain. A back
 * reference to a group that took no part matches nothing in Java, and the empty string here. A repetition
 * that may match the empty text, `(|a)*`, stops there in Java, and goes on to `a` here.
 *
 * @throws TypeError that names what is malformed or not supported
 */
export function translate(pattern: string): string {
  const cursor = cursorOver(pattern);
  let groups = 0;

  /** Up to the end or to a bracket that closes. Flags switched on the way hold to the end of the group. */
  function alternatives(flags: Flags): string {
    let current = flags;
    let source = "";
    while (cursor.peek() !== "" && cursor.peek() !== ")") {
      const letters = cursor.match(/^\(\?([A-Za-z]*(?:-[A-Za-z]+)?)\)/)?.[1];
      if (letters !== undefined) current = switchFlags(cursor, current, letters);
      else source += cursor.take("|") ? "|" : quantified(current);
    }
    return source;
  }

  function quantified(flags: Flags): string {
    const source = atom(flags);
    const quantifier = cursor.match(QUANTIFIER)?.[0];
    if (!quantifier) return source;
    if (cursor.peek() === "+") throw cursor.unsupported(`the possessive quantifier ${quantifier}+`);
    return source + quantifier + (cursor.take("?") ? "?" : "");
  }

  function atom(flags: Flags): string {
    const character = cursor.next();
    if (character === "(") return group(flags);
    if (character === "[") return characterClass(cursor, flags.ignoreCase);
    if (character === "\\") return escaped(flags);
    if (character === ".") return flags.dotAll ? "[^]" : ANY_BUT_TERMINATORS;
    if (character === "^") return startAnchor(flags.multiline);
    if (character === "$") return endAnchor(flags.multiline);
    if (/[*+?{]/.test(character)) throw cursor.malformed(`${character} has nothing to repeat`);
    return single(character, flags);
  }

  function group(flags: Flags): string {
    if (cursor.peek() !== "?") {
      groups += 1;
      return grouped("(", flags);
    }
    if (cursor.take("?>")) throw cursor.unsupported("the atomic group (?>...)");
    const [text, name, letters] = cursor.match(GROUP) ?? [];
    if (!text) throw cursor.malformed(`(?${cursor.peek(1)} opens no group`);
    if (name) groups += 1;
    return letters ? grouped("(?:", switchFlags(cursor, flags, letters)) : grouped(`(${text}`, flags);
  }

  function grouped(opening: string, flags: Flags): string {
    const body = alternatives(flags);
    if (!cursor.take(")")) throw cursor.malformed("a group is not closed");
    return `${opening}${body})`;
  }

  function escaped(flags: Flags): string {
    const letter = cursor.peek();
    if (cursor.take("b{")) throw cursor.unsupported("\\b{...}");
    if (hasOwn(ANCHORS, letter)) return ANCHORS[cursor.next()] as string;
    if (/[1-9]/.test(letter)) return inCase(flags, `\\${groupNumber()}`);
    const name = cursor.match(/^k<([A-Za-z][A-Za-z0-9]*)>/)?.[1];
    if (name) return inCase(flags, `\\k<${name}>`);
    return predefinedClass(cursor) ?? single(escapedCharacter(cursor), flags);
  }

  /** Reads one digit, and further ones while the pattern has that many groups so far. */
  function groupNumber(): string {
    let number = cursor.next();
    while (/[0-9]/.test(cursor.peek()) && parseInteger(number + cursor.peek(), 10) <= groups) number += cursor.next();
    if (parseInteger(number, 10) > groups) throw cursor.malformed(`\\${number} refers to no group before it`);
    return number;
  }

  const source = alternatives(NO_FLAGS);
  if (cursor.peek() !== "") throw cursor.malformed("a bracket closes no group");
  return source;
}

const inCase = ({ ignoreCase }: Flags, source: string) => `(?${ignoreCase ? "i" : ""}:${source})`;

function single(character: string, { ignoreCase }: Flags): string {
  return ignoreCase && /[A-Za-z]/.test(character) ? `[${range(character, character, true)}]` : literal(character);
}
