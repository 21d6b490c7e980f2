import { hasOwn } from "../primordials.ts";
import type { Cursor } from "./cursor.ts";

export interface Flags {
  /** i: ASCII letters in either case. */
  ignoreCase: boolean;
  /** m: `^` and `$` at every line. */
  multiline: boolean;
  /** s: `.` also takes line terminators. */
  dotAll: boolean;
}

export const NO_FLAGS: Flags = { ignoreCase: false, multiline: false, dotAll: false };

const NAMES: { [letter: string]: keyof Flags } = { i: "ignoreCase", m: "multiline", s: "dotAll" };

/** The flags after a switch such as `i-s`. */
export function switchFlags(cursor: Cursor, flags: Flags, letters: string): Flags {
  const switched = { ...flags };
  let on = true;
  for (const letter of letters) {
    if (letter === "-") on = false;
    else if (hasOwn(NAMES, letter)) switched[NAMES[letter] as keyof Flags] = on;
    else throw cursor.unsupported(`the flag (?${letter})`);
  }
  return switched;
}
