import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { startService } from "../../../local/service/index.ts";
import { settingsFrom } from "../../../settings/read.ts";

/** Starts the service in a new folder once for each call, and gives the backends of its outputs. */
function starts() {
  const folder = mkdtempSync(join(tmpdir(), "otp-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return async (backends: Record<string, string>) => {
    const service = await startService({ folder, settings: settingsFrom({ backends }), port: 0 });
    await service.close();
    return service.outputs.backends;
  };
}

test("a role that the settings no longer name is no longer a backend, and one that they still name keeps its credentials", async () => {
  const backendsWith = starts();
  const [kept] = await backendsWith({ stays: "one", goes: "two" });
  expect(await backendsWith({ stays: "one" })).toEqual([kept]);
});

test("a backend gets credentials under every name that IAM takes for a role, such as constructor", async () => {
  const [backend] = await starts()({ constructor: "shop" });
  expect(backend?.accessKeyId).toMatch(/^AKIALOCAL/);
  expect(backend?.secretAccessKey).toBeTruthy();
});
