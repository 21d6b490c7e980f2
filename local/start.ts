import { enableCompileCache, flushCompileCache } from "node:module";
import { createServer } from "node:net";
import { join, resolve } from "node:path";

// Keeps what was compiled from one start to the next: half the time of a start.
enableCompileCache();
// Or esbuild leaves a process and a thread of its own running: a quarter of the memory, for two calls.
process.env.ESBUILD_WORKER_THREADS = "0";
const { readSettings, SettingsError } = await import("../settings/read.ts");
const { startService } = await import("./service/service.ts");
const { StartProblem } = await import("./problem.ts");
const { PASSWORD } = await import("./service/state.ts");

const HELP = `usage: npm start

Runs the whole service on this machine: the GraphQL API, and stand-ins for DynamoDB, KMS, SNS, SES and Cognito. Ends with Ctrl-C.

  PORT          of the API; the inbox and Cognito take the next two. 0 picks free ones. Default 4000
  LOCAL_DIR     where state is kept. Default .local
  OTP_SETTINGS  a JSON file that overrides the settings (docs/reference/settings.md)
  DYNAMODB_URL  a DynamoDB-compatible engine of your own, e.g. http://127.0.0.1:8000
`;

if (process.argv.includes("--help")) {
  console.log(HELP);
  process.exit();
}

const { PORT, LOCAL_DIR, OTP_SETTINGS, DYNAMODB_URL } = process.env;
const folder = resolve(LOCAL_DIR || ".local");

/** What went wrong, in words that say what to do. Anything else is a fault of ours, and shown whole. */
function explain(error: unknown): string {
  if (error instanceof StartProblem || error instanceof SettingsError) return error.message;
  const { code, port, message, stack } = error as NodeJS.ErrnoException & { port?: number };
  if (code === "EADDRINUSE")
    return `port ${port} is in use: stop what listens there, or set PORT to another (0 picks a free one)`;
  if (code === "EACCES" && port) return `port ${port} needs more rights than you have: set PORT to one above 1023`;
  if (message?.includes("not a valid SQLite database"))
    return `${folder} holds a broken database: delete ${join(folder, "tokens.db")} to start with no tokens`;
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

/** Fails as listening would, before anything has started. */
async function checkPorts(port: number): Promise<void> {
  for (const each of port === 0 ? [] : [port, port + 1, port + 2]) {
    await new Promise<void>((free, taken) => {
      const probe = createServer().once("error", taken);
      probe.listen(each, "127.0.0.1", () => probe.close(() => free()));
    });
  }
}

/** An engine of one's own, if there is one. */
function engineOf(url: string | undefined): { dynamodbUrl?: string } {
  if (!url) return {};
  if (!/^https?:\/\/[^/?#@]+\/?$/.test(url) || !URL.canParse(url)) {
    throw new StartProblem(`DYNAMODB_URL has to be of the form http://127.0.0.1:8000, and is "${url}"`);
  }
  return { dynamodbUrl: url };
}

try {
  // What the folder holds is nobody else's, also what the engine writes there.
  process.umask(0o077);
  const settings = readSettings(OTP_SETTINGS || undefined);
  const port = portOf(PORT);
  await checkPorts(port);
  const starting = startService({
    folder,
    settings,
    port,
    ...engineOf(DYNAMODB_URL),
    // The send function writes a metric for each message; on AWS it is CloudWatch that reads them.
    onLog: (line) => line.startsWith('{"_aws":') || console.error(line),
  });
  let ending = false;
  const end = async (code: number) => {
    if (ending) return;
    ending = true;
    // A start that is under way is carried to its end: only then is it known what there is to end.
    await starting.then((service) => service.close()).catch(() => {});
    process.exit(code);
  };
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => end(0));
  const service = await starting;
  void service.lost.then((problem) => {
    if (!ending) console.error(explain(problem));
    return end(1);
  });
  const { graphqlUrl, inboxUrl, cognitoUrl, userPoolId, userPoolClientId } = service.outputs;
  console.log(`appsync-otp is up.

  GraphQL   ${graphqlUrl}   (open it in a browser: GraphiQL)
  inbox     ${inboxUrl}   (codes arrive here)
  Cognito   ${cognitoUrl}   (pool ${userPoolId}, client ${userPoolClientId})

  sign in as user@example.com or admin@example.com, password ${PASSWORD}
  all of it is in ${join(folder, "outputs.json")}

  now, in another terminal:  npm run demo
  a token for curl and GraphiQL:  npm run -s demo -- --token
`);
  flushCompileCache();
} catch (error) {
  console.error(explain(error));
  process.exit(1);
}
