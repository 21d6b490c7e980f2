import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { isDeepStrictEqual } from "node:util";
import { DynamoDB } from "@aws-sdk/client-dynamodb";
import { expect, onTestFinished, test } from "vitest";
import { TOKENS_TABLE } from "../../contract/tables.ts";
import { eventsIn } from "../../functions/stream/events.ts";
import type { StreamRecord } from "../../functions/stream/record.ts";
import { REGION } from "../../local/service/index.ts";
import { DEFAULTS } from "../../settings/schema.ts";
import { clientOf } from "./client.ts";
import { codesOf } from "./codes.ts";
import { newInstallation } from "./installation.ts";
import { startLoad } from "./load.ts";
import { actionsOf, type Person } from "./person.ts";
import { randomOf } from "./random.ts";
import { type Started, start, stop } from "./started.ts";

/** What the stream function has read when a start was killed under load, and the next one has caught up. */

const SEED = 20_261_130;
const KILLS = 2;
const CALLS = 150;

type Image = Record<string, { N?: string }> | undefined;
interface Heard {
  eventID: string;
  dynamodb: { Keys: object; OldImage?: Image; NewImage?: Image };
}

/** The records in a file of `heard-records.ts`, in the order in which they came. */
const heardIn = (file: string): Heard[] =>
  readFileSync(file, "utf8")
    .split("\n")
    .slice(0, -1)
    .flatMap((line) => JSON.parse(line).Records);

const revisionOf = (image: Image) => Number(image?.revision?.N ?? 0);

/** Says what is missing in the records of each slot and person: every write raises its revision by one, so that none can miss unseen. */
async function missing(heard: Heard[], dynamodbUrl: string): Promise<string[]> {
  const credentials = { accessKeyId: "AKIATEST", secretAccessKey: "secret" };
  const sdk = new DynamoDB({ endpoint: dynamodbUrl, region: REGION, credentials });
  const { Items = [] } = await sdk.scan({ TableName: "Tokens", ConsistentRead: true });
  sdk.destroy();
  const once = new Map(heard.map((record) => [record.eventID, record]));
  const images = new Map<string, Image>();
  const problems: string[] = [];
  for (const { eventID, dynamodb } of [...once.values()].sort((a, b) => Number(a.eventID) - Number(b.eventID))) {
    const name = JSON.stringify(dynamodb.Keys);
    const before = images.get(name);
    if (!isDeepStrictEqual(before, dynamodb.OldImage)) problems.push(`${name}: before ${eventID}`);
    const isFirst = before === undefined;
    if (!isFirst && revisionOf(dynamodb.NewImage) !== revisionOf(before) + 1) problems.push(`${name}: in ${eventID}`);
    images.set(name, dynamodb.NewImage);
  }
  const streamed = Items.filter((item) => item[TOKENS_TABLE.slotAttribute] || item[TOKENS_TABLE.personAttribute]);
  expect(streamed.length).toBeGreaterThan(10);
  for (const item of streamed) {
    const name = JSON.stringify({ pk: item.pk, sk: item.sk });
    if (revisionOf(images.get(name)) !== revisionOf(item as Image)) problems.push(`${name}: the last one`);
  }
  return problems;
}

test("S33 after kill -9 under load, the stream function reads every change of a slot and of a person, and each is an event; what comes twice has one id", async () => {
  const { folder, env, remove } = await newInstallation();
  onTestFinished(remove);
  const file = join(dirname(folder), "records.jsonl");
  const tap = ["--import", fileURLToPath(new URL("heard-records.ts", import.meta.url))];
  const running: Started[] = [];
  onTestFinished(() => {
    for (const { child } of running) child.kill("SIGKILL");
  });
  const next = async () => {
    const service = await start(folder, { ...env, HEARD_RECORDS: file }, tap);
    running.push(service);
    return service;
  };
  const people: Person[] = [];
  const random = randomOf(SEED);
  for (let kill = 1; kill <= KILLS; kill++) {
    const { outputs, child, ended } = await next();
    const client = clientOf(outputs);
    const load = startLoad(people, actionsOf(client, codesOf(folder)), random, `kill${kill}`);
    while (load.isGoing() && load.calls() < CALLS) await setTimeout(1);
    load.halt();
    client.expectTheEnd();
    child.kill("SIGKILL");
    await ended;
    expect(await load.ended).toEqual([]);
  }
  const heardBefore = heardIn(file);
  const service = await next();
  await expect
    .poll(() => missing(heardIn(file), service.outputs.dynamodbUrl), { timeout: 60_000, interval: 500 })
    .toEqual([]);
  const events: { id: string }[] = await (await fetch(`${service.outputs.eventsUrl}.json`)).json();
  await stop(service);
  const heard = heardIn(file);
  const expected = new Set(
    heard.flatMap((record) => eventsIn(record as unknown as StreamRecord, DEFAULTS)).map(({ id }) => id),
  );
  expect(expected.size).toBeGreaterThan(CALLS);
  expect(new Set(events.map(({ id }) => id))).toEqual(expected);
  const byId = (records: Heard[]) => new Map(records.map((record) => [record.eventID, record]));
  const once = byId(heard);
  expect(once.size, "the last kill left something to deliver").toBeGreaterThan(byId(heardBefore).size);
  expect(heard.filter((record) => !isDeepStrictEqual(record, once.get(record.eventID)))).toEqual([]);
  expect(service.stderr()).toBe("");
}, 180_000);
