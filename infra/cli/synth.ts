import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { edgeStackOf } from "../stage.ts";
import type { CommandParts } from "./command.ts";
import { assemblyOf } from "./run-cdk.ts";

/** Writes the templates and their assets, and prints where they are and how large. */
export async function synth({ deployment, runCdk, terminal }: CommandParts): Promise<void> {
  const { stage, prefix } = deployment;
  // Of one stack the CDK's command says nothing, and of two which to choose: all are written in any case.
  await runCdk("synth", ["--quiet", "--exclusively", prefix]);
  const folder = assemblyOf(stage);
  const stacks = [prefix, edgeStackOf(prefix)].filter((stack) => existsSync(templateIn(folder, stack)));
  for (const stack of stacks) terminal.print(described(folder, stack));
}

const templateIn = (folder: string, stack: string) => join(folder, `${stack}.template.json`);
const kilobytes = (bytes: number) => `${Math.ceil(bytes / 1024)} KB`;

function described(folder: string, stack: string): string {
  const template = templateIn(folder, stack);
  const text = readFileSync(template, "utf8");
  const assets = assetsIn(folder, stack);
  const size = `${kilobytes(Buffer.byteLength(text))}, ${Object.keys(JSON.parse(text).Resources).length} resources`;
  const lines = [
    template,
    size,
    ...(assets.length > 0 ? [`${assets.length} assets (${assets.map(kilobytes).join(", ")})`] : []),
  ];
  return lines.join("\n  ");
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
