import { readdirSync, readFileSync } from "node:fs";

/** The memory of a process and its descendants, from Linux's /proc. */

export interface ProcessMemory {
  pid: number;
  name: string;
  /** Megabytes: the resident set size, and the proportional set size, which divides shared pages among their users. */
  rss: number;
  pss: number;
}

/** @param pid the id of the topmost process */
export function memoryOf(pid: number): ProcessMemory[] {
  const parents = new Map<number, number>();
  for (const name of readdirSync("/proc")) {
    if (/^\d+$/.test(name)) parents.set(Number(name), parentOf(name));
  }
  const family = [pid];
  for (const member of family) {
    for (const [child, parent] of parents) if (parent === member) family.push(child);
  }
  return family.flatMap(read);
}

const parentOf = (pid: string) => Number(textOf(pid, "stat").split(") ").at(-1)?.split(" ")[1]);

/** Reads a file of /proc; "" when the process has ended. */
function textOf(pid: number | string, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, "utf8");
  } catch {
    return "";
  }
}

/** Reads the memory of a process; an empty list when it has ended. */
function read(pid: number): ProcessMemory[] {
  const rollup = textOf(pid, "smaps_rollup");
  const megabytes = (key: string) => Number(new RegExp(`^${key}: +(\\d+) kB`, "m").exec(rollup)?.[1] ?? 0) / 1024;
  const [program = "", script = ""] = textOf(pid, "cmdline").split("\0");
  const name = [program, script].map((part) => part.split("/").at(-1)).join(" ");
  if (rollup === "") return [];
  return [{ pid, name, rss: megabytes("Rss"), pss: megabytes("Pss") }];
}
