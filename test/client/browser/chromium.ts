import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** The command of a Chromium that is on the machine; undefined if there is none. */
export const chromium = ["chromium", "chromium-browser", "google-chrome"].find(
  (name) => spawnSync(name, ["--version"]).status === 0,
);

/** Opens a page in a new browser without a window. @returns what closes it */
export function openPage(url: string): () => Promise<void> {
  const profile = mkdtempSync(join(tmpdir(), "chromium-"));
  // Tests run in containers, too, often as root and with little shared memory; the only page is the test's own.
  const container = ["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu"];
  const quiet = ["--headless=new", "--no-first-run", "--disable-background-networking", `--user-data-dir=${profile}`];
  const child = spawn(chromium as string, [...container, ...quiet, url], { stdio: "ignore" });
  return async () => {
    if (child.exitCode === null && child.kill()) await once(child, "exit");
    rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
  };
}
