import { globSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import type { Deployment } from "../stage.ts";
import { assemblyOf, type RunCdk } from "./run-cdk.ts";
import type { Terminal } from "./terminal.ts";

/** Makes the template, and says where it is and what it comes to. */
export async function synth({ stage, prefix }: Deployment, runCdk: RunCdk, { print }: Terminal): Promise<void> {
  await runCdk("synth", ["--quiet"]);
  const folder = assemblyOf(stage);
  const template = join(folder, `${prefix}.template.json`);
  const text = readFileSync(template, "utf8");
  const kilobytes = (bytes: number) => `${Math.ceil(bytes / 1024)} KB`;
  const assets = globSync("asset.*/*", { cwd: folder }).map((file) => statSync(join(folder, file)).size);
  print(`${template}
  ${kilobytes(Buffer.byteLength(text))}, ${Object.keys(JSON.parse(text).Resources).length} resources
  ${assets.length} assets (${assets.map(kilobytes).join(", ")})`);
}
