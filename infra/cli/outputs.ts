import { chmodSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** By name, as those that `npm start` writes. */
export type Outputs = Record<string, string>;

export const outputsFile = (folder: string, stage: string) => join(folder, `outputs.${stage}.json`);

/** Writes what the CDK wrote of one stack into a file of its own: flat, whole or not at all, for its owner alone. */
export function writeOutputs(file: string, stack: string, written: string): Outputs {
  const outputs: Outputs = JSON.parse(readFileSync(written, "utf8"))[stack];
  const half = `${file}.${process.pid}.new`;
  writeFileSync(half, `${JSON.stringify(outputs, null, 2)}\n`, { mode: 0o600 });
  chmodSync(half, 0o600);
  renameSync(half, file);
  return outputs;
}
