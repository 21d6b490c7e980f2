import { resolve } from "node:path";
import { readSettings, SettingsError } from "../read-settings.ts";
import { openAccount } from "./deploy/account.ts";
import { HELP, readArguments } from "./deploy/arguments.ts";
import { deploy } from "./deploy/deploy.ts";
import { destroy } from "./deploy/destroy.ts";
import { DeployProblem } from "./deploy/problem.ts";
import { cdkOf } from "./deploy/run-cdk.ts";
import { AwsError } from "./deploy/signed-call.ts";
import { synth } from "./deploy/synth.ts";
import { terminal } from "./deploy/terminal.ts";
import { deploymentOf } from "./stage.ts";

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
