import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, onTestFinished } from "vitest";
import type { Outputs } from "../../local/service/index.ts";

/** Runs `npm start` and `npm run demo` as a person does, each in its own process. */

const SETPRIV = "/usr/bin/setpriv";

export interface Run {
  child: ChildProcess;
  folder: string;
  stdout(): string;
  stderr(): string;
  /** The exit code, or the signal that ended it. */
  ended: Promise<{ end: number | string | null }>;
}

/** Makes a folder that is deleted after the test. */
export function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "start-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Runs a script of `local/`. The script ends with the test, and also when this process is killed. */
export function run(
  script: "start.ts" | "demo.ts" | "reset.ts",
  env: Record<string, string> = {},
  args: string[] = [],
): Run {
  const folder = env.LOCAL_DIR ?? newFolder();
  const file = fileURLToPath(new URL(`../../local/${script}`, import.meta.url));
  const command = [process.execPath, file, ...args];
  if (existsSync(SETPRIV)) command.unshift(SETPRIV, "--pdeathsig", "KILL", "--");
  const [program, ...rest] = command as [string, ...string[]];
  const { PATH = "", HOME = "", TMPDIR = tmpdir() } = process.env;
  const child = spawn(program, rest, { env: { PATH, HOME, TMPDIR, PORT: "0", LOCAL_DIR: folder, ...env } });
  const said = { stdout: "", stderr: "" };
  child.stdout.on("data", (chunk) => {
    said.stdout += chunk;
  });
  child.stderr.on("data", (chunk) => {
    said.stderr += chunk;
  });
  const ended: Run["ended"] = new Promise((resolve) =>
    child.once("close", (code, signal) => resolve({ end: code ?? signal })),
  );
  onTestFinished(async () => {
    child.kill("SIGKILL");
    await ended;
  });
  return { child, folder, stdout: () => said.stdout, stderr: () => said.stderr, ended };
}

/** Waits until everything listens, and reads the outputs. */
export async function outputsOf({ child, folder, stderr }: Run): Promise<Outputs> {
  const read = () => JSON.parse(readFileSync(join(folder, "outputs.json"), "utf8")) as Outputs;
  const ready = () => {
    if (child.exitCode !== null) return `ended: ${stderr()}`;
    return existsSync(join(folder, "outputs.json")) && read().pid === child.pid ? "ready" : "starting";
  };
  await expect.poll(ready, { interval: 20, timeout: 30_000 }).not.toBe("starting");
  expect(ready()).toBe("ready");
  return read();
}

/** Whether a process runs. A zombie, which has ended but was not reaped yet, does not. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return !existsSync("/proc") || !/^State:\tZ/m.test(readFileSync(`/proc/${pid}/status`, "utf8"));
  } catch {
    return false;
  }
}

/** The process id of the engine that runs for a folder. */
export const enginePid = (folder: string) => Number(readFileSync(join(folder, "engine.pid"), "utf8"));
