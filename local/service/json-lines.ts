import { appendFileSync } from "node:fs";
import { textOf, writeSecret } from "./files.ts";

/** A file with a JSON value on each line, so that a new value costs one line and not the whole file. */
export interface JsonLines<Line> {
  /** What earlier starts left. */
  lines: Line[];
  /** Appends a line. */
  append(line: Line): void;
  /** Writes the whole file anew. */
  rewrite(lines: Line[]): void;
  /** How many lines the file has. */
  count(): number;
}

const toText = (line: unknown) => `${JSON.stringify(line)}\n`;

/** Opens the file, for its owner alone. Lines that cannot be read are dropped: a killed start may leave half a line at the end. */
export function openJsonLines<Line>(file: string): JsonLines<Line> {
  const lines = textOf(file)
    .split("\n")
    .flatMap(parsed<Line>);
  let count = 0;
  const rewrite = (all: Line[]) => {
    writeSecret(file, all.map(toText).join(""));
    count = all.length;
  };
  rewrite(lines);
  return {
    lines,
    append(line) {
      appendFileSync(file, toText(line));
      count += 1;
    },
    rewrite,
    count: () => count,
  };
}

function parsed<Line>(text: string): Line[] {
  try {
    return [JSON.parse(text)];
  } catch {
    return [];
  }
}
