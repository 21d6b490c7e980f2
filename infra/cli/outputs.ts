import { chmodSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** The stack's outputs by name; `npm start` writes the same names. */
export type Outputs = Record<string, string>;

export const outputsFile = (folder: string, stage: string) => join(folder, `outputs.${stage}.json`);

/** Copies one stack's outputs from the CDK's file into a flat one, written whole or not at all, and readable by its owner only. */
export function writeOutputs(file: string, stack: string, written: string): Outputs {
  const outputs: Outputs = JSON.parse(readFileSync(written, "utf8"))[stack];
  const half = `${file}.${process.pid}.new`;
  writeFileSync(half, `${JSON.stringify(outputs, null, 2)}\n`, { mode: 0o600 });
  chmodSync(half, 0o600);
  renameSync(half, file);
  return outputs;
}
