#!/usr/bin/env node
import { HELP, readArguments, UsageError } from "./arguments.ts";
import { explain } from "./explain.ts";

/** The command `appsync-local`. */

const terminal = { print: (text: string) => console.log(text), note: (text: string) => console.error(text) };

async function run(): Promise<void> {
  const args = readArguments(process.argv.slice(2));
  if (!args) return console.log(HELP);
  // The engine and the compiler are loaded only when there is something to do.
  if (args.check) {
    const { check } = await import("./check.ts");
    process.exitCode = (await check(args, terminal)) ? 0 : 1;
    return;
  }
  const { serve } = await import("./serve.ts");
  const { close } = await serve(args, terminal);
  const end = () => void close().then(() => process.exit(0));
  process.once("SIGINT", end).once("SIGTERM", end);
}

try {
  await run();
} catch (error) {
  if (error instanceof UsageError) console.error(`${error.message}\n\nappsync-local --help shows the options.`);
  else console.error(explain(error));
  process.exitCode = error instanceof UsageError ? 2 : 1;
}
