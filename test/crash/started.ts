import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import type { Outputs } from "../../local/service/index.ts";

/** `npm start` in its own process, to be killed. It also ends when this process is killed. */
export interface Running {
  child: ChildProcess;
  folder: string;
  /** The output on stderr so far. */
  stderr(): string;
  /** The exit code, or the signal that ended it. */
  ended: Promise<number | string | null>;
}

/** A start that is up. */
export interface Started extends Running {
  outputs: Outputs;
  enginePid: number;
}

const SETPRIV = "/usr/bin/setpriv";
const SCRIPT = fileURLToPath(new URL("../../local/start.ts", import.meta.url));
const READY_MILLISECONDS = 30_000;

/** Runs a start. @param execArgv options of Node itself, such as `--import` */
export function run(folder: string, env: Record<string, string>, execArgv: string[] = []): Running {
  const command = [process.execPath, ...execArgv, SCRIPT];
  if (existsSync(SETPRIV)) command.unshift(SETPRIV, "--pdeathsig", "KILL", "--");
  const [program, ...args] = command as [string, ...string[]];
  const { PATH = "", HOME = "" } = process.env;
  const child = spawn(program, args, {
    env: { PATH, HOME, LOCAL_DIR: folder, ...env },
    stdio: ["ignore", "ignore", "pipe", "ipc"],
  });
  let said = "";
  child.stderr?.on("data", (chunk) => {
    said += chunk;
  });
  const ended = new Promise<number | string | null>((resolve) =>
    child.once("close", (code, signal) => resolve(code ?? signal)),
  );
  return { child, folder, stderr: () => said, ended };
}

/** Runs a start and waits until it is up. @throws Error with its output when it ends instead */
export async function start(folder: string, env: Record<string, string>, execArgv?: string[]): Promise<Started> {
  const running = run(folder, env, execArgv);
  const deadline = performance.now() + READY_MILLISECONDS;
  for (;;) {
    const outputs = outputsIn(folder);
    if (outputs && outputs.pid === running.child.pid) return { ...running, outputs, enginePid: enginePidIn(folder) };
    if (running.child.exitCode !== null || running.child.signalCode !== null || performance.now() > deadline) {
      running.child.kill("SIGKILL");
      await running.ended;
      throw new Error(`a start did not come up: ${running.stderr() || "it printed nothing"}`);
    }
    await setTimeout(5);
  }
}

/** Ends a start in order. */
export async function stop({ child, ended }: Running): Promise<void> {
  child.kill("SIGTERM");
  await ended;
}

function outputsIn(folder: string): Outputs | undefined {
  try {
    return JSON.parse(readFileSync(join(folder, "outputs.json"), "utf8"));
  } catch {
    return undefined;
  }
}

export const enginePidIn = (folder: string) => Number(readFileSync(join(folder, "engine.pid"), "utf8"));

/** The process ids of the engines that run for a folder, from Linux's /proc. A zombie does not count. */
export const enginesOf = (folder: string): number[] =>
  readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name) && commandOf(name).includes(`\0${join(folder, "tokens.db")}\0`))
    .map(Number);

function commandOf(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8");
  } catch {
    return "";
  }
}
