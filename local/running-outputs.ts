import { readFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import type { Outputs } from "./service/index.ts";

/** Reads where everything is of the start that runs in `LOCAL_DIR`. Where none does, it says how to start one, and ends the process. */
export function runningOutputs(): Outputs {
  const file = resolve(process.env.LOCAL_DIR || ".local", "outputs.json");
  try {
    const read: Outputs = JSON.parse(readFileSync(file, "utf8"));
    // Signal 0 only asks whether the process runs.
    process.kill(read.pid, 0);
    return read;
  } catch {
    console.error(`nothing is running in ${dirname(file)}. Start it in another terminal with: npm start`);
    process.exit(1);
  }
}
