import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DynamoDB } from "@aws-sdk/client-dynamodb";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { REGION } from "../../local/service/index.ts";
import { newFolder, outputsOf, run } from "../local/running-start.ts";
import { codesIn, filesOf, leaksOf, NOT_SEARCHED } from "../support/canary.ts";
import { freshNumber, person } from "./person.ts";
import { FORGET, LONG_CODE, VERIFY_TOKENS } from "./step-up.ts";
import {
  type Answer,
  backendOf,
  codeIn,
  LIST,
  REQUEST,
  startTestService,
  type TestService,
  VERIFY,
} from "./support.ts";

/**
 * S13: a code is only in its message, and a token that stands for a second factor only in the answer that gives it. Every test service is searched for both when it stops (`support.ts`). The tests here
 * cover the paths on which a code is most likely to leak, and prove that the search finds a leaked code.
 */

const PLENTY = { quarterHour: 100, day: 1_000 };
let service: TestService;
beforeAll(async () => {
  service = await startTestService({ sends: { subject: PLENTY, destination: PLENTY }, token: { maxSends: 5 } });
});
afterAll(() => service.stop());
afterEach(() => service.endpoint.api.faults.clear());

const CANARY = { codeLength: 16, alphabet: "ALPHANUMERIC" };
const LONG = /\b[0-9A-HJKMNP-TV-Z]{16}\b/;
const only = ({ errors }: Answer) => {
  expect(errors).toHaveLength(1);
  return errors?.[0];
};

describe("S13: no code gets out", () => {
  afterEach(async () => expect(await service.leaks()).toEqual([]));

  test.each([
    ["EMAIL", "SendEmail", "MessageRejected"],
    ["SMS", "Publish", "InvalidParameterValue"],
  ])("by %s, whose provider fails and quotes the message in its error", async (channel, operation, errorType) => {
    const destination = channel === "SMS" ? freshNumber() : "quoted@example.com";
    const someone = person(service, { channel, destination, ...CANARY, data: '"x"' });
    await someone.token();
    const { text } = service.lastMessageTo(destination);
    const code = codeIn(text, LONG);
    for (const fault of [{ errorType }, { errorType: "Throttling" }, { status: 500 }]) {
      service.advance(30);
      const remove = service.messages.faults.inject({ operation, message: `refused: ${text}`, ...fault });
      const error = only(await someone.ask());
      remove();
      expect(error).toMatchObject({ errorType: "DeliveryFailed" });
      expect(JSON.stringify(error)).not.toContain(code);
    }
    expect(service.logs.filter((line) => line.includes('"FAILED"'))).not.toEqual([]);
  });

  test("by guesses, right and wrong, typed in any form, and repeated; nor by listing and cancelling", async () => {
    const someone = person(service, { ...CANARY, data: '{"a":1}' });
    const { id } = await someone.token();
    const code = someone.code(LONG);
    await someone.check(id, `0${code.slice(1)}`);
    await someone.verify(id, `${code} ${code}`);
    await someone.verify(id, `${code}\u0000`);
    await someone.verify("login_1", code);
    await service.backend(1)(VERIFY, { input: { id, code, subject: someone.subject } });
    await service.backend()(LIST, { filter: { subject: someone.subject } });
    await someone.check(id, code.toLowerCase(), { idempotencyKey: "k" });
    await someone.check(id, code, { idempotencyKey: "k" });
    await someone.check(id, code);
    await someone.cancel(id);
  });

  test("by KMS, when it fails for the guess and for the message and quotes its input", async () => {
    const someone = person(service, CANARY);
    const { id } = await someone.token();
    const code = someone.code(LONG);
    for (const fault of [{ errorType: "ValidationException" }, { status: 500 }, { drop: true }]) {
      const remove = service.kms.faults.inject({ operation: "GenerateMac", message: `cannot mac ${code}`, ...fault });
      expect(only(await someone.verify(id, code))).toMatchObject({ errorType: "InternalError" });
      service.advance(30);
      expect(only(await someone.ask())).toMatchObject({ errorType: "DeliveryFailed" });
      remove();
    }
  });

  test.each(["error", "throttling", "conflict", "lostAnswer", "twice"] as const)(
    "by the table, when the write of a right guess meets this fault: %s",
    async (kind) => {
      const someone = person(service, CANARY);
      const { id } = await someone.token();
      service.endpoint.api.faults.inject({ dataSource: "Tokens", operation: "UpdateItem", kind, times: 1 });
      await someone.verify(id, someone.code(LONG));
      await someone.verify(id, someone.code(LONG));
    },
  );

  test("by a function that throws: its input, with text and destination, is in no answer", async () => {
    const someone = person(service, CANARY);
    await someone.token();
    service.advance(30);
    const order = JSON.stringify({ subject: someone.subject, destination: someone.destination });
    service.endpoint.api.faults.inject({ dataSource: "Send", kind: "error", message: order, times: 1 });
    const answer = await someone.ask();
    expect(only(answer)).toMatchObject({ errorType: "DeliveryFailed" });
    expect(JSON.stringify(answer)).not.toContain(someone.destination);
  });

  test("S41 nor a device token or step-up token: by KMS, when it fails and quotes one, and by refused calls", async () => {
    const { someone, deviceToken, stepUpToken } = await holder();
    const forget = (token: string) =>
      service.backend()(FORGET, { input: { subject: someone.subject, stepUpToken: token } });
    for (const quoted of [deviceToken, stepUpToken]) {
      const message = `cannot use ${quoted}`;
      const remove = service.kms.faults.inject({ operation: "VerifyMac", errorType: "ValidationException", message });
      expect(only(await someone.ask({ deviceToken }))).toMatchObject({ errorType: "InternalError" });
      expect(only(await forget(stepUpToken))).toMatchObject({ errorType: "InternalError" });
      remove();
      expect(only(await forget(`${quoted}x`))).toMatchObject({ errorType: "SecondFactorRequired" });
      await service.backend(1)(LIST, { filter: { subject: someone.subject, deviceToken: quoted } });
    }
    expect((await forget(stepUpToken)).errors).toBeUndefined();
  });

  test("although the log has a line of each message and the traces have each call, so the search had something to search", () => {
    expect(service.logs.filter((line) => line.startsWith('{"_aws":')).length).toBeGreaterThan(10);
    expect(service.traces.flatMap(({ calls }) => calls).length).toBeGreaterThan(50);
    expect(service.answers.length).toBeGreaterThan(30);
  });
});

/** Somebody who has a device token and a step-up token. */
async function holder() {
  const someone = person(service);
  const { subject } = someone;
  const tokens = async (purpose: string, pattern?: RegExp) => {
    const { id } = await someone.token({ purpose });
    const input = { id, subject, code: someone.code(pattern) };
    return (await service.backend()(VERIFY_TOKENS, { input })).data.verifyOtp;
  };
  const { deviceToken } = await tokens("payment");
  const { stepUpToken } = await tokens("manage-account", LONG_CODE);
  return { someone, deviceToken: deviceToken as string, stepUpToken: stepUpToken as string };
}

describe("the search finds a code that got out", () => {
  const code = "7Q4ZK2M9XH3TB6WD";
  const short = "408212";
  const codes = new Set([code, short]);
  test.each([
    ["in a sentence", `sent ${code}.`],
    ["in small letters", `"code":"${code.toLowerCase()}"`],
    ["in a longer word", `x${code}y`],
    ["in hexadecimal", Buffer.from(`code=${code}`).toString("hex")],
    ["in base64", Buffer.from(`{"code":"${code}"}`).toString("base64")],
    ["in base64, a byte further", Buffer.from(`{"codes":"${code}"}`).toString("base64url")],
    ["in base64, two bytes further", Buffer.from(`{"a code":"${code}"}`).toString("base64")],
    ["of six digits in JSON", `{"code":"${short}"}`],
    ["of six digits as a number", `{"code":${short}}`],
    ["of six digits in a sentence", `Your code is ${short}.`],
    ["of six digits in an address", `https://a.example/?code=${short}&x=1`],
  ])("%s", (_, text) => {
    expect(leaksOf(codes, [{ name: "a log", text }])).toHaveLength(1);
  });

  test.each([
    "took 12.408212 ms",
    "408212.51 is a sum",
    "role:shop|s|x #sends#408212",
    "live-408212",
    "1408212000",
    "a408212b",
  ])("and does not mistake another number for a code: %s", (text) => {
    expect(leaksOf(codes, [{ name: "a log", text }])).toEqual([]);
  });

  const plants: [string, RegExp, (code: string) => unknown, () => unknown][] = [
    ["the log", /a log or metric/, (text) => service.logs.push(`sent ${text}`), () => service.logs.pop()],
    [
      "an error",
      /an (answer|error)/,
      (text) => service.answers.push(`{"errors":["${text}"]}`),
      () => service.answers.pop(),
    ],
    ["an answer", /an answer/, (text) => service.answers.push(`{"x":"${text}"}`), () => service.answers.pop()],
    [
      "a trace",
      /a trace/,
      (text) => service.traces.push({ requestId: "", operationName: null, milliseconds: 0, calls: [], logs: [text] }),
      () => service.traces.pop(),
    ],
    [
      "a file",
      /notes\.txt/,
      (text) => writeFileSync(join(service.folder, "notes.txt"), `"${text}"`),
      () => rmSync(join(service.folder, "notes.txt")),
    ],
  ];
  test.each(plants)("in %s of a service, whose stop then fails", async (_, place, plant, remove) => {
    for (const form of [{}, CANARY]) {
      const someone = person(service, form);
      await someone.token();
      const planted = "codeLength" in form ? someone.code(LONG) : someone.code();
      plant(planted);
      const found = await service.leaks();
      remove();
      expect(found).toEqual([expect.stringMatching(place)]);
      expect(found.join()).toContain(planted);
    }
    expect(await service.leaks()).toEqual([]);
  });

  test.each(plants.filter(([name]) => name !== "an answer"))(
    "S41 in %s, and so a device token or step-up token, whole or its MAC alone",
    async (_, place, plant, remove) => {
      const { deviceToken, stepUpToken } = await holder();
      for (const token of [deviceToken, stepUpToken]) {
        for (const planted of [token, token.split(".").at(-1)]) {
          plant(planted as string);
          const found = await service.leaks();
          remove();
          expect(found).toEqual([expect.stringMatching(place)]);
        }
      }
      expect(await service.leaks()).toEqual([]);
    },
  );

  test("in the table, and in the engine's file after it was deleted from the table", async () => {
    const other = await startTestService();
    const sdk = new DynamoDB({
      endpoint: other.outputs.dynamodbUrl,
      region: REGION,
      credentials: { accessKeyId: "AKIATEST", secretAccessKey: "secret" },
    });
    const key = { pk: { S: "leak" }, sk: { S: "leak" } };
    const someone = person(other);
    await someone.token();
    await sdk.putItem({ TableName: "Tokens", Item: { ...key, code: { S: someone.code() } } });
    expect(await other.leaks()).toEqual(expect.arrayContaining([expect.stringMatching(/the table Tokens$/)]));
    await sdk.deleteItem({ TableName: "Tokens", Key: key });
    sdk.destroy();
    const inFile = await other.leaks();
    expect(inFile).not.toEqual([]);
    for (const leak of inFile) expect(leak).toMatch(/tokens\.db/);
    await expect(other.stop()).rejects.toThrow(/^S13: a code, token or secret is where it must not be/);
  });
});

test("S13: a real start prints no code, and leaves none in its folder when it is killed", async () => {
  const started = run("start.ts", { LOCAL_DIR: newFolder() });
  const outputs = await outputsOf(started);
  const backend = backendOf(outputs);
  for (const form of [{}, CANARY]) {
    const subject = `s-${"codeLength" in form}`;
    const input = { channel: "EMAIL", subject, destination: `${subject}@example.com`, ...form };
    const { id } = (await backend(REQUEST, { input })).data.requestOtp.token;
    const [message] = await (await fetch(`${outputs.inboxUrl}.json`)).json();
    const code = codeIn(message.text, "codeLength" in form ? LONG : undefined);
    const guess = { id, subject, code };
    await backend(VERIFY, { input: { ...guess, code: "000000" } });
    expect((await backend(VERIFY, { input: guess })).data.verifyOtp.status).toBe("VERIFIED");
    await backend(VERIFY, { input: guess });
  }
  const messages: { text: string }[] = await (await fetch(`${outputs.inboxUrl}.json`)).json();
  started.child.kill("SIGKILL");
  await started.ended;
  const codes = codesIn(messages.map(({ text }) => text));
  expect(codes.size).toBe(2);
  const said = { name: "the outputs", text: started.stdout() + started.stderr() };
  expect(leaksOf(codes, [said, ...filesOf(started.folder, NOT_SEARCHED)])).toEqual([]);
});
