import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { StartProblem } from "../problem.ts";

/** One start a folder: two would write over each other's state, and the second would end the first one's engine. */

/**
 * Takes the folder for this process, also from one that was killed.
 *
 * @returns what gives it back
 * @throws StartProblem that names the process that has it
 */
export function claimFolder(folder: string): () => void {
  const file = join(folder, "start.pid");
  const giveBack = () => rmSync(file, { force: true });
  const owner = ownerIn(file);
  if (owner !== undefined) throw inUse(folder, owner);
  giveBack();
  try {
    writeFileSync(file, `${process.pid} ${beginningOf(process.pid)}`, { flag: "wx", mode: 0o600 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") throw inUse(folder, ownerIn(file));
    throw error;
  }
  return giveBack;
}

const inUse = (folder: string, pid = "unknown") =>
  new StartProblem(
    `the folder ${folder} is in use by another start (process ${pid}): end that one, or set LOCAL_DIR to another folder`,
  );

/** The process that has the folder, if it still runs. */
function ownerIn(file: string): string | undefined {
  try {
    const [pid = "", beginning] = readFileSync(file, "utf8").split(" ");
    process.kill(Number(pid), 0);
    return beginningOf(Number(pid)) === beginning ? pid : undefined;
  } catch {
    return undefined;
  }
}

/** When a process began, where the system tells: a later one of the same id is another. Of one that is dead, `dead`. */
function beginningOf(pid: number): string {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ").at(-1)?.split(" ") ?? [];
    return fields[0] === "Z" ? "dead" : (fields[19] ?? "");
  } catch {
    return "";
  }
}
