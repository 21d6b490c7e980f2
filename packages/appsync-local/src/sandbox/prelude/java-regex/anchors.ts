import { SETS } from "./sets.ts";

/** Java's anchors, spelled out: it knows more line terminators than ECMAScript, and `$` also matches before a last one. */

const TERMINATORS = "\\n\\r\\u{85}\\u{2028}\\u{2029}";
/** Expressions are made without the flag `m`. Lookarounds such as `(?<![^])` would match between the halves of a surrogate pair, too. */
const START = "^";
const END = "$";
const BEFORE_LAST_TERMINATOR = `(?=(?:\\r\\n|(?<!\\r)\\n|[\\r\\u{85}\\u{2028}\\u{2029}])?${END})`;

export const ANY_BUT_TERMINATORS = `[^${TERMINATORS}]`;

export const startAnchor = (multiline: boolean) =>
  multiline ? `(?:${START}|(?:(?<=[\\n\\u{85}\\u{2028}\\u{2029}])|(?<=\\r)(?!\\n))(?=[^]))` : START;

export const endAnchor = (multiline: boolean) =>
  multiline ? `(?:(?=[\\r\\u{85}\\u{2028}\\u{2029}])|(?<!\\r)(?=\\n)|${END})` : BEFORE_LAST_TERMINATOR;

/** What these letters stand for after a backslash. */
export const ANCHORS: { [letter: string]: string } = {
  b: "\\b",
  B: "\\B",
  A: START,
  z: END,
  Z: BEFORE_LAST_TERMINATOR,
  R: `(?:\\r\\n|[${SETS.v}])`,
};
