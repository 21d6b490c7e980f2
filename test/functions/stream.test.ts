import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { createLambda, type Lambda } from "appsync-local/lambda";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { bundleFunction } from "../../functions/bundle.ts";
import { STREAM_SETTINGS } from "../../functions/stream/settings.ts";
import { bake } from "../../settings/bake.ts";
import { settingsFrom } from "../../settings/read.ts";
import { itemsOf, person } from "../service/person.ts";
import { startTestService, type TestService, wrongFor } from "../service/support.ts";

/** The meter, as its bundle, fed with the images of real slots before and after real calls, as the table's stream gives them. */

const HANDLER = fileURLToPath(new URL("../../functions/stream/handler.ts", import.meta.url));
const overrides = { budget: { guesses: 5 } };
const folder = mkdtempSync(join(tmpdir(), "meter-"));
let service: TestService;
let meter: Lambda;
let logs: string[] = [];

beforeAll(async () => {
  service = await startTestService(overrides);
  const codePath = join(folder, "meter.cjs");
  const define = bake(settingsFrom(overrides), STREAM_SETTINGS);
  writeFileSync(codePath, bundleFunction(HANDLER, { define }).code);
  meter = createLambda({ codePath, concurrency: 1 }, { name: "meter", onLog: (line) => logs.push(line) });
});
beforeEach(() => {
  logs = [];
});
afterAll(async () => {
  await meter.close();
  await service.stop();
  rmSync(folder, { recursive: true });
});

/** Somebody, and the records that the stream has of their slot after each thing that they do. */
async function followed() {
  const someone = person(service);
  const imageOf = async () => (await itemsOf(service, someone.subject)).login;
  const records: object[] = [];
  let last = await imageOf();
  const after = async <T>(doing: Promise<T>): Promise<T> => {
    const done = await doing;
    const next = await imageOf();
    records.push({
      eventName: last ? "MODIFY" : "INSERT",
      dynamodb: { ...(last && { OldImage: last }), NewImage: next },
    });
    last = next;
    return done;
  };
  return { someone, after, records };
}

async function counted(records: object[]) {
  expect(await meter.invoke({ Records: records })).toEqual({ payload: null });
  expect(logs).toHaveLength(1);
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

test("counts a slot that goes over to long codes, and not one that was asked for a long code", async () => {
  const { someone, after, records } = await followed();
  const { id } = await after(someone.token());
  for (let guess = 1; guess <= 5; guess++) await after(someone.guessWrong(id, 1));
  service.advance(31);
  const { codeLength } = await after(someone.token());
  expect(codeLength).toBe(12);
  const other = await followed();
  await other.after(other.someone.token({ codeLength: 12, alphabet: "ALPHANUMERIC" }));
  expect(await counted([...records, ...other.records])).toMatchObject({ wrongGuesses: 5, longCodeSlots: 1 });
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
      Metrics: ["verified", "wrongGuesses", "cancelled", "longCodeSlots"].map((Name) => ({ Name, Unit: "Count" })),
    },
  ]);
});
