import { appendFileSync, closeSync, openSync } from "node:fs";
import { join } from "node:path";
import type { Journal } from "../dynamodb/index.ts";
import { textOf, writeSecret } from "./files.ts";

/**
 * Opens the journal of the tables' streams in the folder. It is not synced to the disk: what is written survives the end of the process, however
 * it comes, but perhaps not that of the machine.
 */
export function openJournal(folder: string): Journal {
  const file = join(folder, "stream.jsonl");
  let descriptor: number | undefined;
  const close = () => {
    if (descriptor !== undefined) closeSync(descriptor);
    descriptor = undefined;
  };
  return {
    read: () => textOf(file),
    append(text) {
      descriptor ??= openSync(file, "a", 0o600);
      appendFileSync(descriptor, text);
    },
    rewrite(text) {
      close();
      writeSecret(file, text);
    },
    close,
  };
}
