import { existsSync, readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { SNSClient } from "@aws-sdk/client-sns";
import { evaluationsOfChecks, runSuite } from "./suite.ts";

/** Compares AWS with one machine, for people with an account. `npm run test:aws -- --help` says how. */

const { values } = parseArgs({
  options: { stage: { type: "string", default: "dev" }, region: { type: "string" }, help: { type: "boolean" } },
});

if (values.help) {
  console.log(`usage: npm run test:aws -- [--stage dev|staging|prod] [--region <region>]

Asks AppSync's EvaluateCode to run every resolver bundle on what the local runtime ran it on, and compares; then asks the
stage's endpoint for codes (to SES's and SNS's simulators), checks, lists and cancels. Needs the right appsync:EvaluateCode, and for the
endpoint a role that the stage's settings name. Takes about a minute and costs less than a cent. Without credentials it says what it skipped.`);
  process.exit();
}

const file = `outputs.${values.stage}.json`;
const outputs: { region?: string; graphqlUrl?: string } = existsSync(file)
  ? JSON.parse(readFileSync(file, "utf8"))
  : {};
const region = values.region ?? outputs.region ?? process.env.AWS_REGION ?? "us-east-1";
// The SDK's own chain: environment, profile, single sign-on, role of the machine.
const credentials = await new SNSClient({ region }).config.credentials().catch(() => undefined);
const failed = await runSuite({
  region,
  credentials,
  graphqlUrl: outputs.graphqlUrl,
  appsyncUrl: `https://appsync.${region}.amazonaws.com`,
  evaluations: evaluationsOfChecks,
  print: console.log,
});
process.exit(failed === 0 ? 0 : 1);
