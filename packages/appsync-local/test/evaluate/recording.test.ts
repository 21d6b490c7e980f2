import { spawn } from "node:child_process";
import { once } from "node:events";
import { globSync, readFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { devNull } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { beforeEach, describe, expect, onTestFinished, test } from "vitest";
import type { EvaluateCodeAnswer, Question } from "../../src/evaluate-code/index.ts";
import { folderOf } from "../language/support.ts";
import { type Case, CORPUS } from "./corpus.ts";
import { type Recorded, type Recording, record, replay, runHere } from "./recording.ts";

const RECORDINGS = globSync("recordings/*.json", { cwd: import.meta.dirname }).map(
  (name): Recording => JSON.parse(readFileSync(join(import.meta.dirname, name), "utf8")),
);

test("the runtime answers what AppSync was recorded to answer", () => {
  const { differences, missing } = replay(CORPUS, RECORDINGS);
  expect(differences).toEqual([]);
  expect(CORPUS.length - missing.length).toBeGreaterThan(20);
});

test("cases have names of their own", () => {
  expect(new Set(CORPUS.map(({ name }) => name)).size).toBe(CORPUS.length);
});

test("a case that was changed since is not held to the old answer, and is listed as not recorded", async () => {
  const cases = CORPUS.slice(0, 3);
  const answers = await record(cases, async (question) => answerTo(question));
  const [first, ...others] = cases as [Case, ...Case[]];
  const changed = [{ ...first, context: '{"arguments":{"n":2}}' }, ...others];
  const recording = { source: "here", answers };
  expect(replay(changed, [recording])).toEqual({ differences: [], missing: [first.name] });
});

/** An EvaluateCode that runs the local runtime, in AppSync's shape of answers. `twist` changes them. */
async function fakeEvaluateCode(twist = (answer: EvaluateCodeAnswer, _question: Question) => answer) {
  let throttled = 1;
  const server = createServer(async (request, response) => {
    const answer = (status: number, body: unknown, errorType = "") =>
      response.writeHead(status, errorType === "" ? {} : { "x-amzn-errortype": errorType }).end(JSON.stringify(body));
    const signed = request.headers.authorization?.includes("/eu-west-1/appsync/aws4_request");
    if (request.url !== "/v1/dataplane-evaluatecode" || !signed) return answer(403, {}, "AccessDeniedException");
    if (throttled > 0) {
      throttled -= 1;
      return answer(429, {}, "TooManyRequestsException:");
    }
    const question: Question = JSON.parse(await text(request));
    answer(200, twist(answerTo(question), question));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => void server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const here = runHere(CORPUS);

function answerTo({ code }: Question): EvaluateCodeAnswer {
  const seen = here.get(code) as Recorded["seen"];
  if (seen === "refused")
    return { error: { message: "The code contains one or more errors.", codeErrors: [{ value: "TS2304" }] } };
  const stash = JSON.stringify(seen.stash);
  return seen.raised === null
    ? { evaluationResult: JSON.stringify(seen.value), stash }
    : { error: { message: seen.raised }, stash };
}

describe("npm run record:aws", () => {
  let out = "";
  beforeEach(() => {
    out = join(folderOf({}), "own.json");
  });

  async function run(args: string[], env: Record<string, string> = {}) {
    const nobody = {
      AWS_CONFIG_FILE: devNull,
      AWS_SHARED_CREDENTIALS_FILE: devNull,
      AWS_EC2_METADATA_DISABLED: "true",
    };
    const command = fileURLToPath(new URL("record.ts", import.meta.url));
    const child = spawn(process.execPath, [command, "--out", out, ...args], { env: { ...nobody, ...env } });
    const [said, complained, [status]] = await Promise.all([
      text(child.stdout),
      text(child.stderr),
      once(child, "exit"),
    ]);
    return { said, complained, status };
  }
  const account = { AWS_ACCESS_KEY_ID: "AKIATEST", AWS_SECRET_ACCESS_KEY: "secret", AWS_REGION: "eu-west-1" };
  const recorded = (): Recording => JSON.parse(readFileSync(out, "utf8"));

  test("writes down what AWS answers, and from then on the runtime is held to it", async () => {
    const { said, complained, status } = await run(["--endpoint", await fakeEvaluateCode()], account);
    expect({ status, complained }).toEqual({ status: 0, complained: "" });
    expect(said).toContain(`${CORPUS.length} answers are in ${out}; 0 of them differ here`);
    expect(recorded().source).toBe("EvaluateCode in eu-west-1, runtime APPSYNC_JS 1.0.0");
    expect(replay(CORPUS, [recorded()])).toEqual({ differences: [], missing: [] });
  });

  test("names each case that AWS answers differently: another value, accepted code, refused code", async () => {
    const twisted = new Map<string, EvaluateCodeAnswer>([
      ["  return 'text'.includes('ex');", { evaluationResult: "false", stash: "{}" }],
      ["  ctx = {};", { evaluationResult: "1", stash: "{}" }],
      ["  return [1, 2].includes(2);", { error: { message: "no", codeErrors: [{ value: "TS2339" }] } }],
    ]);
    const url = await fakeEvaluateCode((answer, { code }) => {
      const line = code.split("\n").find((each) => twisted.has(each));
      return line === undefined ? answer : (twisted.get(line) as EvaluateCodeAnswer);
    });
    const { said, status } = await run(["--endpoint", url], account);
    expect(status).toBe(1);
    const names = ["'text'.includes('ex')", "[1, 2].includes(2)", "ctx = {};"];
    expect(said.match(/^differs: .*$/gm)).toEqual(names.map((name) => `differs: ${name}`));
    expect(replay(CORPUS, [recorded()]).differences.map(({ name }) => name)).toEqual(names);
  });

  test("says what it lacks, and what AWS refuses", async () => {
    const { AWS_REGION: _, ...keys } = account;
    const url = await fakeEvaluateCode();
    const [nobody, nowhere, refused, odd] = await Promise.all([
      run([]),
      run([], keys),
      run(["--endpoint", url, "--region", "us-east-1"], account),
      run(["--nothing"]),
    ]);
    expect(nobody).toMatchObject({ status: 2, complained: expect.stringContaining("there are no AWS credentials") });
    expect(nowhere).toMatchObject({ status: 2, complained: expect.stringContaining("there is no AWS region") });
    expect(refused).toMatchObject({ status: 2, complained: expect.stringContaining("EvaluateCode: AccessDenied") });
    expect(odd).toMatchObject({ status: 2, complained: expect.stringContaining("usage: npm run record:aws") });
  });
});
