import { hasOwn, regExp } from "../primordials.ts";

/** Java's predefined classes as bodies of ECMAScript classes. Unlike ECMAScript's they know ASCII only. */
export const SETS: { [letter: string]: string } = {
  d: "0-9",
  w: "A-Za-z0-9_",
  s: " \\t\\n\\v\\f\\r",
  h: " \\t\\u{a0}\\u{1680}\\u{180e}\\u{2000}-\\u{200a}\\u{202f}\\u{205f}\\u{3000}",
  v: "\\n\\v\\f\\r\\u{85}\\u{2028}\\u{2029}",
};

const POSIX: { [name: string]: string } = {
  Lower: "a-z",
  Upper: "A-Z",
  ASCII: "\\u{0}-\\u{7f}",
  Alpha: "A-Za-z",
  Digit: "0-9",
  Alnum: "A-Za-z0-9",
  Punct: "\\u{21}-\\u{2f}\\u{3a}-\\u{40}\\u{5b}-\\u{60}\\u{7b}-\\u{7e}",
  Graph: "\\u{21}-\\u{7e}",
  Print: "\\u{20}-\\u{7e}",
  Blank: " \\t",
  Cntrl: "\\u{0}-\\u{1f}\\u{7f}",
  XDigit: "0-9A-Fa-f",
  Space: " \\t\\n\\v\\f\\r",
};

/**
 * The body of the class that Java calls `\p{name}`: a POSIX class, a general category (`Lu`), a script (`IsLatin`,
 * `script=Latin`) or a binary property (`IsAlphabetic`). Undefined for others, blocks among them.
 */
export function property(name: string): string | undefined {
  if (hasOwn(POSIX, name)) return POSIX[name];
  const [key, value] = name.split("=");
  if (value !== undefined) {
    if (key === "script" || key === "sc") return supported(`Script=${value}`);
    return key === "general_category" || key === "gc" ? supported(`gc=${value}`) : undefined;
  }
  if (!name.startsWith("Is")) return supported(`gc=${name}`);
  const rest = name.slice(2);
  return supported(rest) ?? supported(`Script=${rest}`);
}

function supported(name: string): string | undefined {
  if (!/^[A-Za-z_=]+$/.test(name)) return undefined;
  try {
    regExp(`\\p{${name}}`, "u");
    return `\\p{${name}}`;
  } catch {
    return undefined;
  }
}
