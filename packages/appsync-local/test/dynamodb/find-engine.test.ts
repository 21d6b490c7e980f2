import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { findEngine } from "../../src/dynamodb/find-engine.ts";

function newFolder(...names: string[]): string {
  const root = mkdtempSync(join(tmpdir(), "engine-"));
  onTestFinished(() => rmSync(root, { recursive: true }));
  const folder = join(root, ...names);
  mkdirSync(folder, { recursive: true });
  return folder;
}

function put(folder: string, name: string, mode: number): string {
  const file = join(folder, name);
  writeFileSync(file, "");
  chmodSync(file, mode);
  return file;
}

const MAC = { platform: "darwin", arch: "arm64" } as const;

test("the engine of Linux on x86-64 comes with the package", () => {
  expect(findEngine({ platform: "linux", arch: "x64" })).toMatch(/@dynoxide\/linux-x64\/dynoxide$/);
});

test("elsewhere the engine on the PATH is taken", () => {
  const [empty, full] = [newFolder(), newFolder()];
  const engine = put(full, "dynoxide", 0o755);
  expect(findEngine({ ...MAC, path: ["", empty, full].join(delimiter) })).toBe(engine);
});

test("on Windows the engine is a program with the ending exe", () => {
  const folder = newFolder();
  const engine = put(folder, "dynoxide.exe", 0o755);
  expect(findEngine({ platform: "win32", arch: "x64", path: folder })).toBe(engine);
});

test.each([
  ["there is no PATH", () => undefined],
  ["the PATH has none", () => newFolder()],
  ["the file on the PATH is no program", () => join(put(newFolder(), "dynoxide", 0o644), "..")],
  ["what is on the PATH is npm's link", () => join(put(newFolder("node_modules", ".bin"), "dynoxide", 0o755), "..")],
])("where %s, the error says the command that brings one", (_, path) => {
  expect(() => findEngine({ ...MAC, path: path() })).toThrow(
    "the embedded engine for darwin on arm64 is not installed: run npm install --no-save dynoxide@1.2.1, " +
      "install dynoxide in another way, or name an endpoint instead",
  );
});
