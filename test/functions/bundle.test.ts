import { cpSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, expect, test } from "vitest";
import { bundleFunction } from "../../functions/bundle.ts";
import { SEND_SETTINGS } from "../../functions/send/settings.ts";
import { bake } from "../../settings/bake.ts";
import { HANDLER, settings } from "./support.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "bundle-"));
afterAll(() => rmSync(folder, { recursive: true }));

test("the same tree gives the same bytes wherever it lies, and no path is in them", () => {
  for (const name of ["functions", "contract", "settings"])
    cpSync(join(ROOT, name), join(folder, name), { recursive: true });
  symlinkSync(join(ROOT, "node_modules"), join(folder, "node_modules"));
  const define = bake(settings(), SEND_SETTINGS);
  const here = bundleFunction(HANDLER, { define }).code;
  const there = bundleFunction(join(folder, "functions/send/handler.ts"), { define }).code;
  expect(there).toBe(here);
  expect(here).not.toContain(ROOT);
  expect(here).not.toContain("sourceMappingURL");
});

test("the send function's bundle holds its own settings alone, and is below 650 KB", () => {
  const define = bake(settings({ serviceName: "Canary" }), SEND_SETTINGS);
  const { code } = bundleFunction(HANDLER, { define });
  expect(code).toContain("Canary");
  expect(code, "the library that checks settings").not.toMatch(/zod/i);
  expect(Object.keys(JSON.parse(define.SETTINGS)).sort()).toEqual([...SEND_SETTINGS].sort());
  expect(code.length).toBeLessThan(650_000);
});

test("what cannot be bundled is named, with its place", () => {
  const entry = join(folder, "broken.ts");
  writeFileSync(entry, 'import "./missing.ts";\nexport const handler = () => 1;\n');
  expect(() => bundleFunction(entry)).toThrow(/broken\.ts:1:7.*missing\.ts/);
});
