import { ApiError } from "./demo-client.ts";
import { showOperator, showUser } from "./demo-steps.ts";
import { runningOutputs } from "./running-outputs.ts";
import { signIn } from "./sign-in.ts";

/** `npm run demo`: what the frontends of users and operators do, step by step, against a running start. */

const USER = "user@example.com";
const OPERATOR = "admin@example.com";
const HELP = `usage: npm run demo
       npm run -s demo -- --token [e-mail address]

Signs in, requests a code, reads it in the inbox, verifies it, and asks for another as a known device. Then an operator proves a
second factor, ends that token, and unlocks the user.
With --token it only prints an ID token, for the Authorization header, as of curl. It is valid for 15 minutes.
The default address is ${USER}. The token of ${OPERATOR} is an operator's.

Environment variables:
  LOCAL_DIR   the folder of the running start. Default .local
`;

const given = process.argv.slice(2);
const tokenOnly = given[0] === "--token";
const unknown = tokenOnly ? given[2] : given.find((argument) => argument !== "--help");
if (unknown !== undefined) {
  console.error(`unknown argument ${unknown}\n\n${HELP}`);
  process.exit(1);
}
if (given.includes("--help")) {
  console.log(HELP);
  process.exit();
}

const outputs = runningOutputs();
try {
  if (tokenOnly) console.log(await signIn(outputs, given[1] ?? USER));
  else {
    const subject = await showUser(outputs, USER);
    console.log();
    await showOperator(outputs, OPERATOR, subject);
  }
  process.exit();
} catch (error) {
  const throttled = error instanceof ApiError && error.type === "Throttled";
  const hint = throttled
    ? "\n(codes were requested before, by the demo or by you: npm run reset empties the limits)"
    : "";
  console.error(`${(error as Error).message}${hint}`);
  process.exit(1);
}
