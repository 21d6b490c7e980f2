import { resolve } from "node:path";
import { setTimeout } from "node:timers/promises";
import { readSettings } from "../../settings/read.ts";
import { deploymentOf } from "../stage.ts";
import { type CommandName, HELP, readArguments } from "./arguments.ts";
import type { Command } from "./command.ts";
import { explain } from "./explain.ts";
import { cdkOf } from "./run-cdk.ts";
import { terminal } from "./terminal.ts";
import { txtRecords } from "./txt-records.ts";

/** Each is loaded only when it runs: AWS's clients take half a second, and `synth` needs none of them. */
const COMMANDS: Record<CommandName, () => Promise<Command>> = {
  synth: async () => (await import("./synth.ts")).synth,
  deploy: async () => (await import("./deploy.ts")).deploy,
  diff: async () => (await import("./diff.ts")).diff,
  destroy: async () => (await import("./destroy.ts")).destroy,
};

async function run(args: string[]): Promise<void> {
  const { command: name, stage, yes } = readArguments(args);
  if (name === "help") return terminal.print(HELP);
  const settingsFile = process.env.OTP_SETTINGS ? resolve(process.env.OTP_SETTINGS) : undefined;
  const deployment = deploymentOf(stage, readSettings(settingsFile));
  const command = await COMMANDS[name]();
  await command({
    deployment,
    yes,
    runCdk: cdkOf(stage, settingsFile),
    terminal,
    clock: Date.now,
    fetch,
    txtRecords,
    wait: (milliseconds) => setTimeout(milliseconds),
    folder: process.cwd(),
  });
}

try {
  await run(process.argv.slice(2));
} catch (error) {
  console.error(explain(error));
  process.exitCode = 1;
}
