import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { StartProblem } from "./start-problem.ts";

/**
 * Locks the folder for this process: two starts would overwrite each other's state, and the second would end the first one's
 * engine. The lock of a killed process counts no more.
 *
 * @returns the function that unlocks the folder
 * @throws StartProblem that names the process that holds the lock
 */
export function lockFolder(folder: string): () => void {
  const file = join(folder, "start.pid");
  const unlock = () => rmSync(file, { force: true });
  const owner = ownerIn(file);
  if (owner !== undefined) throw inUse(folder, owner);
  unlock();
  try {
    writeFileSync(file, `${process.pid} ${startTimeOf(process.pid)}`, { flag: "wx", mode: 0o600 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") throw inUse(folder, ownerIn(file));
    throw error;
  }
  return unlock;
}

const inUse = (folder: string, pid = "unknown") =>
  new StartProblem(
    `the folder ${folder} is in use by another start (process ${pid}): end that one, or set LOCAL_DIR to another folder`,
  );

/** The id of the process that holds the lock, if it still runs. */
function ownerIn(file: string): string | undefined {
  try {
    const [pid = "", startTime] = readFileSync(file, "utf8").split(" ");
    process.kill(Number(pid), 0);
    return startTimeOf(Number(pid)) === startTime ? pid : undefined;
  } catch {
    return undefined;
  }
}

/** A process's start time, where the system tells it: a later process may have the same id. `dead` for one that has ended. */
function startTimeOf(pid: number): string {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ").at(-1)?.split(" ") ?? [];
    return fields[0] === "Z" ? "dead" : (fields[19] ?? "");
  } catch {
    return "";
  }
}
