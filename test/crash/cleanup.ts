import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { enginePidIn, enginesOf, type Started } from "./started.ts";

/** All files that a start keeps in its folder. */
const FILES = [
  ...[
    "account.cjs",
    "authorizer.cjs",
    "engine.pid",
    "events.jsonl",
    "messages.jsonl",
    "outputs.json",
    "reset.cjs",
    "send.cjs",
    "start.pid",
    "state.json",
    "stream.cjs",
    "stream.jsonl",
    "webhook.cjs",
    "webhooks.jsonl",
  ],
  ...["tokens.db", "tokens.db-shm", "tokens.db-wal"],
];
/** The outputs that belong to the folder and stay the same from start to start. */
const KEPT = ["userPoolId", "userPoolClientId", "operatorsClientId", "backends", "region"] as const;

/** Finds what a start has not cleaned up after the one before it. @returns a sentence for each problem */
export function cleanupProblems(before: Started, { folder, child, enginePid, outputs }: Started): string[] {
  const engines = enginesOf(folder);
  const [owner] = readFileSync(join(folder, "start.pid"), "utf8").split(" ");
  const strays = readdirSync(folder).filter((name) => !FILES.includes(name));
  const lost = KEPT.filter((key) => !isDeepStrictEqual(outputs[key], before.outputs[key]));
  return [
    ...(isDeepStrictEqual(engines, [enginePid]) ? [] : [`the engines ${engines} run, but only ${enginePid} should`]),
    ...(enginePidIn(folder) === enginePid ? [] : ["engine.pid names another engine"]),
    ...(Number(owner) === child.pid ? [] : [`start.pid names ${owner}, but ${child.pid} has the folder`]),
    ...strays.map((name) => `${name} was left behind`),
    ...lost.map((key) => `${key} has changed since the start before`),
  ];
}
