import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { DynamoDB } from "@aws-sdk/client-dynamodb";
import { evaluateCode } from "../../src/evaluate-code/index.ts";
import { CORPUS } from "./corpus.ts";
import { type Recording, record, replay } from "./recording.ts";

/** Records what AppSync answers to the corpus, for people with an account. `npm run record:aws -- --help` says how. */

const OUT = fileURLToPath(new URL("recordings/own.json", import.meta.url));

const HELP = `usage: npm run record:aws -- [--region <region>] [--out <file>] [--endpoint <url>]

Asks AppSync's EvaluateCode every case of the corpus (${CORPUS.length}), writes down what it answers, and prints where the local runtime differs.
From then on the tests hold the runtime to what is written, without an account: commit the file. It takes about a minute and costs nothing.

  --region     default: that of AWS_REGION or the profile
  --out        default: packages/appsync-local/test/evaluate/recordings/own.json
  --endpoint   default: https://appsync.<region>.amazonaws.com

Credentials are found as the AWS CLI finds them. They need the permission appsync:EvaluateCode and no other.
Exits with 1 when anything differs.
`;

function fail(says: string): never {
  console.error(says);
  process.exit(2);
}

function read() {
  const text = { type: "string" } as const;
  try {
    return parseArgs({ options: { region: text, out: text, endpoint: text, help: { type: "boolean" } } }).values;
  } catch (error) {
    return fail(`${(error as Error).message}\n\n${HELP}`);
  }
}

const { help, region: asked, out = OUT, endpoint } = read();
if (help) {
  console.log(HELP);
  process.exit();
}
// The SDK looks for credentials in the environment, the profile, single sign-on and the role of the machine.
const { config } = new DynamoDB(asked === undefined ? {} : { region: asked });
const credentials = await config
  .credentials()
  .catch(() => fail("there are no AWS credentials; set AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY"));
const region = await config
  .region()
  .catch(() => fail("there is no AWS region: say --region, or set AWS_REGION or the profile's"));
const url = endpoint ?? `https://appsync.${region}.amazonaws.com`;

const answers = await record(CORPUS, evaluateCode(url, region, credentials), (done) => {
  if (done % 20 === 0) console.log(`${done} of ${CORPUS.length}`);
}).catch((error: Error) => fail(error.message));
const recording: Recording = { source: `EvaluateCode in ${region}, runtime APPSYNC_JS 1.0.0`, answers };
writeFileSync(out, `${JSON.stringify(recording, null, 2)}\n`);
const { differences } = replay(CORPUS, [recording]);
for (const { name, aws, local } of differences) {
  console.log(`differs: ${name}\n  on AWS ${JSON.stringify(aws)}\n  here   ${JSON.stringify(local)}`);
}
console.log(`${answers.length} answers are in ${out}; ${differences.length} of them differ here`);
process.exitCode = differences.length === 0 ? 0 : 1;
