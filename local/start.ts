import { enableCompileCache, flushCompileCache } from "node:module";
import { join } from "node:path";
import type { Outputs } from "./service/index.ts";

const HELP = `usage: npm start

Runs the whole service on this machine: the page, the GraphQL API, and stand-ins for DynamoDB, KMS, SNS, SES, Cognito, EventBridge and SQS.
Press Ctrl-C to stop it.

Environment variables:
  PORT          the port of the page and of the API; the inbox, Cognito, the keys of proofs and the events take the next four. 0 picks free ones. Default 4000
  LOCAL_DIR     the folder that state is kept in. Default .local
  OTP_SETTINGS  a JSON file that overrides the settings (docs/reference/settings.md)
  DYNAMODB_URL  a DynamoDB-compatible engine to use instead of the embedded one, e.g. http://127.0.0.1:8000
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

// The compiled code is kept from one start to the next, which halves the time of a start.
enableCompileCache();
// Otherwise esbuild leaves a process and a thread running: a quarter of the memory, for two calls.
process.env.ESBUILD_WORKER_THREADS = "0";
const { checkPorts, folderOf, readOptions } = await import("./options.ts");
const { nameNotes, startService } = await import("./service/index.ts");
const { explain } = await import("./explain.ts");
const { testNotes } = await import("./test-notes.ts");
const { whenNpmIsGone } = await import("./orphaned.ts");
const { ERROR_LINE } = await import("../contract/errors.ts");
const { ACCOUNTS, PASSWORD } = await import("./accounts.ts");

const folder = folderOf(process.env);
// In another terminal the demo finds this start's folder only so.
const elsewhere = process.env.LOCAL_DIR ? `LOCAL_DIR=${shellWord(process.env.LOCAL_DIR)} ` : "";

try {
  // Nobody else may read the folder's files, including those that the engine writes.
  process.umask(0o077);
  const options = readOptions(process.env);
  await checkPorts(options.port);
  const starting = startService({
    ...options,
    demoCommand: `${elsewhere}npm run -s demo`,
    onLog: (line) => {
      // Functions write metrics; on AWS, CloudWatch reads them. That a call was refused is no fault.
      if (line.startsWith('{"_aws":')) return;
      (line.startsWith(`${ERROR_LINE} `) ? console.log : console.error)(line);
    },
  });
  let ending = false;
  const end = async (code: number) => {
    if (ending) return;
    ending = true;
    // A start that is under way is completed first: only then is it known what has to be closed.
    await starting.then((service) => service.close()).catch(() => {});
    process.exit(code);
  };
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => end(0));
  whenNpmIsGone(() => end(0));
  const service = await starting;
  void service.lost.then((problem) => {
    if (!ending) console.error(explain(problem, folder));
    return end(1);
  });
  console.log(welcome(service.outputs));
  const notes = [...nameNotes(options.settings), ...testNotes(options.settings, Date.now())];
  for (const note of notes) console.log(`  ${note}`);
  flushCompileCache();
} catch (error) {
  console.error(explain(error, folder));
  process.exit(1);
}

function welcome(outputs: Outputs): string {
  const {
    pageUrl,
    graphqlUrl,
    inboxUrl,
    eventsUrl,
    cognitoUrl,
    jwksUrl,
    userPoolId,
    userPoolClientId,
    operatorsClientId,
  } = outputs;
  return `appsync-otp is running. Press Ctrl-C to stop it.

  page      ${pageUrl}   (open it in a browser: sign in, ask for a code, enter it)
  GraphQL   ${graphqlUrl}   (open it in a browser: GraphiQL, with a button for each account and backend)
  inbox     ${inboxUrl}   (codes arrive here)
  events    ${eventsUrl}   (what has happened)
  Cognito   ${cognitoUrl}   (pool ${userPoolId}, client ${userPoolClientId}, operators' client ${operatorsClientId})
  proofs    ${jwksUrl}   (the keys to check them by)

  Sign in as ${ACCOUNTS.map(({ email }) => email).join(" or ")}, password ${PASSWORD}
  All addresses and credentials are in ${join(folder, "outputs.json")}

  Try it in another terminal:        ${elsewhere}npm run demo
  Get a token for curl:              ${elsewhere}npm run -s demo -- --token
  Empty the limits and the inbox:    ${elsewhere}npm run reset
`;
}

/** Gives a text as one word of a shell's command. */
function shellWord(text: string): string {
  return /^[\w./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
