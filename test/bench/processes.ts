import { readdirSync, readFileSync } from "node:fs";

/** What a process and all that it started hold in memory, as Linux tells it. */

export interface ProcessMemory {
  pid: number;
  name: string;
  /** Megabytes: resident, and resident with what is shared divided among those who share it. */
  rss: number;
  pss: number;
}

/** @param pid of the process at the top */
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

/** Empty when the process has ended. */
function textOf(pid: number | string, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, "utf8");
  } catch {
    return "";
  }
}

/** Nothing of a process that has ended since it was seen. */
function read(pid: number): ProcessMemory[] {
  const rollup = textOf(pid, "smaps_rollup");
  const megabytes = (key: string) => Number(new RegExp(`^${key}: +(\\d+) kB`, "m").exec(rollup)?.[1] ?? 0) / 1024;
  const [program = "", script = ""] = textOf(pid, "cmdline").split("\0");
  const name = [program, script].map((part) => part.split("/").at(-1)).join(" ");
  if (rollup === "") return [];
  return [{ pid, name, rss: megabytes("Rss"), pss: megabytes("Pss") }];
}
