import { createServer } from "node:net";
import { decodeJwt, decodeProtectedHeader } from "jose";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { AuditEvent } from "../../contract/events.ts";
import { MAX_ATTEMPTS, RETRY_SECONDS, SET_ERRORS } from "../../contract/webhooks.ts";
import { WEBHOOK_WIRING } from "../../local/service/index.ts";
import { openCounter } from "../support/counting-proxy.ts";
import { changeClient, newClient, signedCaller } from "./api-client.ts";
import { person } from "./person.ts";
import { startTestService, type TestService } from "./support.ts";
import { anEvent, checkSet, putEvents, reply, startReceiver } from "./webhook-receiver.ts";

/** Webhooks: what a receiver gets, how it is tried again, and who gets nothing. */

let service: TestService;
let kms: Awaited<ReturnType<typeof openCounter>>;
let table: Awaited<ReturnType<typeof openCounter>>;
let receiver: Awaited<ReturnType<typeof startReceiver>>;
let clientId: string;
let tenant: string;

beforeAll(async () => {
  service = await startTestService({}, undefined, {
    webhooks: {
      ...WEBHOOK_WIRING,
      describe: (local) => ({
        ...local,
        environment: {
          ...local.environment,
          AWS_ENDPOINT_URL_KMS: kms.url,
          AWS_ENDPOINT_URL_DYNAMODB: table.url,
        },
      }),
    },
  });
  kms = await openCounter(service.kms.url);
  table = await openCounter(service.outputs.dynamodbUrl);
});
beforeEach(async () => {
  receiver = await startReceiver();
  clientId = (await newClient(service, { webhookUrl: receiver.url })).clientId;
  tenant = `client:${clientId}`;
  for (const { calls } of [kms, table]) calls.length = 0;
});
afterEach(async () => {
  for (const { refused } of [kms, table]) refused.clear();
  await receiver.close();
  // Nothing that one test leaves is posted in the next.
  for (const { id } of service.queue.list()) service.queue.remove(id);
});
afterAll(async () => {
  // Neither where receivers are nor what they say is logged.
  expect(service.logs.join("\n")).not.toMatch(/secret-path|secret-query|secret answer|127\.0\.0\.1|localhost/);
  await service.stop();
  await Promise.all([kms, table].map((counter) => counter.close()));
});

/** Puts an event of the client on the bus, and makes the first attempt. */
async function post(more: Partial<AuditEvent> = {}, owner = tenant) {
  const event = anEvent(service, owner, more);
  await putEvents(service, [event]);
  await service.webhooks.deliver();
  return event;
}
/** Lets some time pass, and makes the attempts that are due. */
async function later(seconds: number) {
  service.advance(seconds);
  await service.webhooks.deliver();
}
const waiting = () => service.queue.list().filter(({ dead }) => !dead).length;
/** The newest line of the log about an attempt, and the newest metrics. They may come a little after what they tell of. */
const told = ({ logs } = service) => lastOf(logs, '{"webhook"');
const counted = () => lastOf(service.logs, '{"_aws"');
const lastOf = (logs: string[], start: string) => JSON.parse(logs.findLast((line) => line.startsWith(start)) ?? "{}");
const dead = () => service.queue.list().filter((message) => message.dead).length;

describe("what arrives", () => {
  test("S33 an event reaches its client as a Security Event Token, which anybody checks by the published keys", async () => {
    const event = await post();
    const [posted, ...others] = receiver.take();
    expect(others).toEqual([]);
    expect(posted).toMatchObject({
      method: "POST",
      path: "/secret-path?key=secret-query",
      headers: { "content-type": "application/secevent+jwt", accept: "application/json" },
    });
    const { payload, protectedHeader } = await checkSet(service, posted?.body as string, tenant);
    expect(protectedHeader).toEqual({ alg: "RS256", typ: "secevent+jwt", kid: "1" });
    // The whole of it: no `exp`, no `sub`, no `purpose` that a proof would have.
    expect(payload).toEqual({
      iss: `${service.outputs.proofIssuer}/${tenant}`,
      aud: tenant,
      iat: service.now() / 1000,
      jti: event.id,
      events: { "urn:appsync-otp:event:otp.sent": event },
    });
    expect(waiting()).toBe(0);
  });

  test("S33 what a client asks for and verifies comes to it, from the streams of the tables on", async () => {
    const key = await newClient(service, { webhookUrl: receiver.url });
    const customer = person(service, { caller: signedCaller(service, key) });
    const { id } = await customer.token();
    expect((await customer.check(id, customer.code())).status).toBe("VERIFIED");
    await service.streams.read();
    await service.webhooks.deliver();
    const events = receiver.take().flatMap(({ body }) => Object.values(decodeJwt(body).events as object));
    expect(events.map(({ type }) => type).toSorted()).toEqual(["otp.requested", "otp.sent", "otp.verified"]);
    for (const event of events) expect(event).toMatchObject({ subject: customer.subject, tokenId: id });
  });

  test("an event that the bus delivers twice is the same SET twice, so that receivers drop what they have seen", async () => {
    const event = await post();
    await putEvents(service, [event]);
    await later(3_600);
    const [first, second] = receiver.take();
    expect(second?.body).toBe(first?.body);
  });

  test("the longest event that there is can be signed: KMS takes 4,096 bytes", async () => {
    const id = `${"p".repeat(16)}_1-${"d".repeat(40)}_${"0".repeat(64)}`;
    await post({
      type: "otp.requested",
      subject: "€".repeat(256),
      tokenId: id,
      destination: `u•••@${"d".repeat(63)}.${"d".repeat(63)}.${"d".repeat(63)}.example`,
      resent: false,
      expiresAt: new Date(service.now()).toISOString(),
      replacedTokenId: id,
    });
    const [posted] = receiver.take();
    await checkSet(service, posted?.body as string, tenant);
  });

  test("S36 an altered SET, another tenant's and one of alg none are refused by whoever checks them", async () => {
    await post();
    const [posted] = receiver.take();
    const [head, body = "", signature] = posted?.body.split(".") ?? [];
    const encoded = (part: object) => Buffer.from(JSON.stringify(part)).toString("base64url");
    const altered = encoded({ ...JSON.parse(Buffer.from(body, "base64url").toString()), jti: "other" });
    const none = encoded({ ...decodeProtectedHeader(`${head}.${body}.`), alg: "none" });
    await expect(checkSet(service, `${head}.${altered}.${signature}`, tenant)).rejects.toThrow("signature");
    await expect(checkSet(service, `${none}.${body}.`, tenant)).rejects.toThrow(/alg/i);
    await expect(checkSet(service, `${head}.${body}.${signature}`, "client:0123456789abcdef")).rejects.toThrow("iss");
  });
});

describe("an attempt that failed", () => {
  test("is made again after 30 seconds, and no sooner, with the same SET", async () => {
    receiver.answer = reply(503);
    await post();
    receiver.answer = reply(202);
    await later(29);
    expect(receiver.posted).toHaveLength(1);
    await later(1);
    const [first, second] = receiver.take();
    expect(second?.body).toBe(first?.body);
    expect(waiting()).toBe(0);
    await later(86_400);
    expect(receiver.take()).toEqual([]);
  });

  test("is made again at the times of the schedule, for a day; then the event is a dead letter", async () => {
    receiver.answer = reply(500);
    await post();
    for (const seconds of RETRY_SECONDS) {
      await later(seconds - 1);
      const before = receiver.posted.length;
      await later(1);
      expect(receiver.posted).toHaveLength(before + 1);
    }
    expect(receiver.take()).toHaveLength(MAX_ATTEMPTS);
    expect(RETRY_SECONDS.reduce((sum, seconds) => sum + seconds)).toBe(24.25 * 3_600 + 30);
    await later(0);
    expect([waiting(), dead()]).toEqual([0, 1]);
    await later(7 * 86_400);
    expect(receiver.take()).toEqual([]);
  });

  test.each([
    ["a failure of the receiver", reply(500, "secret answer")],
    ["too many requests", reply(429)],
    ["a route that is not there yet", reply(404)],
    ["a 400 without a body", reply(400)],
    ["a 400 whose body is no JSON", reply(400, "secret answer")],
    ["a 400 with another error than the standard has", reply(400, { err: "secret answer" })],
    ["a 400 whose error is longer than 4 KB", reply(400, { err: "invalid_request", description: "x".repeat(4_096) })],
    ["a 400 with a body without an end", (response) => response.writeHead(400).write("x".repeat(100_000))],
    ["a connection that is cut", (response) => response.destroy()],
  ] satisfies [string, typeof receiver.answer][])("is made again after %s", async (_, answer) => {
    receiver.answer = answer;
    await post();
    receiver.answer = reply(200, "any 2xx will do");
    await later(30);
    expect(receiver.take()).toHaveLength(2);
    expect(waiting()).toBe(0);
  });

  test.each([301, 302, 303, 307, 308])(
    "a redirection (%d) is not followed, and counts as a failure",
    async (status) => {
      const elsewhere = await startReceiver();
      receiver.answer = reply(status, undefined, { location: elsewhere.url });
      await post();
      await later(30);
      expect(receiver.take()).toHaveLength(2);
      expect(elsewhere.take()).toEqual([]);
      expect(waiting()).toBe(1);
      await elsewhere.close();
    },
  );

  test("is made again when nobody listens", async () => {
    const gone = await startReceiver();
    await gone.close();
    await changeClient(service, clientId, { webhookUrl: gone.url });
    await post();
    await expect.poll(() => told()).toMatchObject({ webhook: "webhooksFailed", error: "ECONNREFUSED" });
    await changeClient(service, clientId, { webhookUrl: receiver.url });
    await later(30);
    expect(receiver.take()).toHaveLength(1);
  });

  test("an answer counts as soon as its status is there, whatever follows", async () => {
    receiver.answer = (response) => response.writeHead(202).write("x".repeat(100_000));
    await post();
    expect(waiting()).toBe(0);
  });
});

describe("a receiver's word is final", () => {
  test.each(SET_ERRORS)("when it says with a 400 that the SET is wrong: %s", async (err) => {
    receiver.answer = reply(400, { err, description: "secret answer" });
    const event = await post();
    await later(86_400);
    expect(receiver.take()).toHaveLength(1);
    expect([waiting(), dead()]).toEqual([0, 0]);
    await expect
      .poll(() => told())
      .toMatchObject({
        webhook: "webhooksRefused",
        tenant,
        id: event.id,
        attempt: 1,
        status: 400,
        error: err,
      });
    await expect
      .poll(counted)
      .toMatchObject({ webhooksRefused: 1, webhooksDelivered: 0, webhooksFailed: 0, webhookFaults: 0 });
  });

  test("when it is gone (410): that event is not posted again", async () => {
    receiver.answer = reply(410);
    await post();
    await later(86_400);
    expect(receiver.take()).toHaveLength(1);
    expect([waiting(), dead()]).toEqual([0, 0]);
  });
});

describe("one receiver does not hold up another", () => {
  test("a batch's events are posted at once: while one receiver says nothing, the others get theirs", async () => {
    const quick = await startReceiver();
    const other = await newClient(service, { webhookUrl: quick.url });
    let got = () => {};
    const quickGot = new Promise<void>((resolve) => {
      got = resolve;
    });
    quick.answer = (response) => {
      got();
      response.writeHead(202).end();
    };
    receiver.answer = async (response) => {
      await quickGot;
      response.writeHead(202).end();
    };
    await putEvents(service, [anEvent(service, tenant), anEvent(service, `client:${other.clientId}`)]);
    await service.webhooks.deliver();
    expect([receiver.take().length, quick.take().length, waiting()]).toEqual([1, 1, 0]);
    await quick.close();
  });

  test("of a batch only what failed is posted again", async () => {
    const [good, bad] = [anEvent(service, tenant), anEvent(service, tenant)];
    receiver.answer = (response, { body }) => response.writeHead(decodeJwt(body).jti === bad?.id ? 500 : 202).end();
    await putEvents(service, [good, bad]);
    await service.webhooks.deliver();
    receiver.answer = reply(202);
    receiver.take();
    await later(30);
    expect(receiver.take().map(({ body }) => decodeJwt(body).jti)).toEqual([bad.id]);
  });

  test("more events than a batch has are posted, too", async () => {
    const events = Array.from({ length: 25 }, () => anEvent(service, tenant));
    for (let first = 0; first < events.length; first += 10) await putEvents(service, events.slice(first, first + 10));
    await service.webhooks.deliver();
    const got = receiver.take().map(({ body }) => decodeJwt(body).jti as string);
    expect(got.sort()).toEqual(events.map(({ id }) => id).sort());
  });
});

describe("who gets nothing", () => {
  test("S34 a client that was revoked gets nothing from then on, not even what was tried before", async () => {
    receiver.answer = reply(500);
    await post();
    receiver.take();
    receiver.answer = reply(202);
    await changeClient(service, clientId, { status: "REVOKED" });
    await later(30);
    await post();
    expect(receiver.take()).toEqual([]);
    expect(waiting()).toBe(0);
  });

  test("a client without a webhook gets nothing, and costs no signature; nor does one that is not active", async () => {
    await changeClient(service, clientId, { webhookUrl: null });
    await post();
    await changeClient(service, clientId, { webhookUrl: receiver.url, status: "PENDING" });
    await post();
    await post({}, "client:0123456789abcdef");
    expect([receiver.take(), kms.calls, waiting()]).toEqual([[], [], 0]);
    await changeClient(service, clientId, { status: "ACTIVE" });
    await post();
    expect([receiver.take().length, kms.calls]).toEqual([1, ["Sign"]]);
    expect(table.calls).toEqual(Array(4).fill("GetItem"));
  });

  test("no event of another tenant ever comes, whatever its tenant is called", async () => {
    const other = await newClient(service, { webhookUrl: null });
    for (const foreign of [
      "pool",
      "role:shop",
      `role:${clientId}`,
      `client:${other.clientId}`,
      `clients:${clientId}`,
    ]) {
      await post({}, foreign);
    }
    // What was put into the queue by hand is not believed either.
    service.queue.send(JSON.stringify({ detail: anEvent(service, `foreign${clientId}`) }));
    await later(0);
    expect(receiver.take()).toEqual([]);
    expect(waiting()).toBe(0);
  });

  test("what another source puts on the bus is not posted", async () => {
    await putEvents(service, [anEvent(service, tenant)], "somebody-else");
    await service.webhooks.deliver();
    expect(receiver.take()).toEqual([]);
  });
});

describe("a fault on our side", () => {
  test("S44 while KMS does not sign, or the client cannot be read, nothing is posted; the event waits, and the fault is counted", async () => {
    kms.refused.add("Sign");
    await post();
    expect(receiver.take()).toEqual([]);
    await expect.poll(() => told()).toMatchObject({ webhook: "webhookFaults", error: "AccessDeniedException" });
    await expect.poll(counted).toMatchObject({ webhookFaults: 1 });
    kms.refused.clear();
    table.refused.add("GetItem");
    await post();
    await expect.poll(() => told()).toMatchObject({ webhook: "webhookFaults", error: "AccessDeniedException" });
    table.refused.clear();
    await later(30);
    expect(receiver.take()).toHaveLength(2);
  });

  test("an event that cannot be put off comes back by itself after three minutes", async () => {
    const mended = service.queue.faults.inject({ errorType: "AccessDeniedException" });
    receiver.answer = reply(500);
    await post();
    mended();
    receiver.answer = reply(202);
    await later(179);
    expect(receiver.take()).toHaveLength(1);
    await later(1);
    expect(receiver.take()).toHaveLength(1);
  });

  test("a message that is no event is a dead letter in the end, and keeps nobody from theirs", async () => {
    service.queue.send("no event");
    service.queue.send(JSON.stringify({ detail: { tenant: 1 } }));
    await post();
    expect(receiver.take()).toHaveLength(1);
    for (const seconds of [...RETRY_SECONDS, 0]) await later(seconds);
    expect([waiting(), dead()]).toEqual([0, 2]);
  });
});

describe("on AWS this machine and private networks are out of reach", () => {
  let deployed: TestService;
  let connections = 0;
  const listener = createServer((socket) => {
    connections += 1;
    socket.destroy();
  });
  let port: number;
  beforeAll(async () => {
    deployed = await startTestService({}, undefined, {
      webhooks: {
        ...WEBHOOK_WIRING,
        describe: (local) => ({ ...local, environment: { ...local.environment, WEBHOOK_LOOPBACK: "false" } }),
      },
    });
    await new Promise<void>((listening) => listener.listen(0, "::", listening));
    port = (listener.address() as { port: number }).port;
  });
  afterAll(async () => {
    listener.close();
    await deployed.stop();
  });

  test.each([
    ["https://localhost", "AddressRefused"],
    ["https://127.0.0.1", "AddressRefused"],
    ["https://[::1]", "AddressRefused"],
    ["https://[::ffff:127.0.0.1]", "AddressRefused"],
    ["https://[::]", "AddressRefused"],
    ["https://0.0.0.0", "AddressRefused"],
    ["https://2130706433", "AddressRefused"],
    ["https://0x7f.1", "AddressRefused"],
    ["http://localhost", "ERR_INVALID_PROTOCOL"],
    ["http://example.com", "ERR_INVALID_PROTOCOL"],
    ["ftp://example.com", "ERR_INVALID_PROTOCOL"],
  ])("S33 nothing connects to %s, whatever the table says", async (origin, error) => {
    const { clientId: id } = await newClient(deployed, { webhookUrl: `${origin}:${port}/` });
    await putEvents(deployed, [anEvent(deployed, `client:${id}`)]);
    await deployed.webhooks.deliver();
    await expect.poll(() => told(deployed)).toMatchObject({ tenant: `client:${id}`, webhook: "webhooksFailed", error });
    expect(connections).toBe(0);
  });
});
