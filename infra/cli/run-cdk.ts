import { spawn } from "node:child_process";
import { createRequire } from "node:module";
import { devNull } from "node:os";
import { join } from "node:path";
import { DeployProblem } from "./problem.ts";

/** @throws DeployProblem when the CDK's command line ends with another code than 0; it has said why */
export type RunCdk = (command: string, args?: string[], region?: string) => Promise<void>;

const ROOT = join(import.meta.dirname, "..", "..");
const CLI = createRequire(import.meta.url).resolve("aws-cdk/bin/cdk");
const ASKS_NOBODY = ["--notices=false"];
/** So that the template is the one which the tests read, to the byte. */
const BARE = ["--no-path-metadata", "--no-asset-metadata"];

/** Where a stage's template and assets are. */
export const assemblyOf = (stage: string) => join(ROOT, "cdk.out", stage);

/** Runs the pinned CLI of the CDK on the Node that runs this. Its words go where ours go. */
export function cdkOf(stage: string, settingsFile: string | undefined): RunCdk {
  return (command, args = [], region) => {
    const app = `"${process.execPath}" infra/app.ts`;
    const fixed = ["--app", app, "--output", assemblyOf(stage), "--strict", ...BARE, ...ASKS_NOBODY];
    const colours = process.stdout.isTTY ? [] : ["--no-color"];
    const env = {
      ...(region === undefined ? withoutAccount(process.env) : { ...process.env, AWS_REGION: region }),
      OTP_STAGE: stage,
      ...(settingsFile === undefined ? {} : { OTP_SETTINGS: settingsFile }),
      CDK_DISABLE_CLI_TELEMETRY: "true",
      CDK_DISABLE_VERSION_CHECK: "true",
    };
    return ended(command, [CLI, command, ...fixed, ...colours, ...args], env);
  };
}

/** The CLI looks for credentials, and asks AWS whose they are, also where nothing depends on it. */
function withoutAccount(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const kept = Object.entries(env).filter(([name]) => !name.startsWith("AWS_"));
  return {
    ...Object.fromEntries(kept),
    AWS_CONFIG_FILE: devNull,
    AWS_SHARED_CREDENTIALS_FILE: devNull,
    AWS_EC2_METADATA_DISABLED: "true",
  };
}

function ended(command: string, args: string[], env: NodeJS.ProcessEnv): Promise<void> {
  const child = spawn(process.execPath, args, { cwd: ROOT, env, stdio: "inherit" });
  // Ctrl-C reaches the child as well, which is the one to end in good order.
  const wait = () => {};
  process.on("SIGINT", wait);
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code, signal) => {
      process.off("SIGINT", wait);
      if (code === 0) return resolve();
      reject(new DeployProblem(`cdk ${command} ended with ${signal ?? `code ${code}`}: what it said is above`));
    });
  });
}
