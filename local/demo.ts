import { readFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import type { Outputs } from "./service/index.ts";
import { signIn } from "./sign-in.ts";

/** `npm run demo`: what a frontend does, step by step, against a running start. */

const USER = "user@example.com";
const OPERATOR = "admin@example.com";
const HELP = `usage: npm run demo
       npm run -s demo -- --token [e-mail address]

Signs in, requests a code, reads it in the inbox, verifies it, and lists the active tokens.
With --token it only prints an ID token, for the Authorization header of curl and GraphiQL. It is valid for 15 minutes.
The default address is ${USER}. The token of ${OPERATOR} is an operator's.

Environment variables:
  LOCAL_DIR   the folder of the running start. Default .local
`;

if (process.argv.includes("--help")) {
  console.log(HELP);
  process.exit();
}

const outputs = readOutputs(resolve(process.env.LOCAL_DIR || ".local", "outputs.json"));
try {
  const tokenFlag = process.argv.indexOf("--token");
  if (tokenFlag > 0) console.log(await signIn(outputs, process.argv[tokenFlag + 1] ?? USER));
  else await showEachStep();
  process.exit();
} catch (error) {
  const { message } = error as Error;
  const hint = message.startsWith("Throttled") ? "\n(the demo has just run: try again when the cooldown is over)" : "";
  console.error(`${message}${hint}`);
  process.exit(1);
}

async function showEachStep(): Promise<void> {
  const idToken = await signIn(outputs, USER);
  say(`signed in as ${USER}`, "by SRP: the password was not sent");

  const { id, destination, expiresAt } = await requestCode(idToken);
  say("requested a code by SMS", `to ${destination}, valid until ${expiresAt}`);

  const text = await newestMessage();
  say("the phone shows", JSON.stringify(text));
  const code = /\b\d{6}\b/.exec(text)?.[0] ?? "";

  const wrongCode = code === "000000" ? "000001" : "000000";
  const refused = await verify(idToken, id, wrongCode);
  say(`checked ${wrongCode}`, `${refused.status}, ${refused.attemptsRemaining} attempts left`);
  say("active tokens", `${await countActiveTokens(idToken)}`);

  const proven = await verify(idToken, id, code);
  say(`checked ${code}`, `${proven.status}, and the data came back: ${proven.data}`);
  say("checked it once more", (await verify(idToken, id, code)).status);
  say("active tokens", `${await countActiveTokens(idToken)}`);
}

function say(step: string, detail: string): void {
  console.log(`${step.padEnd(36)} ${detail}`);
}

async function requestCode(idToken: string) {
  const { requestOtp } = await graphql<{
    requestOtp: { token: { id: string; destination: string; expiresAt: string } };
  }>(
    idToken,
    "mutation Request($input: RequestOtpInput!) { requestOtp(input: $input) { token { id destination expiresAt } } }",
    { input: { channel: "SMS", data: JSON.stringify({ cart: 42 }) } },
  );
  return requestOtp.token;
}

async function verify(idToken: string, id: string, code: string) {
  const { verifyOtp } = await graphql<{
    verifyOtp: { status: string; attemptsRemaining: number; data: string | null };
  }>(
    idToken,
    "mutation Verify($input: VerifyOtpInput!) { verifyOtp(input: $input) { status attemptsRemaining data } }",
    { input: { id, code } },
  );
  return verifyOtp;
}

async function countActiveTokens(idToken: string): Promise<number> {
  const { activeTokens } = await graphql<{ activeTokens: { items: unknown[] } }>(
    idToken,
    "{ activeTokens { items { id } } }",
  );
  return activeTokens.items.length;
}

async function newestMessage(): Promise<string> {
  const [message] = (await (await fetch(`${outputs.inboxUrl}.json`)).json()) as { text: string }[];
  return message?.text ?? "";
}

async function graphql<Data>(idToken: string, query: string, variables: object = {}): Promise<Data> {
  const response = await fetch(outputs.graphqlUrl, {
    method: "POST",
    headers: { authorization: idToken, "content-type": "application/json" },
    body: JSON.stringify({ query, variables }),
  });
  const { data, errors } = (await response.json()) as {
    data: Data;
    errors?: { errorType: string; message: string; errorInfo: unknown }[];
  };
  if (!errors?.[0]) return data;
  const { errorType, message, errorInfo } = errors[0];
  throw new Error(`${errorType}: ${message} ${JSON.stringify(errorInfo ?? "")}`);
}

function readOutputs(file: string): Outputs {
  try {
    const read: Outputs = JSON.parse(readFileSync(file, "utf8"));
    // Signal 0 only asks whether the process runs.
    process.kill(read.pid, 0);
    return read;
  } catch {
    console.error(`nothing is running in ${dirname(file)}. Start it in another terminal with: npm start`);
    process.exit(1);
  }
}
