import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { marshall } from "@aws-sdk/util-dynamodb";
import { serveHttp } from "appsync-local/http";
import { createLambda, type Lambda } from "appsync-local/lambda";
import { afterAll, beforeAll, expect, test } from "vitest";
import { bundleFunction } from "../../functions/bundle.ts";
import { STREAM_SETTINGS } from "../../functions/stream/settings.ts";
import { type EventsServer, startEvents } from "../../local/events/index.ts";
import { bake } from "../../settings/bake.ts";
import { DEFAULTS } from "../../settings/schema.ts";
import { times } from "../support/thorough.ts";

/** The stream function, as its bundle, and a bus that fails now and then: what becomes of audit events. */

const HANDLER = fileURLToPath(new URL("../../functions/stream/handler.ts", import.meta.url));
const BUS = "appsync-otp";
const folder = mkdtempSync(join(tmpdir(), "events-"));
const codePath = join(folder, "stream.cjs");
let bus: EventsServer;
let stream: Lambda;
let logs: string[] = [];
/** The ids of all events that the bus took, those that came again among them. */
const taken: unknown[] = [];

beforeAll(async () => {
  bus = await startEvents({ bus: BUS, onEvent: ({ detail }) => taken.push(detail.id) });
  writeFileSync(codePath, bundleFunction(HANDLER, { define: bake(DEFAULTS, STREAM_SETTINGS) }).code);
  stream = streamTo(bus.url);
});
afterAll(async () => {
  await stream.close();
  await bus.close();
  rmSync(folder, { recursive: true });
});

/** Makes the function. @param url of EventBridge */
function streamTo(url: string): Lambda {
  const environment = {
    TOKENS_TABLE: "Tokens",
    USER_POOL_ID: "none",
    EVENT_BUS: BUS,
    AWS_REGION: "us-east-1",
    AWS_ACCESS_KEY_ID: "AKIASTREAM",
    AWS_SECRET_ACCESS_KEY: "secret",
    AWS_ENDPOINT_URL_EVENTBRIDGE: url,
  };
  return createLambda(
    { codePath, concurrency: 1, timeoutSeconds: 60, environment },
    { name: "stream", onLog: (line) => logs.push(line) },
  );
}

const STREAM_ARN = "arn:aws:dynamodb:us-east-1:000000000000:table/Tokens/stream/2026-11-01T00:00:00.000";

/** A record of the n-th wrong guess at a token, each by its own revision. */
function guess(subject: number, n: number) {
  const slot = { pk: `role:shop|s|s${subject}`, sk: "login", id: `login_${subject}`, channel: "EMAIL", sends: 1 };
  const of = { ...slot, destination: "u@example.com", codeMac: "right", repeatedGuessMacs: [], maxAttempts: 1_000 };
  const image = (attempts: number) =>
    marshall({ ...of, lastGuessMac: "wrong", attempts, revision: attempts, guessesUsed: 0 });
  const Keys = { pk: { S: slot.pk }, sk: { S: slot.sk } };
  const SequenceNumber = `${subject * 1_000 + n}`;
  return {
    eventSourceARN: STREAM_ARN,
    dynamodb: { ApproximateCreationDateTime: 1, SequenceNumber, Keys, OldImage: image(n), NewImage: image(n + 1) },
  };
}
type StreamRecord = ReturnType<typeof guess>;

/** Delivers records as Lambda does: by a hundred, and again from the record that the function names. @returns how often it named one */
async function deliver(records: StreamRecord[]): Promise<number> {
  let again = 0;
  for (let next = 0; next < records.length; ) {
    const batch = records.slice(next, next + 100);
    const answer = await stream.invoke({ Records: batch });
    if (!("payload" in answer)) throw new Error(JSON.stringify(answer));
    const [failure] = (answer.payload as { batchItemFailures: { itemIdentifier: string }[] }).batchItemFailures;
    const failed = batch.findIndex(({ dynamodb }) => dynamodb.SequenceNumber === failure?.itemIdentifier);
    next += failed < 0 ? batch.length : failed;
    if (failed >= 0) again += 1;
  }
  return again;
}

test("S33 thousands of changes are as many events after retries, although calls of the bus fail and answers are lost", async () => {
  const subjects = times(10, 100);
  const records = Array.from({ length: subjects * 100 }, (_, n) => guess(Math.floor(n / 100), n % 100));
  // The SDK tries a call a second time by itself, so that a fault counts if it happens twice.
  const faults = Array.from({ length: subjects }, (_, n) =>
    bus.faults.inject({
      operation: "PutEvents",
      after: 5 + n * 9,
      times: 2,
      ...(n % 2 ? { drop: "afterwards" as const } : { errorType: "InternalException", status: 500 }),
    }),
  );
  const again = await deliver(records);
  for (const remove of faults) remove();
  expect(again).toBeGreaterThan(subjects / 4);
  const events = bus.feed.list([]);
  expect(events).toHaveLength(records.length);
  expect(new Set(events.map(({ tokenId, attemptsRemaining }) => `${tokenId} ${attemptsRemaining}`)).size).toBe(
    records.length,
  );
  expect(taken.length, "lost answers make events come again, under the same ids").toBeGreaterThan(records.length);
  expect(new Set(taken).size).toBe(records.length);
});

test("S33 a bus that takes nothing costs no event: the function names the first record, and tells the log why", async () => {
  const remove = bus.faults.inject({ operation: "PutEvents", errorType: "AccessDeniedException" });
  logs = [];
  const record = guess(5_000, 1);
  expect(await stream.invoke({ Records: [record] })).toEqual({
    payload: { batchItemFailures: [{ itemIdentifier: record.dynamodb.SequenceNumber }] },
  });
  await expect.poll(() => logs.join("\n")).toContain("the events could not be put: AccessDeniedException");
  remove();
  await deliver([record]);
  expect(bus.feed.list([["tokenId", "login_5000"]])).toHaveLength(1);
});

test("S33 what EventBridge refuses for good is counted as lost, and the log names the event and the reason, but says no more of it", async () => {
  logs = [];
  const server = await serveHttp(() => {
    const Entries = [{ EventId: "e" }, { ErrorCode: "MalformedDetail", ErrorMessage: "u@example.com" }];
    return { status: 200, headers: {}, body: JSON.stringify({ FailedEntryCount: 1, Entries }) };
  });
  const function_ = streamTo(server.url);
  expect(await function_.invoke({ Records: [guess(8_001, 1), guess(8_002, 1)] })).toEqual({
    payload: { batchItemFailures: [] },
  });
  await expect.poll(() => logs).toHaveLength(2);
  expect(logs.find((line) => !line.startsWith("{"))).toMatch(
    /an event was not put: otp\.rejected [0-9a-f]{32} MalformedDetail$/,
  );
  expect(logs.find((line) => line.startsWith("{"))).toMatch(/"eventsPut":1,"eventsLost":1/);
  await function_.close();
  await server.close();
});

test("S33 of a call that EventBridge takes in part, the rest is put again, from the first record that is missing", async () => {
  const put: string[][] = [];
  // The stand-in takes a call or refuses it; only AWS is busy for some entries of one.
  const server = await serveHttp(({ body }) => {
    const { Entries } = JSON.parse(body.toString()) as { Entries: { Detail: string }[] };
    put.push(Entries.map(({ Detail }) => JSON.parse(Detail).tokenId));
    const answers = Entries.map((_, n) =>
      put.length === 1 && n === 1 ? { ErrorCode: "ThrottlingException" } : { EventId: "e" },
    );
    return { status: 200, headers: {}, body: JSON.stringify({ FailedEntryCount: 0, Entries: answers }) };
  });
  const records = [1, 2, 3].map((n) => guess(7_000 + n, 1));
  const function_ = streamTo(server.url);
  const answer = await function_.invoke({ Records: records });
  expect(answer).toEqual({ payload: { batchItemFailures: [{ itemIdentifier: records[1]?.dynamodb.SequenceNumber }] } });
  await expect.poll(() => logs.join("\n")).toMatch(/otp\.rejected [0-9a-f]{32} ThrottlingException/);
  expect(await function_.invoke({ Records: records.slice(1) })).toEqual({ payload: { batchItemFailures: [] } });
  expect(put).toEqual([
    ["login_7001", "login_7002", "login_7003"],
    ["login_7002", "login_7003"],
  ]);
  await function_.close();
  await server.close();
});

test.each(["AccessDeniedException", "ThrottlingException", "NotAuthorizedForSourceException", "SomethingNew"])(
  "S33 an entry that EventBridge answers by %s is kept for when that is mended",
  async (ErrorCode) => {
    const server = await serveHttp(({ body }) => {
      const { Entries } = JSON.parse(body.toString()) as { Entries: object[] };
      const answer = { FailedEntryCount: Entries.length, Entries: Entries.map(() => ({ ErrorCode })) };
      return { status: 200, headers: {}, body: JSON.stringify(answer) };
    });
    const function_ = streamTo(server.url);
    const record = guess(8_000, 1);
    expect(await function_.invoke({ Records: [record] })).toEqual({
      payload: { batchItemFailures: [{ itemIdentifier: record.dynamodb.SequenceNumber }] },
    });
    await function_.close();
    await server.close();
  },
);

test("S33 a record that cannot be read holds up none behind it, and is counted as lost", async () => {
  logs = [];
  const { dynamodb, ...rest } = guess(6_000, 1);
  const broken = { ...rest, dynamodb: { ...dynamodb, NewImage: { ...dynamodb.NewImage, destination: { N: "1" } } } };
  await deliver([broken as unknown as StreamRecord, guess(6_001, 1)]);
  expect(bus.feed.list([["tokenId", "login_6001"]])).toHaveLength(1);
  const metrics = () => logs.filter((line) => line.startsWith('{"_aws"')).map((line) => JSON.parse(line));
  await expect.poll(metrics).toMatchObject([{ eventsPut: 1, eventsLost: 1, wrongGuesses: 1 }]);
  // It says where to find the record, and nothing of what it holds.
  expect(logs.filter((line) => !line.startsWith("{"))).toEqual([
    expect.stringContaining(`a record could not be read: TypeError at 6000001 of ${STREAM_ARN}, kind s`),
  ]);
});
