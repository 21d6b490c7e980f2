import { spawn } from "node:child_process";
import { createRequire } from "node:module";
import { devNull } from "node:os";
import { join } from "node:path";
import { DeployProblem } from "./problem.ts";

/** @throws DeployProblem if the CDK's command line ends with a code other than 0; it has printed the reason by then */
export type RunCdk = (command: string, args?: string[], region?: string) => Promise<void>;

const ROOT = join(import.meta.dirname, "..", "..");
const CLI = createRequire(import.meta.url).resolve("aws-cdk/bin/cdk");
/** The CDK must not fetch its notices from the network. */
const NO_NOTICES = ["--notices=false"];
/** The template has to be the one that the tests read, to the byte. */
const NO_METADATA = ["--no-path-metadata", "--no-asset-metadata"];

/** Gives the folder of a stage's template and assets. */
export const assemblyOf = (stage: string) => join(ROOT, "cdk.out", stage);

/** Runs the pinned CLI of the CDK on the same Node as this process; its output goes where ours goes. */
export function cdkOf(stage: string, settingsFile: string | undefined): RunCdk {
  return (command, args = [], region) => {
    const app = `"${process.execPath}" infra/app.ts`;
    const fixed = ["--app", app, "--output", assemblyOf(stage), "--strict", ...NO_METADATA, ...NO_NOTICES];
    const colours = process.stdout.isTTY ? [] : ["--no-color"];
    const env = {
      ...(region === undefined ? withoutAccount(process.env) : { ...process.env, AWS_REGION: region }),
      OTP_STAGE: stage,
      ...(settingsFile === undefined ? {} : { OTP_SETTINGS: settingsFile }),
      CDK_DISABLE_CLI_TELEMETRY: "true",
      CDK_DISABLE_VERSION_CHECK: "true",
      // The CLI and the library are 20 MB of JavaScript: compiled once, a synthesis takes a sixth less time.
      NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE ?? join(ROOT, "node_modules/.cache/node"),
    };
    return waitFor(command, [CLI, command, ...fixed, ...colours, ...args], env);
  };
}

/** The CLI looks for credentials, and asks AWS whose they are, even if nothing depends on it. */
function withoutAccount(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const kept = Object.entries(env).filter(([name]) => !name.startsWith("AWS_"));
  return {
    ...Object.fromEntries(kept),
    AWS_CONFIG_FILE: devNull,
    AWS_SHARED_CREDENTIALS_FILE: devNull,
    AWS_EC2_METADATA_DISABLED: "true",
  };
}

function waitFor(command: string, args: string[], env: NodeJS.ProcessEnv): Promise<void> {
  const child = spawn(process.execPath, args, { cwd: ROOT, env, stdio: "inherit" });
  // Ctrl-C reaches the child as well. This process waits until the child has cleaned up.
  const ignore = () => {};
  process.on("SIGINT", ignore);
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code, signal) => {
      process.off("SIGINT", ignore);
      if (code === 0) return resolve();
      reject(new DeployProblem(`cdk ${command} ended with ${signal ?? `code ${code}`}; the reason is above`));
    });
  });
}
