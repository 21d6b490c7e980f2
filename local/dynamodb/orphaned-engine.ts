import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** An engine ends with its parent wherever the system can do that; elsewhere a killed start leaves one behind. */

const fileOf = (folder: string) => join(folder, "engine.pid");

export const rememberEngine = (folder: string, pid: number) =>
  writeFileSync(fileOf(folder), String(pid), { mode: 0o600 });

/** Ends the engine that an earlier start of this folder left behind, if that process still is one. */
export function endLeftoverEngine(folder: string): void {
  try {
    const pid = Number(readFileSync(fileOf(folder), "utf8"));
    if (readFileSync(`/proc/${pid}/cmdline`, "utf8").includes(join(folder, "tokens.db"))) process.kill(pid, "SIGKILL");
  } catch {
    // No file, no such process: nothing is left.
  }
  rmSync(fileOf(folder), { force: true });
}
