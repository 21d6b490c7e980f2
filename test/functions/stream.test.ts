import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { AttributeValue } from "@aws-sdk/client-dynamodb";
import { marshall } from "@aws-sdk/util-dynamodb";
import { createLambda, type Lambda } from "appsync-local/lambda";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { bundleFunction } from "../../functions/bundle.ts";
import { STREAM_SETTINGS } from "../../functions/stream/settings.ts";
import { bake } from "../../settings/bake.ts";
import { settingsFrom } from "../../settings/read.ts";
import { itemsOf, person } from "../service/person.ts";
import { addPoolUser } from "../service/pool-user.ts";
import { startTestService, type TestService, wrongFor } from "../service/support.ts";

/** The stream function, as its bundle, fed with the images of real slots before and after real calls, as the table's stream gives them. */

const HANDLER = fileURLToPath(new URL("../../functions/stream/handler.ts", import.meta.url));
const overrides = { budget: { guesses: 5 } };
const folder = mkdtempSync(join(tmpdir(), "stream-"));
let service: TestService;
let stream: Lambda;
let logs: string[] = [];

beforeAll(async () => {
  service = await startTestService(overrides);
  const codePath = join(folder, "stream.cjs");
  const define = bake(settingsFrom(overrides), STREAM_SETTINGS);
  writeFileSync(codePath, bundleFunction(HANDLER, { define }).code);
  const { outputs, messages, events } = service;
  const environment = {
    TOKENS_TABLE: "Tokens",
    USER_POOL_ID: outputs.userPoolId,
    EVENT_BUS: "appsync-otp",
    AWS_REGION: outputs.region,
    AWS_ACCESS_KEY_ID: "AKIASTREAM",
    AWS_SECRET_ACCESS_KEY: "secret",
    AWS_ENDPOINT_URL_DYNAMODB: outputs.dynamodbUrl,
    AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER: outputs.cognitoUrl,
    AWS_ENDPOINT_URL_SESV2: messages.sesUrl,
    AWS_ENDPOINT_URL_EVENTBRIDGE: events.url,
  };
  // Less time than the one notice may take that is not the first.
  const fn = { codePath, concurrency: 1, timeoutSeconds: 15, environment };
  stream = createLambda(fn, { name: "stream", onLog: (line) => logs.push(line) });
});
beforeEach(() => {
  logs = [];
});
afterAll(async () => {
  await stream.close();
  await service.stop();
  rmSync(folder, { recursive: true });
});

let sequence = 0;
const recordOf = (NewImage: Item, OldImage?: Item) => {
  sequence += 1;
  return {
    eventID: `${sequence}`,
    eventName: OldImage ? "MODIFY" : "INSERT",
    eventSourceARN: "arn:aws:dynamodb:us-east-1:000000000000:table/Tokens/stream/2026-11-01T00:00:00.000",
    dynamodb: {
      ApproximateCreationDateTime: Math.floor(service.now() / 1000),
      SequenceNumber: `${sequence}`,
      Keys: { pk: NewImage.pk, sk: NewImage.sk },
      ...(OldImage && { OldImage }),
      NewImage,
    },
  };
};
type Item = Record<string, AttributeValue>;
type StreamRecord = ReturnType<typeof recordOf>;

/** Somebody, and the records that the stream has of their slot after each thing that they do. */
async function followed() {
  const someone = person(service);
  const imageOf = async () => (await itemsOf(service, someone.subject)).login;
  const records: StreamRecord[] = [];
  let last = await imageOf();
  const after = async <T>(doing: Promise<T>): Promise<T> => {
    const done = await doing;
    const next = (await imageOf()) as Item;
    records.push(recordOf(next, last));
    last = next;
    return done;
  };
  return { someone, after, records };
}

async function counted(records: StreamRecord[]) {
  logs = [];
  expect(await stream.invoke({ Records: records })).toEqual({ payload: { batchItemFailures: [] } });
  // A line may arrive after the answer.
  await expect.poll(() => logs).toHaveLength(1);
  return JSON.parse(logs[0] as string);
}

test("counts wrong guesses and right ones, and nothing for asking and sending", async () => {
  const { someone, after, records } = await followed();
  const { id } = await after(someone.token());
  await after(someone.guessWrong(id, 1));
  await after(someone.guessWrong(id, 1));
  await after(someone.check(id, someone.code()));
  expect(await counted(records)).toMatchObject({ verified: 1, wrongGuesses: 2, cancelled: 0, longCodeSlots: 0 });
});

test("counts a wrong code under the key of the right one, and not the right one again", async () => {
  const { someone, after, records } = await followed();
  const { id } = await after(someone.token());
  const code = someone.code();
  const check = (guess: string) => after(someone.check(id, guess, { idempotencyKey: "k" }));
  for (const guess of [code, code, wrongFor(code)]) await check(guess);
  expect(await counted(records)).toMatchObject({ verified: 1, wrongGuesses: 1 });
});

test("counts what was cancelled", async () => {
  const { someone, after, records } = await followed();
  const { id } = await after(someone.token());
  await after(someone.cancel(id));
  expect(await counted(records)).toMatchObject({ verified: 0, wrongGuesses: 0, cancelled: 1, longCodeSlots: 0 });
});

test("counts a slot that goes over to long codes, at the guess that uses up the budget and only there", async () => {
  const { someone, after, records } = await followed();
  const { id } = await after(someone.token());
  for (let guess = 1; guess <= 5; guess++) await after(someone.guessWrong(id, 1));
  const last = records.at(-1) as StreamRecord;
  service.advance(31);
  const { codeLength } = await after(someone.token());
  expect(codeLength).toBe(12);
  const other = await followed();
  await other.after(other.someone.token({ codeLength: 12, alphabet: "ALPHANUMERIC" }));
  const rest = records.filter((record) => record !== last);
  expect(await counted([...rest, ...other.records])).toMatchObject({ wrongGuesses: 4, longCodeSlots: 0 });
  expect(await counted([last])).toMatchObject({ wrongGuesses: 1, longCodeSlots: 1 });
});

test("counts no slot whose last guess is right: it is given back", async () => {
  const { someone, after, records } = await followed();
  const { id } = await after(someone.token());
  await after(someone.guessWrong(id, 4));
  await after(someone.check(id, someone.code()));
  expect(await counted(records)).toMatchObject({ verified: 1, longCodeSlots: 0 });
});

test("S13 says how many, and neither who nor where", async () => {
  const { someone, after, records } = await followed();
  const { id } = await after(someone.token());
  await after(someone.check(id, someone.code()));
  await counted(records);
  for (const secret of [id, someone.subject, someone.destination, someone.code()])
    expect(logs[0]).not.toContain(secret);
  expect(JSON.parse(logs[0] as string)._aws.CloudWatchMetrics).toEqual([
    {
      Namespace: "appsync-otp",
      Dimensions: [["function"]],
      Metrics: ["verified", "wrongGuesses", "cancelled", "longCodeSlots", "eventsPut", "eventsLost"].map((Name) => ({
        Name,
        Unit: "Count",
      })),
    },
  ]);
});

/** The slot of a pool user, before and after the last wrong guess. */
function lastGuess(sub: string, kind = "s"): StreamRecord {
  const slot = {
    pk: `pool|${kind}|${sub}`,
    sk: "login",
    id: "login_1",
    channel: "EMAIL",
    destination: "u@example.com",
  };
  const of = { ...slot, codeMac: "right", lastGuessMac: "wrong", repeatedGuessMacs: [], maxAttempts: 5, sends: 1 };
  return recordOf(marshall({ ...of, attempts: 5, revision: 7 }), marshall({ ...of, attempts: 4, revision: 6 }));
}

test("what the time does not suffice for is named as the record to go on from, and neither counted nor told before", async () => {
  const { sub } = await addPoolUser(service);
  const first = lastGuess(sub);
  const second = lastGuess(sub);
  const rest = [second, lastGuess(sub)];
  const { payload } = (await stream.invoke({ Records: [first, ...rest] })) as { payload: object };
  expect(payload).toEqual({ batchItemFailures: [{ itemIdentifier: second.dynamodb.SequenceNumber }] });
  const lines = () => logs.map((line) => JSON.parse(line));
  await expect.poll(lines).toContainEqual(expect.objectContaining({ wrongGuesses: 1 }));
  expect(lines()).toContainEqual(expect.objectContaining({ noticesSent: 1 }));
});

test("S39 a known device's lane that is used up is no reason for a notice: the owner has that device", async () => {
  const { sub, email } = await addPoolUser(service);
  const device = "0123456789abcdef0123456789abcdef";
  expect(await counted([lastGuess(`${device}|${sub}`, "l")])).toMatchObject({ wrongGuesses: 1 });
  expect(service.messages.inbox.list().filter(({ to }) => to === email)).toEqual([]);
});

test("S39 a record that the stream delivers twice tells the owner once", async () => {
  const { sub, email } = await addPoolUser(service);
  const record = lastGuess(sub);
  logs = [];
  for (let times = 1; times <= 2; times++) await stream.invoke({ Records: [record] });
  // Two lines of counts, and one of a notice.
  await expect.poll(() => logs).toHaveLength(3);
  expect(service.messages.inbox.list().filter(({ to }) => to === email)).toHaveLength(1);
});

test("items that are no slots, and items that were deleted, are not counted", async () => {
  const counter = { pk: { S: "role:shop|s|somebody" }, sk: { S: "#sends#20778" }, total: { N: "20" } };
  const { dynamodb, ...deleted } = lastGuess("somebody");
  const { NewImage: _, ...rest } = dynamodb;
  const records = [recordOf(counter), { ...deleted, eventName: "REMOVE", dynamodb: rest } as StreamRecord];
  expect(await counted(records)).toMatchObject({ verified: 0, wrongGuesses: 0, cancelled: 0, longCodeSlots: 0 });
});
