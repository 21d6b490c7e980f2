import { createHash } from "node:crypto";
import { existsSync, globSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { settingsFrom } from "../../../settings/read.ts";
import { DEFAULTS, type StageName } from "../../../settings/schema.ts";
import type { Resource, Template } from "./template.ts";

export const ROOT = fileURLToPath(new URL("../../..", import.meta.url));
/** Folders and files of the project that a template is made from. */
export const SOURCES = [
  ...["infra", "functions", "resolvers", "contract", "settings", "packages/appsync-local/src/language"],
  ...["web/build.ts", "web/served.ts"],
  ...["schema.graphql", "package.json", "package-lock.json", "packages/appsync-local/package.json"],
];
/** Settings of the stages in these tests; together they use each kind of setting. */
export const SETTINGS = {
  stages: {
    dev: {
      backends: DEFAULTS.backends,
      capacity: { mode: "PROVISIONED", least: 2, most: 20 },
      emailIdentity: "EXISTING",
      testMode: { destinations: [{ destination: "review@example.com", code: "847291", expires: "2027-01-31" }] },
    },
    prod: { backends: { "shop-backend": "shop" }, alarms: { email: "ops@example.com" }, smsMonthlyUsd: 50 },
  },
};
const CACHE = join(ROOT, "node_modules/.synth");

/** A resource with its policies for changes and deletion. */
export interface Deployed extends Resource {
  DependsOn?: string[];
  DeletionPolicy?: string;
  UpdateReplacePolicy?: string;
}

export interface Synthesised {
  template: Template & {
    Resources: Record<string, Deployed>;
    Outputs: Record<string, { Value: unknown; Description?: string }>;
    Parameters: Record<string, object>;
  };
  /** The stack of the page in us-east-1. */
  edge: Template;
  /** Folder of the template and its assets. */
  outdir: string;
}

/**
 * Synthesises a stage, validator and nag included, or reads what an earlier call made from the same sources: test files may run in
 * processes of their own, and a synthesis takes seconds.
 *
 * @param overrides overrides of the default settings
 */
export async function templateOf(stage: StageName, overrides: object = SETTINGS): Promise<Synthesised> {
  const folder = join(CACHE, `${stage}-${hash(JSON.stringify(overrides)).slice(0, 8)}`);
  const outdir = join(folder, hashOfSources());
  if (!existsSync(outdir)) await synthesise(stage, overrides, folder, outdir);
  const read = (stack: string) => JSON.parse(readFileSync(join(outdir, `${stack}.template.json`), "utf8"));
  return { template: read(`appsync-otp-${stage}`), edge: read(`appsync-otp-${stage}-edge`), outdir };
}

/** Synthesises in one process, while others that want the same wait. */
async function synthesise(stage: StageName, overrides: object, folder: string, outdir: string): Promise<void> {
  mkdirSync(folder, { recursive: true });
  const lock = `${outdir}.pid`;
  while (!take(lock)) await setTimeout(50);
  try {
    if (existsSync(outdir)) return;
    const { createApp } = await import("../../../infra/app.ts");
    const made = `${outdir}.made`;
    createApp(stage, settingsFrom(overrides), made).synth();
    for (const outdated of readdirSync(folder).filter((name) => /^[0-9a-f]{64}$/.test(name))) {
      rmSync(join(folder, outdated), { recursive: true, force: true });
    }
    renameSync(made, outdir);
  } finally {
    rmSync(lock);
  }
}

/** Tries to take a lock; one that a dead process holds is freed. */
function take(lock: string): boolean {
  try {
    writeFileSync(lock, `${process.pid}`, { flag: "wx" });
    return true;
  } catch {
    if (isGone(lock)) rmSync(lock, { force: true });
    return false;
  }
}

function isGone(lock: string): boolean {
  try {
    process.kill(Number(readFileSync(lock, "utf8")) || process.pid, 0);
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "ESRCH";
  }
}

const hash = (text: string) => createHash("sha256").update(text).digest("hex");

function hashOfSources(): string {
  const files = SOURCES.flatMap((name) => (name.includes(".") ? name : globSync(`${name}/**/*.*`, { cwd: ROOT })));
  return hash(files.map((file) => `${file}\n${hash(readFileSync(join(ROOT, file), "utf8"))}`).join("\n"));
}

/** Gives a logical id without the hash of its path at the end. */
export const nameOf = (id: string) => id.replace(/[0-9A-F]{8}$/, "");

/**
 * Gives the one resource whose logical id, without its hash, is a name.
 *
 * @throws Error if there is not exactly one
 */
export function theOne({ template }: Pick<Synthesised, "template">, name: string): Deployed {
  const found = Object.entries(template.Resources).filter(([id]) => nameOf(id) === name);
  if (found.length !== 1) throw new Error(`there are ${found.length} resources named ${name}`);
  return (found[0] as [string, Deployed])[1];
}
