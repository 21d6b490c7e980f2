import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { enginePidIn, enginesOf, type Started } from "./started.ts";

/** All that a start keeps in its folder. */
const FILES = [
  ...["engine.pid", "messages.jsonl", "outputs.json", "send.cjs", "start.pid", "state.json"],
  ...["tokens.db", "tokens.db-shm", "tokens.db-wal"],
];
/** What is of the folder, and not of one start. */
const KEPT = ["userPoolId", "userPoolClientId", "backends", "region"] as const;

/** What a start that is up has not cleaned up after the one before it, in words. */
export function leftOver(before: Started, { folder, child, enginePid, outputs }: Started): string[] {
  const engines = enginesOf(folder);
  const [owner] = readFileSync(join(folder, "start.pid"), "utf8").split(" ");
  const strays = readdirSync(folder).filter((name) => !FILES.includes(name));
  const lost = KEPT.filter((key) => !isDeepStrictEqual(outputs[key], before.outputs[key]));
  return [
    ...(isDeepStrictEqual(engines, [enginePid]) ? [] : [`engines run: ${engines}, and only ${enginePid} should`]),
    ...(enginePidIn(folder) === enginePid ? [] : ["engine.pid names another engine"]),
    ...(Number(owner) === child.pid ? [] : [`start.pid names ${owner}, and ${child.pid} has the folder`]),
    ...strays.map((name) => `${name} was left behind`),
    ...lost.map((key) => `${key} is another than before`),
  ];
}
