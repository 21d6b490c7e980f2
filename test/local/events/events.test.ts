import { EventBridgeClient, PutEventsCommand, type PutEventsRequestEntry } from "@aws-sdk/client-eventbridge";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
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
    fields: ["deviceId"],
    describe: ({ type }) => (type === "c" ? "C happened to <i>" : ""),
    links: () => [{ name: "Inbox", url: "http://127.0.0.1:1/inbox" }],
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
const pageOf = async (query = "") => (await fetch(server.eventsUrl + query)).text();

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
  const page = await pageOf("?type=c");
  expect(page).toContain("&lt;b&gt;&amp;");
  expect(page).not.toContain("<b>&");
  expect(page).not.toContain('id="2"');
});

const idsOf = async (query: string) => (await listed(query)).map(({ id }: { id: string }) => id);

test("a name that comes twice may be any of its values, and a list any of its elements", async () => {
  await put(
    entry({ id: "10", type: "d", changed: ["name", "purposes"], operator: null }),
    entry({ id: "11", type: "e" }),
  );
  expect(await idsOf("?type=d&type=e&type=none")).toEqual(["11", "10"]);
  expect(await idsOf("?type=d&type=e&changed=purposes")).toEqual(["10"]);
  expect(await idsOf("?changed=name,purposes")).toEqual([]);
});

test("a field that an event does not have matches nothing, and one that is null matches null", async () => {
  expect(await idsOf("?changed=undefined")).toEqual([]);
  expect(await idsOf("?operator=null")).toEqual(["10"]);
  expect(await idsOf("?deviceId=undefined")).toEqual([]);
});

test.each(["typ", "constructor", ""])(
  "the name '%s', which no event has, is refused with those that there are",
  async (name) => {
    const query = `?type=a&${name}=a`;
    const said = /^No event has the field "\w*"\. There are: deviceId, id, type, .*tenant.*\.$/;
    const answer = await fetch(`${server.eventsUrl}.json${query}`);
    expect([answer.status, await answer.json()]).toEqual([400, { message: expect.stringMatching(said) }]);
    const page = await fetch(server.eventsUrl + query);
    expect(page.status).toBe(400);
    expect(await page.text()).toContain("There are: deviceId, id, type");
  },
);

test("a bus to which nothing has come yet knows no names that it could refuse, and says what makes events", async () => {
  const empty = await startEvents({ bus: "audit", hint: "This makes some: <command>" });
  onTestFinished(empty.close);
  expect(await (await fetch(`${empty.eventsUrl}.json?typ=a`)).json()).toEqual([]);
  expect(await (await fetch(empty.eventsUrl)).text()).toContain("This makes some: &lt;command&gt;");
});

test("the page groups events by day, says each in a sentence, and leads to it alone and as JSON", async () => {
  const long = "x".repeat(50);
  const told = {
    subject: "someone",
    deviceId: long,
    expiresAt: "2031-02-03T04:05:06.000Z",
    changed: ["name", "purposes"],
  };
  await put(entry({ id: "20", type: "c", time: "2030-01-02T03:04:05.000Z", ...told, knownDevice: false }));
  const page = await pageOf("?type=c&subject=someone");
  const day = page.indexOf("Wednesday, 2 January 2030, UTC");
  expect(day).toBeGreaterThan(0);
  expect(page.indexOf("C happened to &lt;i&gt;")).toBeGreaterThan(day);
  expect(page).toMatch(
    /<a href="\/events\?id=20"><time datetime="2030-01-02T03:04:05.000Z"[^>]*>03:04:05<\/time><\/a>/,
  );
  expect(page).toMatch(/<time datetime="2031-02-03T04:05:06.000Z"[^>]*>2031-02-03 04:05:06 UTC<\/time>/);
  expect(page).toContain(`<bdi>${"x".repeat(18)}…${"x".repeat(18)}</bdi>`);
  expect(page).toMatch(/<bdi>name<\/bdi><\/a>, <a [^>]*><bdi>purposes<\/bdi>/);
  expect(page).not.toContain("knownDevice");
  expect(page).toContain("http://127.0.0.1:1/inbox");
  expect(await pageOf("?id=20")).toContain("\n  &quot;knownDevice&quot;: false\n}</pre>");
});

test("what came late stands on the page where it belongs by its time", async () => {
  const at = (time: string) => entry({ id: time, type: "g", time });
  await put(
    at("2030-01-02T03:04:06Z"),
    at("2030-01-01T03:04:06Z"),
    at("2030-01-02T03:04:05Z"),
    at("2030-99-99T03:04:05Z"),
  );
  const page = await pageOf("?type=g");
  const order = ["2030-99-99T03:04:05Z", "Wednesday", "02T03:04:06Z", "02T03:04:05Z", "Tuesday", "01T03:04:06Z"];
  const places = order.map((text) => page.indexOf(text, page.indexOf("<h2")));
  expect(places).toEqual(places.toSorted((a, b) => a - b));
  expect(places).not.toContain(-1);
});

test("a value of an event narrows what is shown, and each part of the filter can be taken away", async () => {
  const page = await pageOf("?type=c&type=d&subject=someone");
  expect(page).toContain('href="/events?type=c&amp;type=d&amp;subject=someone&amp;changed=name"');
  // The value takes the place of those that were asked for.
  expect(page).toContain('href="/events?type=c&amp;subject=someone" title="c"');
  for (const others of ["type=d&amp;subject=someone", "type=c&amp;subject=someone", "type=c&amp;type=d"]) {
    expect(page).toContain(`<a class="chip" href="/events?${others}"`);
  }
  expect(await pageOf("?type=c")).toContain('<a class="chip" href="/events"');
});

test("a link leads to the failures once there are some, and says no more on a page of them", async () => {
  expect(await pageOf("?type=f")).not.toContain("Only failures");
  await put(entry({ id: "30", type: "f", result: "FAILURE" }));
  const link = 'href="/events?type=f&amp;result=FAILURE"';
  expect(await pageOf("?type=f")).toContain(link);
  expect(await pageOf("?type=f&result=FAILURE")).not.toContain("Only failures");
});

test("without a filter no address ends in a question mark; one that selects nothing says so", async () => {
  expect(await pageOf()).not.toMatch(/href="[^"]*\?"/);
  expect(await pageOf("?type=none")).toContain("No events match");
});

test("the root of the port leads people to the page", async () => {
  const answer = await fetch(server.url, { redirect: "manual" });
  expect([answer.status, answer.headers.get("location")]).toEqual([303, "/events"]);
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
