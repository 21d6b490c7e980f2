import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import type { CommandParts } from "./command.ts";
import { assemblyOf } from "./run-cdk.ts";

/** Writes the template and its assets, and prints where they are and how large. */
export async function synth({ deployment, runCdk, terminal }: CommandParts): Promise<void> {
  const { stage, prefix } = deployment;
  await runCdk("synth", ["--quiet"]);
  const folder = assemblyOf(stage);
  const template = join(folder, `${prefix}.template.json`);
  const text = readFileSync(template, "utf8");
  const kilobytes = (bytes: number) => `${Math.ceil(bytes / 1024)} KB`;
  const assets = assetsIn(folder, prefix);
  terminal.print(`${template}
  ${kilobytes(Buffer.byteLength(text))}, ${Object.keys(JSON.parse(text).Resources).length} resources
  ${assets.length} assets (${assets.map(kilobytes).join(", ")})`);
}

/** @returns the sizes in bytes of this synthesis's assets; the folder also keeps those of earlier ones */
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
