import { EventBridgeClient, PutEventsCommand, type PutEventsRequestEntry } from "@aws-sdk/client-eventbridge";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type BusEvent, type EventsServer, startEvents } from "../../../local/events/index.ts";

/** The stand-in for EventBridge, spoken to by its real SDK client, and the feed of what came. */

let server: EventsServer;
let client: EventBridgeClient;
const onRule: BusEvent[] = [];
const added: object[] = [];

beforeAll(async () => {
  server = await startEvents({
    bus: "audit",
    earlier: [{ id: "0", type: "earlier" }],
    onEvent: (event) => onRule.push(event),
    onAdded: (event) => added.push(event),
  });
  client = new EventBridgeClient({
    endpoint: server.url,
    region: "us-east-1",
    credentials: { accessKeyId: "AKIATEST", secretAccessKey: "secret" },
    maxAttempts: 1,
  });
});
afterAll(async () => {
  client.destroy();
  await server.close();
});

const entry = (detail: unknown, more: PutEventsRequestEntry = {}): PutEventsRequestEntry => ({
  EventBusName: "audit",
  Source: "test",
  DetailType: "thing.happened",
  Detail: typeof detail === "string" ? detail : JSON.stringify(detail),
  ...more,
});
const put = (...Entries: PutEventsRequestEntry[]) => client.send(new PutEventsCommand({ Entries }));
const listed = async (query = "") => (await fetch(`${server.eventsUrl}.json${query}`)).json();

test("an event is listed once however often it comes, newest first, and every rule gets it each time", async () => {
  const first = { id: "1", type: "a", tenant: "pool" };
  const second = { id: "2", type: "b", tenant: "role:shop" };
  await put(entry(first), entry(second));
  const answer = await put(entry(first));
  expect(answer).toMatchObject({ FailedEntryCount: 0, Entries: [{ EventId: expect.any(String) }] });
  expect(await listed()).toEqual([second, first, { id: "0", type: "earlier" }]);
  expect(onRule.map(({ detail }) => detail.id)).toEqual(["1", "2", "1"]);
  expect(onRule[0]).toMatchObject({ source: "test", "detail-type": "thing.happened" });
  expect(added).toEqual([first, second]);
});

test("fields select what is listed, on the page as in the list", async () => {
  await put(entry({ id: "3", type: "c", subject: "<b>&", time: "2030-01-01T00:00:00.000Z" }));
  expect(await listed("?type=c&subject=%3Cb%3E%26")).toHaveLength(1);
  expect(await listed("?type=c&subject=other")).toEqual([]);
  const page = await (await fetch(`${server.eventsUrl}?type=c`)).text();
  expect(page).toContain("2030-01-01 00:00:00 UTC");
  expect(page).toContain("&lt;b&gt;&amp;");
  expect(page).not.toContain("<b>&");
  expect(page).not.toContain('id="2"');
});

test("entries are taken or refused each by itself, as AWS does", async () => {
  const { FailedEntryCount, Entries } = await put(
    entry({ id: "4" }),
    entry("no JSON"),
    entry("[]"),
    entry({ id: "5" }, { Source: "aws.s3" }),
    entry({ id: "6" }, { DetailType: "" }),
    entry({ id: "7" }, { EventBusName: "other" }),
  );
  expect(FailedEntryCount).toBe(5);
  expect(Entries?.map(({ ErrorCode }) => ErrorCode)).toEqual([
    ...[undefined, "MalformedDetail", "MalformedDetail"],
    ...["NotAuthorizedForSourceException", "InvalidArgument", "InvalidArgument"],
  ]);
  expect((await listed()).map(({ id }: { id: string }) => id)).not.toContain("5");
});

test("a call takes one to ten entries", async () => {
  await expect(put()).rejects.toMatchObject({ name: "ValidationException" });
  await expect(put(...Array(11).fill(entry({ id: "8" })))).rejects.toMatchObject({ name: "ValidationException" });
});

test("a fault makes a call fail whole", async () => {
  const remove = server.faults.inject({ operation: "PutEvents", errorType: "InternalException", status: 500 });
  await expect(put(entry({ id: "9" }))).rejects.toMatchObject({ name: "InternalException" });
  remove();
  expect((await listed()).map(({ id }: { id: string }) => id)).not.toContain("9");
});

test("S47 only the page itself can read what is listed, and there is nothing else", async () => {
  const answer = await fetch(server.eventsUrl);
  expect(answer.headers.get("access-control-allow-origin")).toBeNull();
  expect(answer.headers.get("content-security-policy")).toContain("default-src 'none'");
  expect((await fetch(`${server.url}/other`)).status).toBe(404);
  expect((await fetch(server.eventsUrl, { method: "DELETE" })).status).toBe(405);
});
