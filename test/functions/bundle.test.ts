import { cpSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, expect, test } from "vitest";
import { bundleFunction } from "../../functions/bundle.ts";
import { bake } from "../../functions/send/settings.ts";
import { HANDLER, settings } from "./support.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "bundle-"));
afterAll(() => rmSync(folder, { recursive: true }));

test("the same tree gives the same bytes wherever it lies, and no path is in them", () => {
  for (const name of ["functions", "contract", "settings"])
    cpSync(join(ROOT, name), join(folder, name), { recursive: true });
  symlinkSync(join(ROOT, "node_modules"), join(folder, "node_modules"));
  const define = bake(settings());
  const here = bundleFunction(HANDLER, { define }).code;
  const there = bundleFunction(join(folder, "functions/send/handler.ts"), { define }).code;
  expect(there).toBe(here);
  expect(here).not.toContain(ROOT);
  expect(here).not.toContain("sourceMappingURL");
});

test("the send function's bundle holds its own settings alone, and is below 600 KB", () => {
  const sending = settings({ serviceName: "Canary" });
  const { code } = bundleFunction(HANDLER, { define: bake(sending) });
  expect(code).toContain("Canary");
  expect(Object.keys(JSON.parse(bake(sending).__SEND_SETTINGS__ as string)).sort()).toEqual([
    "email",
    "languages",
    "serviceName",
    "sms",
  ]);
  expect(code.length).toBeLessThan(600_000);
});

test("what cannot be bundled is named, with its place", () => {
  const entry = join(folder, "broken.ts");
  writeFileSync(entry, 'import "./missing.ts";\nexport const handler = () => 1;\n');
  expect(() => bundleFunction(entry)).toThrow(/broken\.ts:1:7.*missing\.ts/);
});
