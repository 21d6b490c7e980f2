import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

/** `docs/requirements.md` says of each requirement which test proves it, or which issue it waits for. It has to be true. */

const root = fileURLToPath(new URL("..", import.meta.url));
const document = readFileSync(`${root}docs/requirements.md`, "utf8");
const rows = new Map(
  [...document.matchAll(/^\| ([SF]\d\d) \|[^|]*\|([^|]*)\|$/gm)].map(([, id, proof]) => [
    id as string,
    proof as string,
  ]),
);
const ids = [...numbered("S", 50), ...numbered("F", 30)];

function numbered(letter: string, count: number): string[] {
  return Array.from({ length: count }, (_, index) => `${letter}${String(index + 1).padStart(2, "0")}`);
}

test("every S and F row is there once", () => {
  expect([...rows.keys()]).toEqual(ids);
});

test.each(ids)("%s names tests that name it, or the issue it waits for", (id) => {
  const proof = rows.get(id) ?? "";
  const files = [...proof.matchAll(/`((?:packages\/[^`]+\/)?test\/[^`]+)`/g)].map(([, file]) => file as string);
  if (files.length === 0) return expect(proof).toMatch(/waits for/);
  for (const file of files) {
    expect(existsSync(root + file), file).toBe(true);
    expect(readFileSync(root + file, "utf8"), `${file} names ${id}`).toContain(id);
  }
});
