import type { Credentials, Evaluation } from "appsync-local";
import { evaluateCode } from "appsync-local/evaluate-code";
import { accountCourse } from "../service/account-course.ts";
import { newClient } from "../service/api-client.ts";
import {
  activate,
  codeTo,
  newOperator,
  payloadOf,
  RESEND,
  REVOKE,
  ROTATE,
  UPDATE,
} from "../service/managed-clients.ts";
import { stepUp } from "../service/step-up.ts";
import { codeIn, type Headers, iamCaller, startTestService, type TestService } from "../service/support.ts";
import { type Told, tellByCalls, tellByCode } from "./doubts.ts";
import { CHECKS, type Deployed, refusalOf, type SigningClient } from "./end-to-end.ts";
import { compareEvaluations, distinct } from "./evaluate.ts";

export interface SuiteOptions {
  region: string;
  credentials: Credentials | undefined;
  /** The GraphQL endpoint of the deployed stack; undefined when no stack is deployed. */
  graphqlUrl: string | undefined;
  /** The endpoint of AppSync's own API. */
  appsyncUrl: string;
  /** An API client that signs requests to the endpoint; undefined when there is none to try. */
  client?: Pick<SigningClient, "key" | "apiId"> | undefined;
  /** Gives the evaluations to compare: usually `evaluationsOfChecks`. */
  evaluations(): Promise<Evaluation[]>;
  /** Milliseconds since the epoch, for signatures of the endpoint's calls. Default: the system's. */
  clock?: () => number;
  print(line: string): void;
}

/**
 * Compares AWS with one machine: every handler by EvaluateCode, and a deployed endpoint by checks. Prints what it skipped and why, and
 * what AWS does where its documentation and its users say different things.
 *
 * @returns the number of differences and failed checks
 */
export async function runSuite(options: SuiteOptions): Promise<number> {
  const { region, credentials, graphqlUrl, appsyncUrl, print, clock = Date.now } = options;
  if (!credentials) {
    print(
      "skipped: all of it. There are no AWS credentials; set AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY",
    );
    return 0;
  }
  const evaluations = distinct(await options.evaluations());
  print(
    `EvaluateCode: ${evaluations.length} evaluations of ${new Set(evaluations.map(({ name }) => name)).size} bundles`,
  );
  const ask = evaluateCode(appsyncUrl, region, credentials);
  const differences = await compareEvaluations(evaluations, ask, (done) => {
    if (done % 20 === 0) print(`  ${done} of ${evaluations.length}`);
  });
  for (const { step, handler, what, aws, local } of differences) {
    print(`failed: ${step} ${handler}: ${what} on AWS ${JSON.stringify(aws)}, here ${JSON.stringify(local)}`);
  }
  const failed = differences.length + (await tell(() => tellByCode(ask), print));
  if (!graphqlUrl) {
    print(
      "skipped: the deployed endpoint. There are no outputs of this stage; deploy it: npm run deploy -- --stage <stage>",
    );
    return failed;
  }
  const client = options.client && { ...options.client, clock };
  let last: Headers = {};
  const call = iamCaller(graphqlUrl, region, credentials, clock, (_, headers) => {
    last = headers;
  });
  const deployed: Deployed = { graphqlUrl, call, lastHeaders: () => last, ...(client && { client }) };
  if (!client) print("skipped: signed requests. Name an API client: OTP_CLIENT_KEY_ID and OTP_CLIENT_SECRET");
  const refusal = await refusalOf(deployed);
  if (refusal) {
    print(
      `skipped: the deployed endpoint. It does not know these credentials (${refusal}): take a role that stages.<stage>.backends names, with the stack's call policy`,
    );
    return failed;
  }
  const failures = await failuresOf(deployed, print);
  return failed + failures + (await tell(() => tellByCalls(deployed), print));
}

/** Prints what AWS does about each doubt. @returns 1 when it does what nobody expects, otherwise 0 */
async function tell(settle: () => Promise<Told[]>, print: (line: string) => void): Promise<number> {
  try {
    for (const { name, told } of await settle()) print(`told: ${name}: ${told}`);
    return 0;
  } catch (error) {
    print(`failed: ${(error as Error).message}`);
    return 1;
  }
}

async function failuresOf(deployed: Deployed, print: (line: string) => void): Promise<number> {
  let failed = 0;
  for (const [name, check] of Object.entries(CHECKS)) {
    try {
      await check(deployed);
      print(`ok: ${name}`);
    } catch (error) {
      failed += 1;
      print(`failed: ${name}: ${(error as Error).message}`);
    }
  }
  return failed;
}

/** Records the input and the result of each handler while the checks run on this machine. */
export async function evaluationsOfChecks(): Promise<Evaluation[]> {
  const evaluations: Evaluation[] = [];
  const service = await startTestService({}, undefined, { onEvaluate: (evaluation) => evaluations.push(evaluation) });
  try {
    const call = service.backend();
    const codeFor = (to: string, pattern?: RegExp) => codeIn(service.lastMessageTo(to).text, pattern);
    const operator = await service.operator();
    const stepUpToken = await stepUp(service, operator);
    const { graphqlUrl, apiId } = service.outputs;
    const client = { key: await newClient(service), apiId, clock: service.now };
    const lastHeaders = () => service.headers.at(-1) as Headers;
    const deployed = { graphqlUrl, call, lastHeaders, codeFor, operator: { call: operator, stepUpToken }, client };
    for (const check of Object.values(CHECKS)) await check(deployed);
    await manageAClient(service);
    // A deployed stack has no user whose mail a check could read.
    await accountCourse(service);
  } finally {
    await service.stop();
  }
  return evaluations;
}

/** The life of an API client: a deployed stack has no operator whose mail a check could read. */
async function manageAClient(service: TestService): Promise<void> {
  const operator = await newOperator(service);
  const { id, email } = await operator.create();
  await operator.done(RESEND, { id });
  payloadOf(await activate(service, id, codeTo(service, email)));
  await operator.done(ROTATE, { id, overlapSeconds: 60 });
  await operator.done(UPDATE, { id, name: "Another name" });
  await operator.list();
  await operator.done(REVOKE, { id });
}
