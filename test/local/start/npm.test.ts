import { spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, onTestFinished, test } from "vitest";
import type { Outputs } from "../../../local/service/index.ts";
import { enginePid, isAlive, newFolder } from "../running-start.ts";

/** What becomes of the service when the npm that started it is ended. */

const ROOT = fileURLToPath(new URL("../../..", import.meta.url));

/** Runs `npm start` as a person does, and waits for it. */
async function npmStart() {
  const folder = newFolder();
  const { PATH = "", HOME = "", TMPDIR = tmpdir() } = process.env;
  const env = { PATH, HOME, TMPDIR, PORT: "0", LOCAL_DIR: folder };
  const npm = spawn("npm", ["start"], { cwd: ROOT, env, stdio: "ignore" });
  onTestFinished(() => void npm.kill("SIGKILL"));
  const file = join(folder, "outputs.json");
  await expect.poll(() => existsSync(file), { interval: 50, timeout: 30_000 }).toBe(true);
  const { pid } = JSON.parse(readFileSync(file, "utf8")) as Outputs;
  onTestFinished(() => {
    if (isAlive(pid)) process.kill(pid, "SIGKILL");
  });
  return { npm, file, pid, engine: enginePid(folder) };
}

test.each(["SIGTERM", "SIGKILL"] as const)(
  "%s to npm's process ends the service in order, and its engine",
  async (signal) => {
    const { npm, file, pid, engine } = await npmStart();
    expect([pid, engine].map(isAlive)).toEqual([true, true]);
    npm.kill(signal);
    await expect.poll(() => [pid, engine].map(isAlive), { interval: 50, timeout: 30_000 }).toEqual([false, false]);
    expect(existsSync(file)).toBe(false);
  },
);
