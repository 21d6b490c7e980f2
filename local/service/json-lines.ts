import { appendFileSync } from "node:fs";
import { textOf, writeSecret } from "./files.ts";

/** A file with a JSON value on each line, so that a new value costs one line and not the whole file. */
export interface JsonLines<Line> {
  /** What earlier starts left. */
  lines: Line[];
  /** Appends a line, or writes a file that is too long anew. @param all gives what such a file has afterwards, this line's change included */
  append(line: Line, all: () => Line[]): void;
  /** Writes the whole file anew. */
  rewrite(lines: Line[]): void;
}

const toText = (line: unknown) => `${JSON.stringify(line)}\n`;

/**
 * Opens the file, for its owner alone. Lines that cannot be read are dropped: a killed start may leave half a line at the end.
 *
 * @param most a file of so many lines is written anew. If most of them are still wanted, it may first grow to twice what was written
 */
export function openJsonLines<Line>(file: string, most: number): JsonLines<Line> {
  const text = textOf(file);
  const lines = text.split("\n").flatMap(parsed<Line>);
  let count = lines.length;
  let longest = most;
  const rewrite = (all: Line[]) => {
    writeSecret(file, all.map(toText).join(""));
    count = all.length;
    longest = Math.max(most, 2 * count);
  };
  // Half a line would spoil the next one.
  if (!text.endsWith("\n")) rewrite(lines);
  return {
    lines,
    append(line, all) {
      if (count >= longest) return rewrite(all());
      appendFileSync(file, toText(line));
      count += 1;
    },
    rewrite,
  };
}

function parsed<Line>(text: string): Line[] {
  try {
    return [JSON.parse(text)];
  } catch {
    return [];
  }
}
