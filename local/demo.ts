import { readFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import type { Outputs } from "./service/service.ts";
import { signIn } from "./service/sign-in.ts";

/** `npm run demo`: what a frontend does, step by step, against a running start. */

const HELP = `usage: npm run demo
       npm run -s demo -- --token [e-mail]

Signs in, asks for a code, reads the inbox, checks it, lists what is active. With --token it prints an ID token and no more:
the Authorization header for curl and GraphiQL, good for 15 minutes. Default user@example.com.

  LOCAL_DIR   the folder of the start it speaks to. Default .local
`;

if (process.argv.includes("--help")) {
  console.log(HELP);
  process.exit();
}

const file = resolve(process.env.LOCAL_DIR || ".local", "outputs.json");

function readOutputs(): Outputs {
  try {
    const outputs: Outputs = JSON.parse(readFileSync(file, "utf8"));
    process.kill(outputs.pid, 0);
    return outputs;
  } catch {
    console.error(`nothing is running in ${dirname(file)}. Start it in another terminal with: npm start`);
    process.exit(1);
  }
}

const outputs = readOutputs();
const { graphqlUrl, inboxUrl } = outputs;

async function graphql<Data>(token: string, query: string, variables: object = {}): Promise<Data> {
  const response = await fetch(graphqlUrl, {
    method: "POST",
    headers: { authorization: token, "content-type": "application/json" },
    body: JSON.stringify({ query, variables }),
  });
  const { data, errors } = (await response.json()) as {
    data: Data;
    errors?: { errorType: string; message: string; errorInfo: unknown }[];
  };
  if (errors?.[0])
    throw new Error(`${errors[0].errorType}: ${errors[0].message} ${JSON.stringify(errors[0].errorInfo ?? "")}`);
  return data;
}

const say = (step: string, detail = "") => console.log(`${step.padEnd(36)} ${detail}`);

interface Token {
  id: string;
  destination: string;
  expiresAt: string;
}

try {
  const wanted = process.argv.indexOf("--token");
  if (wanted > 0) {
    console.log(await signIn(outputs, process.argv[wanted + 1] ?? "user@example.com"));
    process.exit();
  }
  const token = await signIn(outputs, "user@example.com");
  say("signed in as user@example.com", "by SRP: the password was not sent");

  const { requestOtp } = await graphql<{ requestOtp: { token: Token } }>(
    token,
    "mutation Ask($input: RequestOtpInput!) { requestOtp(input: $input) { token { id destination expiresAt } } }",
    { input: { channel: "SMS", data: JSON.stringify({ cart: 42 }) } },
  );
  const { id, destination, expiresAt } = requestOtp.token;
  say("asked for a code by SMS", `to ${destination}, until ${expiresAt}`);

  const [message] = (await (await fetch(`${inboxUrl}.json`)).json()) as { text: string }[];
  const code = /\b\d{6}\b/.exec(message?.text ?? "")?.[0] ?? "";
  say("the phone shows", JSON.stringify(message?.text));

  type Verified = { verifyOtp: { status: string; attemptsRemaining: number; data: string | null } };
  const verify = (guess: string) =>
    graphql<Verified>(
      token,
      "mutation Check($input: VerifyOtpInput!) { verifyOtp(input: $input) { status attemptsRemaining data } }",
      { input: { id, code: guess } },
    );
  const wrong = code === "000000" ? "000001" : "000000";
  const refused = (await verify(wrong)).verifyOtp;
  say(`checked ${wrong}`, `${refused.status}, ${refused.attemptsRemaining} attempts left`);

  const listed = async () =>
    (await graphql<{ activeTokens: { items: unknown[] } }>(token, "{ activeTokens { items { id } } }")).activeTokens
      .items;
  say("active tokens", `${(await listed()).length}`);

  const proven = (await verify(code)).verifyOtp;
  say(`checked ${code}`, `${proven.status}, and the data came back: ${proven.data}`);
  say("checked it once more", (await verify(code)).verifyOtp.status);
  say("active tokens", `${(await listed()).length}`);
} catch (error) {
  const { message } = error as Error;
  console.error(
    message.startsWith("Throttled")
      ? `${message}\n(the demo has just run: try again when the cooldown is over)`
      : message,
  );
  process.exit(1);
}
