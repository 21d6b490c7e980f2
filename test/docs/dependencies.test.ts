import { globSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const read = (file: string) => readFileSync(ROOT + file, "utf8");

test("docs/dependencies.md gives a reason for every dependency, and names no other package", () => {
  const installed = ["package.json", ...globSync("packages/*/package.json", { cwd: ROOT })].flatMap((file) => {
    const { dependencies, devDependencies, optionalDependencies, peerDependencies } = JSON.parse(read(file));
    return Object.keys({ ...dependencies, ...devDependencies, ...optionalDependencies, ...peerDependencies });
  });
  const rows = [...read("docs/dependencies.md").matchAll(/^\| (`.*`) \| .+ \|$/gm)].map(([, names]) => names as string);
  const explained = rows.flatMap((names) => names.split(", ").map((name) => name.replaceAll("`", "")));
  expect(explained.toSorted()).toEqual([...new Set(installed)].toSorted());
});
