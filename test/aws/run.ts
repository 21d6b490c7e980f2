import { existsSync, readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { SNSClient } from "@aws-sdk/client-sns";
import { STAGES } from "../../infra/stage.ts";

/** Compares AWS with one machine, for people with an account. `npm run test:aws -- --help` says how. */

const HELP = `usage: npm run test:aws -- [--stage ${STAGES.join("|")}] [--region <region>]

Runs every resolver bundle with AppSync's EvaluateCode on the input that it had on this machine, and compares the results. Then
requests codes from the stage's endpoint, which outputs.<stage>.json names (sent to SES's and SNS's simulators), and verifies,
lists and cancels them. Lines that begin with "told" say what AWS does where its documentation and its users say different things.
Takes about a minute, and costs about a cent.

  --stage    default: dev
  --region   default: the region in outputs.<stage>.json, otherwise that of AWS_REGION or the profile

Credentials are found as the AWS CLI finds them (AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY). They need the
permission appsync:EvaluateCode; for the endpoint they must belong to a role that the stage's settings name, with the call policy.
OTP_CLIENT_KEY_ID and OTP_CLIENT_SECRET name an API client of the stage, which signs a few requests.
Prints what it skipped for lack of credentials, outputs or such a role. Exits with 1 when anything differed.
`;

function fail(says: string): never {
  console.error(says);
  process.exit(1);
}

function read() {
  try {
    const options = { stage: { type: "string" }, region: { type: "string" }, help: { type: "boolean" } } as const;
    return parseArgs({ options }).values;
  } catch (error) {
    return fail(`${(error as Error).message}\n\n${HELP}`);
  }
}

const { help, stage: named = "dev", region: asked } = read();
if (help) {
  console.log(HELP);
  process.exit();
}
const stage =
  STAGES.find((known) => known === named) ?? fail(`there is no stage "${named}": name one of ${STAGES.join(", ")}`);
const file = `outputs.${stage}.json`;
const outputs: { region?: string; graphqlUrl?: string; apiId?: string } = existsSync(file)
  ? JSON.parse(readFileSync(file, "utf8"))
  : {};
const given = asked ?? outputs.region;
// The SDK looks for credentials in the environment, the profile, single sign-on and the role of the machine.
const { config } = new SNSClient(given === undefined ? {} : { region: given });
const credentials = await config.credentials().catch(() => undefined);
const region = await config.region().catch(() => {
  // Without credentials no call is made, so the region does not matter.
  return credentials ? fail("there is no AWS region: say --region, or set AWS_REGION or the profile's") : "";
});
/** The API client that the environment names. */
function clientOf({ OTP_CLIENT_KEY_ID: keyId, OTP_CLIENT_SECRET: secret }: NodeJS.ProcessEnv) {
  const [clientId, version] = keyId?.split("_") ?? [];
  if (!clientId || !version || !secret || !outputs.apiId) return undefined;
  return { key: { clientId, secretVersion: Number(version), secret }, apiId: outputs.apiId };
}

// Imported only after the arguments are checked, because it loads the whole local runtime.
const { evaluationsOfChecks, runSuite } = await import("./suite.ts");
const failed = await runSuite({
  region,
  credentials,
  graphqlUrl: outputs.graphqlUrl,
  client: clientOf(process.env),
  appsyncUrl: `https://appsync.${region}.amazonaws.com`,
  evaluations: evaluationsOfChecks,
  print: console.log,
});
process.exit(failed === 0 ? 0 : 1);
