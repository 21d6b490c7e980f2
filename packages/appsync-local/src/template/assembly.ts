import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { type AssetFile, type Assets, createAssets } from "./assets.ts";
import { isObject, type Template, TemplateError } from "./cloudformation.ts";

/** A template, and where it would be deployed. */
export interface StackFile {
  name: string;
  path: string;
  template: Template;
  /** Null where the template is for any account or region. */
  account: string | null;
  region: string | null;
}

/** What a program of the CDK synthesised, or a single template. */
export interface Assembly {
  stacks: StackFile[];
  assets: Assets;
  /** The files that were read, in which a change can show. */
  files: Set<string>;
}

const MANIFEST = "manifest.json";

interface Manifest {
  artifacts?: Record<
    string,
    { type: string; environment?: string; properties?: Record<string, unknown>; displayName?: string }
  >;
}

/**
 * Reads a template in JSON, or a cloud assembly: the folder that `cdk synth` writes, with the assemblies inside it (stages).
 *
 * @throws TemplateError that says what is there instead
 */
export function readAssembly(path: string): Assembly {
  if (!existsSync(path))
    throw new TemplateError(`${path} does not exist. Is it synthesised? \`npx cdk synth\` writes cdk.out.`);
  const files = new Set<string>();
  const found: AssetFile[] = [];
  const stacks = statSync(path).isDirectory() ? readFolder(path, files, found) : [readSingle(path, files, found)];
  return { stacks, assets: createAssets(found, dirname(stacks[0]?.path ?? path), files), files };
}

function readSingle(path: string, files: Set<string>, found: AssetFile[]): StackFile {
  const template = readTemplate(path, files);
  const name = basename(path).replace(/(\.template)?\.json$/, "");
  const manifest = join(dirname(path), `${name}.assets.json`);
  if (existsSync(manifest)) readAssetManifest(manifest, files, found);
  return { name, path, template, account: null, region: null };
}

function readFolder(folder: string, files: Set<string>, found: AssetFile[]): StackFile[] {
  const path = join(folder, MANIFEST);
  if (!existsSync(path)) throw new TemplateError(noManifest(folder));
  const { artifacts = {} } = readJson(path, files) as Manifest;
  return Object.entries(artifacts).flatMap(([id, { type, environment, properties = {}, displayName }]) => {
    if (type === "cdk:cloud-assembly") return readFolder(join(folder, String(properties.directoryName)), files, found);
    if (type === "cdk:asset-manifest") readAssetManifest(join(folder, String(properties.file)), files, found);
    if (type !== "aws:cloudformation:stack") return [];
    const [, account = "", region = ""] = /^aws:\/\/([^/]+)\/(.+)$/.exec(environment ?? "") ?? [];
    const file = join(folder, String(properties.templateFile));
    const name = String(properties.stackName ?? displayName ?? id);
    return [{ name, path: file, template: readTemplate(file, files), account: known(account), region: known(region) }];
  });
}

/** The CDK writes `unknown-account` for a stack that can be deployed anywhere. */
const known = (part: string) => (part === "" || part.startsWith("unknown-") ? null : part);

function noManifest(folder: string): string {
  const inside = readdirSync(folder).filter((name) => existsSync(join(folder, name, MANIFEST)));
  const instead = inside.map((name) => join(folder, name)).join(", ");
  return `${folder} has no ${MANIFEST}, so it is not what \`cdk synth\` writes.${instead && ` Name one of ${instead}.`}`;
}

/** @throws TemplateError when it is no JSON, or has no Resources */
export function readTemplate(path: string, files: Set<string>): Template {
  const template = readJson(path, files);
  if (isObject(template) && isObject(template.Resources)) return template as unknown as Template;
  throw new TemplateError(`${path} is not a CloudFormation template: it has no Resources`);
}

function readAssetManifest(path: string, files: Set<string>, found: AssetFile[]): void {
  const manifest = readJson(path, files) as {
    files?: Record<string, { source: { path?: string }; destinations: object }>;
  };
  for (const [hash, { source, destinations }] of Object.entries(manifest.files ?? {})) {
    if (source.path === undefined) continue;
    const keys = Object.values(destinations as Record<string, { objectKey?: string }>).map(
      ({ objectKey }) => objectKey ?? "",
    );
    found.push({ hash, keys, path: join(dirname(path), source.path) });
  }
}

function readJson(path: string, files: Set<string>): unknown {
  files.add(path);
  if (/\.ya?ml$/.test(path)) {
    throw new TemplateError(`${path} is YAML; templates are read as JSON. \`npx cdk synth\` writes both into cdk.out.`);
  }
  try {
    return JSON.parse(readFileSync(path, "utf8"));
  } catch (error) {
    throw new TemplateError(`${path} cannot be read as JSON: ${(error as Error).message}`);
  }
}
