import { readdirSync, readFileSync, statSync } from "node:fs";
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
  const assets = assetsIn(folder, prefix);
  print(`${template}
  ${kilobytes(Buffer.byteLength(text))}, ${Object.keys(JSON.parse(text).Resources).length} resources
  ${assets.length} assets (${assets.map(kilobytes).join(", ")})`);
}

/** Gives the sizes in bytes of this synthesis's assets: the folder keeps those of earlier ones, too. */
function assetsIn(folder: string, prefix: string): number[] {
  const { files } = JSON.parse(readFileSync(join(folder, `${prefix}.assets.json`), "utf8"));
  return Object.values(files as Record<string, { source: { path: string; packaging: string } }>)
    .filter(({ source }) => source.packaging === "zip")
    .map(({ source }) => bytesIn(join(folder, source.path)));
}

const bytesIn = (folder: string) =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .reduce((bytes, { parentPath, name }) => bytes + statSync(join(parentPath, name)).size, 0);
