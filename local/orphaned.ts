import { readFileSync } from "node:fs";

const LOOK_EVERY_MILLISECONDS = 500;

/**
 * Calls `then` when the npm that started this process is gone. npm hands a signal on to the shell that it runs the script in, and
 * many a shell ends without handing it on. A process that was not started by npm may be left alone by its parent, and goes on.
 */
export function whenNpmIsGone(then: () => void): void {
  if (process.env.npm_lifecycle_event === undefined) return;
  const parents = () => [process.ppid, parentOfShell(process.ppid)].join();
  const first = parents();
  setInterval(() => {
    if (parents() !== first) then();
  }, LOOK_EVERY_MILLISECONDS).unref();
}

/** The parent of a process that is a shell, where the system tells: of a shell that npm has started, that is npm. */
function parentOfShell(pid: number): string {
  try {
    // "<pid> (<name>) <state> <parent> ..."
    const [, name, parent] = /\((.*)\) \S (\d+)/.exec(readFileSync(`/proc/${pid}/stat`, "utf8")) ?? [];
    return /^(?:ba|da|z|k)?sh$/.test(name ?? "") ? (parent ?? "") : "";
  } catch {
    return "";
  }
}
