import { EventBridgeClient, PutEventsCommand } from "@aws-sdk/client-eventbridge";
import { afterAll, beforeAll, expect, test } from "vitest";
import { EVENTS } from "../../../contract/events.ts";
import { EVENT_BUS } from "../../../local/service/index.ts";
import { startTestService, type TestService } from "../../service/support.ts";

/** What the page of events says of each. */

let service: TestService;
let client: EventBridgeClient;
beforeAll(async () => {
  service = await startTestService();
  const credentials = { accessKeyId: "AKIATEST", secretAccessKey: "secret" };
  client = new EventBridgeClient({ endpoint: service.events.url, region: "us-east-1", credentials });
});
afterAll(async () => {
  client.destroy();
  await service.stop();
});

const common = { operator: null, channel: "EMAIL", replacedTokenId: null, name: "Shop", changed: ["name"] };
let puts = 0;

/** Puts an event, and gives the sentence that the page has for it. */
async function said(type: string, fields: object = {}): Promise<string | undefined> {
  const id = `put-${++puts}`;
  const Detail = JSON.stringify({ ...common, id, type, ...fields });
  await client.send(
    new PutEventsCommand({ Entries: [{ EventBusName: EVENT_BUS, Source: "test", DetailType: type, Detail }] }),
  );
  const page = await (await fetch(`${service.outputs.eventsUrl}?id=${id}`)).text();
  return /<h3>(.*?) <a/.exec(page)?.[1]?.replaceAll("&#39;", "'");
}

test("every type of event has a sentence of its own", async () => {
  const fields = { attemptsRemaining: 4, reason: "EXPIRED" };
  const sentences = await Promise.all(Object.keys(EVENTS).map((type) => said(type, fields)));
  expect(new Set(sentences).size).toBe(sentences.length);
  for (const sentence of sentences) expect(sentence).toMatch(/^(A|An|The|No) [^{}]*[^.]$/);
});

test.each([
  ["otp.requested", { channel: "SMS" }, "A code was requested by SMS"],
  ["otp.requested", { replacedTokenId: "login_1" }, "A code was requested by e-mail, in place of the one before"],
  ["otp.requested", { resent: true }, "The code was asked for again, by e-mail"],
  ["otp.rejected", { attemptsRemaining: 4 }, "A guess was wrong, 4 left"],
  [
    "otp.rejected",
    { attemptsRemaining: 0, budgetSpent: true },
    "A guess was wrong, none left, and codes are long from now on",
  ],
  ["otp.verified", { repeated: true }, "The code was right, said again to a repeated call"],
  ["otp.canceled", { operator: "someone" }, "The token was cancelled by an operator"],
  ["messages.exhausted", { knownDevice: true }, "The day's messages of a known device are used up"],
  ["device.removed", { reason: "DISPLACED" }, "A known device gave way to a new one"],
  ["client.updated", { changed: ["dailySends", "purposes"] }, "The API client Shop was changed: dailySends, purposes"],
])("%s with %o reads: %s", async (type, fields, sentence) => {
  expect(await said(type, fields)).toBe(sentence);
});

test("what is no audit event has none", async () => {
  expect([await said("thing.happened"), await said("constructor")]).toEqual(["", ""]);
});

test("a field of the contract can be asked for before an event has it", async () => {
  expect(await (await fetch(`${service.outputs.eventsUrl}.json?deviceId=none`)).json()).toEqual([]);
});
