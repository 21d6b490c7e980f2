import { readFileSync } from "node:fs";

/** Reads a page in `docs/`. */
export const textOf = (name: string): string => readFileSync(new URL(`../../docs/${name}`, import.meta.url), "utf8");

/** Reads the tables of a page in `docs/`. @returns the cells of each row, heads and all */
export function rowsOf(name: string): string[][] {
  return [...textOf(name).matchAll(/^\| (.+) \|$/gm)].map(([, row]) =>
    (row as string).split("|").map((cell) => cell.trim()),
  );
}

/** Gives the US dollars that one of something costs, by the names of `docs/costs.md`, where prices stand for a million. */
export function prices(): Map<string, number> {
  const priced = rowsOf("costs.md").filter(([, , price = ""]) => price.endsWith("a million"));
  return new Map(priced.map(([part = "", , price = ""]) => [part, Number.parseFloat(price) / 1_000_000]));
}
