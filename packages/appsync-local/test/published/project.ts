import { execFile } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { delimiter, dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

/** Builds the package that is named, into the folder that is named. */
export const BUILD = fileURLToPath(new URL("../../../build.ts", import.meta.url));

/** An empty project in a temporary folder that has installed a package. */
export interface Project {
  folder: string;
  /** The `exports` of the installed package. */
  exports: string[];
  /** Runs a command of an installed package, or Node itself. @returns what it wrote @throws Error with all that it wrote */
  run(command: string, args: string[]): Promise<string>;
  write(path: string, text: string): void;
  remove(): void;
}

/** Without what npm and vitest tell the processes that they start: the project is nobody's workspace. */
export const environment: NodeJS.ProcessEnv = {
  ...Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^(npm_|vitest|node_env|node_options)/i.test(name)),
  ),
  PATH: [dirname(process.execPath), process.env.PATH].join(delimiter),
};

/**
 * Builds a package of this repository, packs it, and installs the tarball in an empty project.
 *
 * @param source the package's folder
 * @param tools what its README has people install beside it
 */
export async function installInEmptyProject(source: string, tools: string[]): Promise<Project> {
  const temporary = mkdtempSync(join(tmpdir(), "published-"));
  const folder = join(temporary, "project");
  mkdirSync(folder);
  const run = runIn(folder);
  await run(process.execPath, [BUILD, source, join(temporary, "dist")]);
  const packed = await run("npm", ["pack", join(temporary, "dist"), "--json", "--ignore-scripts"]);
  const manifest: Manifest = JSON.parse(readFileSync(join(temporary, "dist/package.json"), "utf8"));
  writeManifests(folder, manifest, JSON.parse(packed)[0].filename, tools);
  await run("npm", ["ci", "--offline", "--no-audit", "--no-fund", "--ignore-scripts"]);
  return {
    folder,
    exports: Object.keys(manifest.exports),
    run: (command, args) => run(command, args),
    write(path, text) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    },
    remove: () => rmSync(temporary, { recursive: true, force: true }),
  };
}

interface Manifest {
  name: string;
  version: string;
  exports: Record<string, unknown>;
  dependencies: Record<string, string>;
  optionalDependencies?: Record<string, string>;
}

/**
 * Writes `package.json` and a lock by which npm extracts the tarball, and links what it depends on to what is installed here. So the
 * tested versions are used, the registry is not asked, and what the package imports without declaring it is missing.
 */
function writeManifests(folder: string, manifest: Manifest, tarball: string, tools: string[]): void {
  const names = [...Object.keys({ ...manifest.dependencies, ...manifest.optionalDependencies }), ...tools];
  const links = names.flatMap((name) => {
    const path = installedFolder(name);
    return path ? [{ name, path: relative(folder, path), version: versionIn(path) }] : [];
  });
  const project = {
    name: "empty",
    private: true,
    type: "module",
    devDependencies: {
      [manifest.name]: `file:${tarball}`,
      ...Object.fromEntries(links.map(({ name, path }) => [name, `file:${path}`])),
    },
  };
  const packages: Record<string, object> = { "": project };
  for (const { name, path, version } of links) {
    packages[path] = { version };
    packages[`node_modules/${name}`] = { resolved: path, link: true };
  }
  packages[`node_modules/${manifest.name}`] = { ...manifest, resolved: `file:${tarball}` };
  writeFileSync(join(folder, "package.json"), JSON.stringify(project));
  writeFileSync(join(folder, "package-lock.json"), JSON.stringify({ lockfileVersion: 3, requires: true, packages }));
}

/** Where Node finds a package from here; undefined for an optional one that is not for this system. */
function installedFolder(name: string): string | undefined {
  const folders = createRequire(import.meta.url).resolve.paths(name) ?? [];
  return folders.map((folder) => join(folder, name)).find((folder) => existsSync(join(folder, "package.json")));
}

const versionIn = (folder: string): string => JSON.parse(readFileSync(join(folder, "package.json"), "utf8")).version;

const execute = promisify(execFile);

const runIn = (cwd: string) => async (command: string, args: string[]) => {
  try {
    return (await execute(command, args, { cwd, env: environment })).stdout;
  } catch (error) {
    const { stdout, stderr } = error as { stdout: string; stderr: string };
    throw new Error(`${command} ${args.join(" ")} failed: ${stdout}\n${stderr}`, { cause: error });
  }
};
