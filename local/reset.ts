import { runningOutputs } from "./running-outputs.ts";

/** `npm run reset`: empties limits and inbox of a running start. */

const HELP = `usage: npm run reset

Empties the limits and the inbox of the running start: tokens, guesses, messages, known devices, holds and locked passwords. Accounts with
their passwords, API clients and the log of events stay. A test does the same by one call: POST to resetUrl of outputs.json.

Environment variables:
  LOCAL_DIR   the folder of the running start. Default .local
`;

const [unknown] = process.argv.slice(2).filter((argument) => argument !== "--help");
if (unknown !== undefined) {
  console.error(`unknown argument ${unknown}\n\n${HELP}`);
  process.exit(1);
}
if (process.argv.includes("--help")) {
  console.log(HELP);
  process.exit();
}

const { resetUrl } = runningOutputs();
const answer = await fetch(resetUrl, { method: "POST" }).catch((error: Error) => error);
if (answer instanceof Error || !answer.ok) {
  console.error(`the limits could not be emptied: ${answer instanceof Error ? answer.message : await answer.text()}`);
  process.exit(1);
}
console.log("Limits and inbox are empty.");
