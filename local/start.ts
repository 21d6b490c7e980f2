import { enableCompileCache, flushCompileCache } from "node:module";
import { resolve } from "node:path";

// Keeps what was compiled from one start to the next: half the time of a start.
enableCompileCache();
const { readSettings, SettingsError } = await import("../read-settings.ts");
const { startService } = await import("./service.ts");
const { PASSWORD, StartProblem } = await import("./state.ts");

const HELP = `usage: npm start

Runs the whole service on this machine: the GraphQL API, and stand-ins for DynamoDB, KMS, SNS, SES and Cognito. Ends with Ctrl-C.

  PORT          of the API; the inbox and Cognito take the next two. 0 picks free ones. Default 4000
  LOCAL_DIR     where state is kept. Default .local
  OTP_SETTINGS  a JSON file that overrides settings.ts
  DYNAMODB_URL  a DynamoDB-compatible engine of your own, e.g. http://127.0.0.1:8000
`;

if (process.argv.includes("--help")) {
  console.log(HELP);
  process.exit();
}

/** What went wrong, in words that say what to do. Anything else is a fault of ours, and shown whole. */
function explain(error: unknown): string {
  if (error instanceof StartProblem || error instanceof SettingsError) return error.message;
  const { code, port, message, stack } = error as NodeJS.ErrnoException & { port?: number };
  if (code === "EADDRINUSE")
    return `port ${port} is in use: stop what listens there, or set PORT to another (0 picks a free one)`;
  if (code === "EACCES" && port) return `port ${port} needs more rights than you have: set PORT to one above 1023`;
  if (message?.includes("embedded engine"))
    return `${message}\n(set DYNAMODB_URL, e.g. DYNAMODB_URL=http://127.0.0.1:8000 npm start)`;
  return stack ?? String(error);
}

function portOf(text = "4000"): number {
  const port = Number(text);
  if (!Number.isInteger(port) || port < 0 || port > 65_533) {
    throw new StartProblem(`PORT has to be a whole number from 0 to 65533, and is "${text}"`);
  }
  return port;
}

try {
  const { PORT, LOCAL_DIR = ".local", OTP_SETTINGS, DYNAMODB_URL } = process.env;
  const service = await startService({
    folder: resolve(LOCAL_DIR),
    settings: readSettings(OTP_SETTINGS),
    port: portOf(PORT),
    ...(DYNAMODB_URL ? { dynamodbUrl: DYNAMODB_URL } : {}),
    onLog: (line) => console.error(line),
  });
  const { graphqlUrl, inboxUrl, cognitoUrl, userPoolId, userPoolClientId } = service.outputs;
  console.log(`appsync-otp is up.

  GraphQL   ${graphqlUrl}   (open it in a browser: GraphiQL)
  inbox     ${inboxUrl}   (codes arrive here)
  Cognito   ${cognitoUrl}   (pool ${userPoolId}, client ${userPoolClientId})

  sign in as user@example.com or admin@example.com, password ${PASSWORD}
  all of it is in ${resolve(LOCAL_DIR, "outputs.json")}

  now, in another terminal:  npm run demo
`);
  let ending = false;
  const end = async () => {
    if (ending) return;
    ending = true;
    await service.close();
    process.exit(0);
  };
  process.on("SIGINT", end).on("SIGTERM", end);
  flushCompileCache();
} catch (error) {
  console.error(explain(error));
  process.exit(1);
}
