import { codePointAt } from "../primordials.ts";
import { range } from "./characters.ts";
import type { Cursor } from "./cursor.ts";
import { escapedCharacter, predefinedClass } from "./escapes.ts";

/**
 * A character class, from behind its `[`. Nested classes join and `&&` intersects, which the flag `v` writes alike.
 * A `]` that comes first stands for itself.
 */
export function characterClass(cursor: Cursor, ignoreCase: boolean): string {
  const negation = cursor.take("^") ? "^" : "";
  const operands: string[] = [];
  let body = "";
  for (let first = true; first || cursor.peek() !== "]"; first = false) {
    if (cursor.take("&&")) {
      operands.push(operand(cursor, body));
      body = "";
    } else if (cursor.take("[")) body += characterClass(cursor, ignoreCase);
    else body += member(cursor, ignoreCase);
  }
  cursor.next();
  if (operands.length === 0) return `[${negation}${body}]`;
  return `[${negation}${[...operands, operand(cursor, body)].join("&&")}]`;
}

function operand(cursor: Cursor, body: string): string {
  if (body === "") throw cursor.unsupported("an empty side of && in a class");
  return `[${body}]`;
}

/** A predefined class, a character or a range. A `-` that ends a class or comes before another stands for itself. */
function member(cursor: Cursor, ignoreCase: boolean): string {
  const escaped = cursor.take("\\");
  const predefined = escaped ? predefinedClass(cursor) : undefined;
  if (predefined) return predefined;
  const low = escaped ? escapedCharacter(cursor) : cursor.next();
  const end = cursor.peek(1);
  if (cursor.peek() !== "-" || end === "" || end === "]" || end === "[") return range(low, low, ignoreCase);
  cursor.next();
  const high = cursor.take("\\") ? escapedCharacter(cursor) : cursor.next();
  if ((codePointAt(low, 0) as number) > (codePointAt(high, 0) as number)) {
    throw cursor.malformed(`the range ${low}-${high} runs backwards`);
  }
  return range(low, high, ignoreCase);
}
