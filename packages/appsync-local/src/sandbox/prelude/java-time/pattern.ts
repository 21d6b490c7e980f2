import { hasOwn, memoize, typeError } from "../primordials.ts";

/** A pattern of Java's DateTimeFormatter, read into its parts. */
export type Token = { literal: string } | { letter: string; count: number } | { optional: Token[] };

/** The longest run of each supported letter. */
const MOST: { [letter: string]: number } = {
  u: 19,
  y: 19,
  M: 5,
  L: 5,
  d: 2,
  D: 3,
  E: 5,
  e: 5,
  a: 1,
  H: 2,
  k: 2,
  K: 2,
  h: 2,
  m: 2,
  s: 2,
  S: 9,
  A: 19,
  n: 19,
  V: 2,
  z: 4,
  O: 4,
  X: 5,
  x: 5,
  Z: 5,
};

/**
 * @throws TypeError that names a letter which is not supported, or the character at which the pattern is malformed
 */
export const readPattern: (pattern: string) => Token[] = memoize(256, (pattern) => {
  const fail = (reason: string) => typeError(`date format "${pattern}": ${reason}`);
  const pieces = pattern.length > 0 ? piecesOf(pattern) : [];
  const outer: Token[][] = [];
  let tokens: Token[] = [];
  for (const piece of pieces) {
    const first = piece[0] as string;
    if (first === "[") {
      outer.push(tokens);
      tokens = [];
    } else if (first === "]") {
      const enclosing = outer.pop();
      if (!enclosing) throw fail("] without [");
      enclosing.push({ optional: tokens });
      tokens = enclosing;
    } else if (first === "'") {
      if (piece.length === 1) throw fail("a quote is not closed");
      tokens.push({ literal: piece === "''" ? "'" : unquote(piece) });
    } else if (/[{}#]/.test(first)) throw fail(`${first} is reserved; put it in quotes`);
    else if (!/[A-Za-z]/.test(first)) tokens.push({ literal: piece });
    else if (!hasOwn(MOST, first)) throw fail(`the letter ${first} is not supported locally`);
    else if (piece.length > (MOST[first] as number)) throw fail(`too many letters in a row: ${piece}`);
    else if ((first === "V" && piece !== "VV") || /^OO{1,2}$/.test(piece)) throw fail(`${piece} has a wrong length`);
    else tokens.push({ letter: first, count: piece.length });
  }
  if (outer.length > 0) throw fail("[ without ]");
  return tokens;
});

/** Runs of one letter, quoted texts with their quotes, and single characters. */
function piecesOf(pattern: string): string[] {
  const pieces: string[] = [];
  const piece = /'(?:[^']|'')*'|([A-Za-z])\1*|./gsu;
  for (let match = piece.exec(pattern); match; match = piece.exec(pattern)) pieces.push(match[0]);
  return pieces;
}

const unquote = (quoted: string) => quoted.slice(1, -1).split("''").join("'");
