import { execFileSync, spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

/** The languages of the examples, and what a test needs to run them. */

export const EXAMPLES = fileURLToPath(new URL("../../examples", import.meta.url));

/** What runs the examples of each folder. */
const COMMANDS = {
  curl: ["curl --version", "openssl version"],
  typescript: ["node --version"],
  python: ["python3 --version", "openssl version"],
  go: ["go version"],
  java: ["javac -version"],
  php: ["php --version"],
};

export type Language = keyof typeof COMMANDS;
export const LANGUAGES = Object.keys(COMMANDS) as Language[];

const fails = (command: string, args: string[]) => spawnSync(command, args).status !== 0;

/** Whether the tests of a language are skipped: it is not there, and this is not CI, where they fail instead. */
export const isSkipped = (language: Language) =>
  !process.env.CI && COMMANDS[language].some((line) => fails(line.split(" ")[0] as string, line.split(" ").slice(1)));

/** The same for a package of Python. */
export const isPackageSkipped = (name: string) => !process.env.CI && fails("python3", ["-c", `import ${name}`]);

/** Compiles the classes of the example in Java. @returns the folder that was given */
export function compileJava(folder: string): string {
  execFileSync("sh", ["-c", `exec javac -d "$0" "$1"/*.java`, folder, `${EXAMPLES}/java`], { stdio: "pipe" });
  return folder;
}
