import { resolve } from "node:path";
import { readSettings, SettingsError } from "../../settings/read.ts";
import { deploymentOf } from "../stage.ts";
import { openAccount } from "./account.ts";
import { HELP, readArguments } from "./arguments.ts";
import { deploy } from "./deploy.ts";
import { destroy } from "./destroy.ts";
import { DeployProblem } from "./problem.ts";
import { cdkOf } from "./run-cdk.ts";
import { AwsError } from "./signed-call.ts";
import { synth } from "./synth.ts";
import { terminal } from "./terminal.ts";

async function run(args: string[]): Promise<void> {
  const { command, stage, yes } = readArguments(args);
  if (command === "help") return terminal.print(HELP);
  const settingsFile = process.env.OTP_SETTINGS ? resolve(process.env.OTP_SETTINGS) : undefined;
  const deployment = deploymentOf(stage, readSettings(settingsFile));
  const runCdk = cdkOf(stage, settingsFile);
  if (command === "synth") return synth(deployment, runCdk, terminal);
  const parts = { deployment, yes, runCdk, terminal, folder: process.cwd() };
  if (command === "destroy") return destroy(parts);
  const account = await openAccount();
  return command === "diff" ? runCdk("diff", [deployment.prefix], account.region) : deploy({ ...parts, account });
}

/** What went wrong, in words that say what to do. Anything else is a fault of ours, and shown whole. */
function explain(error: unknown): string {
  if (error instanceof DeployProblem || error instanceof SettingsError) return error.message;
  const { name, message, stack } = error as Error;
  // `$fault` is what the SDK marks AWS's own answers with.
  if (error instanceof AwsError || "$fault" in (error as Error)) return `AWS refuses: ${name}: ${message}`;
  return stack ?? String(error);
}

try {
  await run(process.argv.slice(2));
} catch (error) {
  console.error(explain(error));
  process.exitCode = 1;
}
