import { spawnSync } from "node:child_process";
import { devNull } from "node:os";
import { fileURLToPath } from "node:url";
import type { Evaluation } from "appsync-local";
import type { EvaluateCodeAnswer, Question } from "appsync-local/evaluate-code";
import { createSandbox } from "appsync-local/testing";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { serveWire, type WireAnswer, type WireServer } from "../../local/wire/index.ts";
import { bundleResolvers } from "../../resolvers/bundle.ts";
import { settingsFrom } from "../../settings/read.ts";
import { type ClientKey, newClient } from "../service/api-client.ts";
import { startTestService, type TestService } from "../service/support.ts";
import { rowsOf } from "../support/page-tables.ts";
import { DOUBTS } from "./doubts.ts";
import { CHECKS } from "./end-to-end.ts";
import { stepsOf } from "./evaluate.ts";
import { evaluationsOfChecks, runSuite } from "./suite.ts";

/** Tests the suite for AWS with an EvaluateCode that runs the local runtime, and with a local service as the endpoint. */

let service: TestService;
let client: ClientKey;
let evaluating: WireServer;
/** Changes the answers of the stand-in for EvaluateCode. */
let twist: (answer: EvaluateCodeAnswer, question: Question) => EvaluateCodeAnswer = (answer) => answer;
let throttled = 0;
let evaluations: Evaluation[];
let steps: ReturnType<typeof stepsOf>;

/** What the local runtime does about each doubt. */
const AS_HERE = [
  "finds a part",
  "is not evaluated",
  "is an error",
  "is an error",
  "is an error",
  "is the item",
  "are sent",
];

beforeAll(async () => {
  service = await startTestService();
  client = await newClient(service);
  evaluations = await evaluationsOfChecks();
  steps = stepsOf(evaluations);
  const sandbox = createSandbox(Date.now);
  evaluating = await serveWire(({ path, headers, body }): WireAnswer => {
    if (path !== "/v1/dataplane-evaluatecode" || !headers.authorization?.includes("/appsync/aws4_request")) {
      return { status: 403, headers: { "x-amzn-errortype": "AccessDeniedException" }, body: "{}" };
    }
    if (throttled > 0) {
      throttled -= 1;
      return { status: 429, headers: { "x-amzn-errortype": "TooManyRequestsException:" }, body: "{}" };
    }
    const question = JSON.parse(body.toString()) as Question;
    // The lines that settle a doubt are no bundle of the evaluations.
    const step = steps.get(question.code) ?? sandbox.load("doubt", question.code);
    const outcome = step.run(question.function, question.context);
    const stash = JSON.stringify(outcome.stash);
    const [raised] =
      outcome.kind === "error" ? [outcome.error.message] : outcome.kind === "fault" ? outcome.detail.split("\n") : [];
    const answer: EvaluateCodeAnswer =
      raised === undefined
        ? { evaluationResult: "value" in outcome ? JSON.stringify(outcome.value) : null, stash }
        : { error: { message: raised }, stash };
    return { status: 200, headers: {}, body: JSON.stringify(twist(answer, question)) };
  });
});
/** Each run sends two messages to one address. */
beforeEach(() => service.advance(15 * 60));
afterAll(async () => {
  await evaluating.close();
  await service.stop();
});

async function run(more: Partial<Parameters<typeof runSuite>[0]> = {}) {
  const lines: string[] = [];
  const [credentials] = service.outputs.backends;
  const failed = await runSuite({
    region: service.outputs.region,
    credentials,
    graphqlUrl: service.outputs.graphqlUrl,
    appsyncUrl: evaluating.url,
    client: { key: client, apiId: service.outputs.apiId },
    evaluations: async () => evaluations,
    clock: service.now,
    print: (line) => lines.push(line),
    ...more,
  });
  return { failed, lines, of: (word: string) => lines.filter((line) => line.startsWith(word)) };
}

test("the suite finds no difference when AWS behaves like one machine, covers every bundle, and repeats throttled calls", async () => {
  throttled = 2;
  const { failed, lines, of } = await run();
  expect(lines.filter((line) => line.startsWith("failed"))).toEqual([]);
  expect(failed).toBe(0);
  const { size } = bundleResolvers(settingsFrom({}));
  expect(lines[0]).toMatch(new RegExp(`^EvaluateCode: \\d+ evaluations of ${size} bundles$`));
  expect(of("ok")).toHaveLength(Object.keys(CHECKS).length);
});

test("the suite tells what AWS does about each doubt, and docs/aws-differences.md has a row for each", async () => {
  const lines = (await run()).of("told");
  expect(lines).toHaveLength(DOUBTS.length);
  for (const [index, name] of DOUBTS.entries()) {
    expect(lines[index]?.startsWith(`told: ${name}: ${AS_HERE[index]}`), lines[index]).toBe(true);
  }
  const rows = rowsOf("aws-differences.md").map(([name]) => name);
  for (const name of DOUBTS) expect(rows).toContain(name);
});

test("the suite tells the other answers, and fails at one that nobody expects", async () => {
  const answers = ["false", "1", "1000", "1000", "null"];
  const other = (all: (string | null)[]) => {
    let n = 0;
    twist = (answer, { code }) => (steps.has(code) ? answer : { evaluationResult: all[n++ % all.length] ?? null });
    return run({ graphqlUrl: undefined });
  };
  const told = (await other(answers)).of("told").map((line) => line.split(": ").at(-1));
  expect(told).toEqual(["compares the whole text", "is evaluated", "end silently", "end silently", "answers null"]);
  const { failed, of } = await other(['"yes"']);
  twist = (answer) => answer;
  expect({ failed, lines: of("failed") }).toEqual({
    failed: 1,
    lines: ['failed: `util.matches`: nobody expects the result "yes"'],
  });
});

test("the suite names the handler that AWS evaluates differently", async () => {
  const { code: twisted } = evaluations.find(({ name }) => name.endsWith("macGuess")) as Evaluation;
  twist = (answer, { code }) => (code === twisted ? { ...answer, evaluationResult: '{"method":"GET"}' } : answer);
  const { failed, of } = await run({ graphqlUrl: undefined });
  twist = (answer) => answer;
  expect(failed).toBeGreaterThan(0);
  expect(of("failed").every((line) => line.includes("macGuess"))).toBe(true);
  expect(of("skipped")).toEqual([expect.stringContaining("npm run deploy")]);
});

test("the suite names the check that the endpoint fails", async () => {
  service.messages.faults.inject({ operation: "SendEmail", errorType: "MessageRejected", status: 400, times: 1 });
  const { failed, of } = await run();
  expect(failed).toBe(1);
  expect(of("failed")).toEqual([expect.stringContaining("a code goes out by e-mail")]);
});

test("the suite says what it skipped: everything without credentials, the endpoint with credentials that it refuses", async () => {
  expect(await run({ credentials: undefined })).toMatchObject({
    failed: 0,
    lines: [expect.stringMatching(/^skipped: all/)],
  });
  const strange = await run({ credentials: { accessKeyId: "AKIASTRANGE", secretAccessKey: "strange" } });
  expect(strange.failed).toBe(0);
  expect(strange.of("skipped")).toEqual([expect.stringContaining("does not know these credentials")]);
  expect((await run({ client: undefined })).of("skipped")).toEqual([expect.stringContaining("OTP_CLIENT_KEY_ID")]);
});

describe("npm run test:aws", () => {
  const file = fileURLToPath(new URL("run.ts", import.meta.url));
  const NOBODY = {
    AWS_CONFIG_FILE: devNull,
    AWS_SHARED_CREDENTIALS_FILE: devNull,
    AWS_EC2_METADATA_DISABLED: "true",
  };
  /** Runs the command in a folder without outputs, and with only the given environment variables. */
  const command = (args: string[], env: Record<string, string> = {}) => {
    const cwd = fileURLToPath(new URL(".", import.meta.url));
    const { status, stdout, stderr } = spawnSync(process.execPath, [file, ...args], {
      cwd,
      env: { ...NOBODY, ...env },
      encoding: "utf8",
    });
    return { status, stdout, stderr };
  };

  test.each([
    { args: ["--stage", "production"], says: /^there is no stage "production": name one of dev, staging, prod\n$/ },
    { args: ["--stages", "dev"], says: /^Unknown option '--stages'.*\n\nusage: npm run test:aws/ },
  ])("refuses $args", ({ args, says }) => {
    expect(command(args)).toEqual({ status: 1, stdout: "", stderr: expect.stringMatching(says) });
  });

  test("needs a region when it has credentials, and says where it looked", () => {
    const { status, stderr } = command([], { AWS_ACCESS_KEY_ID: "AKIATEST", AWS_SECRET_ACCESS_KEY: "secret" });
    expect({ status, stderr }).toEqual({
      status: 1,
      stderr: expect.stringMatching(/^there is no AWS region: say --region/),
    });
  });

  test("skips everything without credentials", () => {
    expect(command([])).toEqual({ status: 0, stdout: expect.stringMatching(/^skipped: all/), stderr: "" });
  });
});
