import { existsSync, globSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const LINK = /\]\(([^)\s]+)\)/g;
const FENCE = /^ *```[\s\S]*?^ *```/gm;
/** A path of the repository, and a script of package.json, as text names them. */
const PATH = /`((?:contract|docs|examples|functions|infra|local|packages|resolvers|settings|test)\/[\w./-]+)`/g;
const SCRIPT = /\bnpm run (?:-s )?([a-z][\w:-]*)(?![\w:-]| -w)/g;

const read = (page: string) => readFileSync(ROOT + page, "utf8");
const proseOf = (page: string) => read(page).replaceAll(FENCE, "");
const matches = (text: string, pattern: RegExp) => [...text.matchAll(pattern)].map(([, found]) => found as string);

/** Every Markdown file but those of installed packages and of builds. */
const pages = globSync(["**/*.md", ".github/**/*.md"], {
  cwd: ROOT,
  exclude: ["**/node_modules/**", "**/dist/**", "cdk.out/**"],
}).toSorted();

/** The anchors of a page's headings, made as GitHub makes them. */
function anchorsOf(page: string): string[] {
  const counts = new Map<string, number>();
  return matches(proseOf(page), /^#+ (.+)$/gm).map((heading) => {
    const plain = heading.replaceAll(/\[([^\]]*)\]\([^)]*\)/g, "$1").toLowerCase();
    const anchor = plain.replaceAll(/[^\p{L}\p{N}\p{M} _-]/gu, "").replaceAll(" ", "-");
    const count = counts.get(anchor) ?? 0;
    counts.set(anchor, count + 1);
    return count ? `${anchor}-${count}` : anchor;
  });
}

function isBroken(page: string, link: string): boolean {
  const [path = "", anchor] = link.split("#");
  const target = path ? join(dirname(page), path) : page;
  if (!existsSync(ROOT + target)) return true;
  return anchor !== undefined && !(target.endsWith(".md") && anchorsOf(target).includes(anchor));
}

describe.each(pages)("%s", (page) => {
  test("every relative link leads to a file and, where it names one, to a heading", () => {
    const relative = matches(proseOf(page), LINK).filter((link) => !/^[a-z]+:/.test(link));
    expect(relative.filter((link) => isBroken(page, link))).toEqual([]);
  });

  test("every path and every npm script that the text names exists", () => {
    const { scripts } = JSON.parse(read("package.json"));
    const here = page.startsWith("packages/") ? dirname(page).split("/").slice(0, 2).join("/") : "";
    const exists = (path: string) => existsSync(ROOT + path) || existsSync(join(ROOT, here, path));
    expect(matches(proseOf(page), PATH).filter((path) => !exists(path))).toEqual([]);
    expect(matches(read(page), SCRIPT).filter((script) => !Object.hasOwn(scripts, script))).toEqual([]);
  });

  test("lines of prose stay below 160 characters", () => {
    const lines = proseOf(page).split("\n");
    const long = lines.filter((line) => !/^\s*\|/.test(line) && line.replaceAll(LINK, "]").length >= 160);
    expect(long).toEqual([]);
  });
});
