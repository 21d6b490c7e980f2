import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { COOLDOWN, DAY, deviceOf, listedIds, NO_LIMITS, owner, payload } from "./owner.ts";
import { dump } from "./person.ts";
import { CANCEL, LIST, startTestService, type TestService } from "./support.ts";

/** Which texts select a known device's lane: a genuine token of a device that is listed, and nothing else. */

let service: TestService;
beforeAll(async () => {
  service = await startTestService(NO_LIMITS);
});
afterAll(() => service.stop());
afterEach(() => service.endpoint.api.faults.clear());

const kmsCalls = () => service.traces.at(-1)?.calls.filter(({ dataSource }) => dataSource === "Kms").length;
const base64 = (text: string) => Buffer.from(text).toString("base64");
const inCommonLane = expect.stringMatching(/^login_1-_[0-9a-f]{64}$/);

/** Replaces one of the parts of a token: kind and key version, tenant, subject, device, moment, MAC. */
function altered(deviceToken: string, at: number, change: (part: string) => string): string {
  const parts = deviceToken.split(".");
  return parts.map((part, n) => (n === at ? change(part) : part)).join(".");
}

/** Another character of the same kind in place of the first. */
const first = (part: string) => `${part.startsWith("a") ? "b" : "a"}${part.slice(1)}`;

test("S39 the genuine token of a device that is listed selects its lane, for every purpose and channel", async () => {
  const someone = owner(service);
  const deviceToken = await someone.device();
  for (const input of [
    {},
    { purpose: "verify-contact" },
    { channel: "SMS", destination: "+12025550101", purpose: "payment" },
  ]) {
    expect(await someone.token({ ...input, deviceToken })).toMatchObject({
      knownDevice: true,
      id: expect.stringMatching(/_1[0-9a-f]{32}_/),
    });
  }
});

const ALTERED: [string, (deviceToken: string) => string][] = [
  ["of another tenant", (token) => altered(token, 1, () => base64("role:bank"))],
  ["of another subject", (token) => altered(token, 2, () => base64("somebody-else"))],
  ["of another device", (token) => altered(token, 3, first)],
  ["of a later moment", (token) => altered(token, 4, (at) => `${Number(at) + 1}`)],
  ["of an earlier moment", (token) => altered(token, 4, (at) => `${Number(at) - 1}`)],
  ["with another MAC", (token) => altered(token, 5, first)],
  ["with a MAC that is made up", (token) => altered(token, 5, () => `${"A".repeat(43)}=`)],
];

describe.each(ALTERED)("S40 a token that was altered: %s", (_, alter) => {
  test("selects the common lane", async () => {
    const someone = owner(service);
    const deviceToken = alter(await someone.device());
    expect(await someone.token({ deviceToken })).toMatchObject({ knownDevice: false, id: inCommonLane });
  });
});

const WITHOUT_A_CALL: [string, (deviceToken: string, someone: { subject: string }) => string][] = [
  ["empty", () => ""],
  ["no token", () => "known"],
  ["another kind of token", (token) => token.replace("device", "step-up")],
  ["of a key version that there is not", (token) => altered(token, 0, () => "device_9")],
  ["of key version 0", (token) => altered(token, 0, () => "device_0")],
  ["without a key version", (token) => altered(token, 0, () => "device")],
  ["with a part less", (token) => token.split(".").slice(0, -1).join(".")],
  ["with a part more", (token) => `${token}.x`],
  ["with a line end", (token) => `${token}\n`],
  ["with a space before", (token) => ` ${token}`],
  ["with a device in capitals", (token) => altered(token, 3, () => "A".repeat(32))],
  ["with a shorter device", (token) => altered(token, 3, (device) => device.slice(1))],
  ["with a moment of another form", (token) => altered(token, 4, (at) => `${at}0`)],
  ["with a moment that is no number", (token) => altered(token, 4, () => "1e9")],
  ["with a MAC in base64 that is not canonical", (token) => altered(token, 5, () => `${"A".repeat(42)}d=`)],
  ["with a shorter MAC", (token) => altered(token, 5, (mac) => mac.slice(1))],
  ["with its subject in clear", (token, { subject }) => altered(token, 2, () => subject)],
  ["very long", (token) => `${token}${"A".repeat(5_000)}`],
  ["very long and well-formed", (token) => altered(token, 2, () => "A".repeat(2_048))],
];

describe.each(WITHOUT_A_CALL)("S40 a text that is no token: %s", (_, alter) => {
  test("selects the common lane, and KMS is not asked", async () => {
    const someone = owner(service);
    const deviceToken = alter(await someone.device(), someone);
    expect(await someone.token({ deviceToken })).toMatchObject({ knownDevice: false, id: inCommonLane });
    expect(kmsCalls()).toBe(0);
  });
});

test("S39 the longest subject that there can be has a device like any other", async () => {
  const someone = owner(service, { subject: "€".repeat(256), destination: "longest@example.com" });
  const deviceToken = await someone.device();
  expect((await someone.token({ deviceToken })).knownDevice).toBe(true);
  expect(await someone.device({ deviceToken })).not.toBe(deviceToken);
});

test("S40 the token of another subject, and the same subject's of another tenant, select the common lane", async () => {
  const someone = owner(service);
  const { subject } = someone;
  const foreign = [
    await owner(service).device(),
    await owner(service, { caller: service.backend(1), subject }).device(),
  ];
  await someone.device();
  for (const deviceToken of foreign) {
    expect(await someone.token({ deviceToken })).toMatchObject({ knownDevice: false, id: inCommonLane });
  }
});

test("S40 a MAC that KMS gave for a guess is none of a device token", async () => {
  const someone = owner(service);
  const deviceToken = await someone.device();
  const { id } = await someone.token();
  await someone.check(id, "000000");
  const { lastGuessMac } = (await dump(service)).find((item) => item.id?.S === id) ?? {};
  const guessed = altered(deviceToken, 5, () => lastGuessMac?.S as string);
  expect(guessed).not.toBe(deviceToken);
  expect(await someone.token({ deviceToken: guessed })).toMatchObject({ knownDevice: false, id: inCommonLane });
});

test("S40 the token of a device that was forgotten selects the common lane at once", async () => {
  const someone = owner(service);
  const [gone, kept] = [await someone.device(), await someone.device()];
  expect((await someone.token({ deviceToken: gone })).knownDevice).toBe(true);
  await someone.forget(...listedIds(gone));
  expect(await someone.token({ deviceToken: gone })).toMatchObject({ knownDevice: false, id: inCommonLane });
  expect((await someone.token({ deviceToken: kept })).knownDevice).toBe(true);
  await someone.forget();
  expect((await someone.token({ deviceToken: kept })).knownDevice).toBe(false);
});

test("S40 an old token of a device that was renewed since still selects its lane, until 90 days after its own moment", async () => {
  const someone = owner(service);
  const old = await someone.device();
  const moment = service.now() / 1000;
  service.advance(80 * DAY);
  const renewed = await someone.device({ deviceToken: old });
  service.advance(moment + 90 * DAY - service.now() / 1000 - COOLDOWN - 1);
  expect((await someone.token({ deviceToken: old })).knownDevice).toBe(true);
  expect((await someone.token({ deviceToken: old })).knownDevice).toBe(false);
  expect(kmsCalls(), "one that is too old is not looked at").toBe(0);
  expect((await someone.token({ deviceToken: renewed })).knownDevice).toBe(true);
});

test("S17 while KMS cannot tell whether a device token is genuine, requestOtp and activeTokens are InternalError and write nothing", async () => {
  const someone = owner(service);
  const deviceToken = await someone.device();
  service.advance(COOLDOWN);
  const before = await dump(service);
  const failed = [{ errorType: "InternalError" }];
  const asks = () => someone.ask({ deviceToken });
  const lists = () => someone.caller(LIST, { filter: { subject: someone.subject, deviceToken } });
  const troubles = [
    { errorType: "KMSInternalException", status: 500 },
    { errorType: "ThrottlingException", status: 400 },
    { errorType: "AccessDeniedException", status: 400 },
    { errorType: "DisabledException", status: 400 },
  ];
  for (const trouble of troubles) {
    for (const call of [asks, lists]) {
      const mend = service.kms.faults.inject({ operation: "VerifyMac", ...trouble });
      expect((await call()).errors, trouble.errorType).toMatchObject(failed);
      mend();
    }
  }
  for (const kind of ["error", "lostAnswer", "garbled"] as const) {
    const mend = service.endpoint.api.faults.inject({ dataSource: "Kms", kind, times: 1 });
    expect((await asks()).errors, kind).toMatchObject(failed);
    mend();
  }
  expect(await dump(service)).toEqual(before);
  expect(payload(await asks(), "requestOtp").knownDevice).toBe(true);
});

test("S17 while KMS makes no MAC, deviceToken is an InternalError; the same call repeated by its key gives the token of the one device", async () => {
  const someone = owner(service);
  const { id } = await someone.token();
  const proof = [id, someone.code(), { idempotencyKey: "k" }] as const;
  const mend = service.endpoint.api.faults.inject({ dataSource: "Kms", kind: "error", after: 1 });
  const { data, errors } = await someone.check(...proof);
  mend();
  expect(data.verifyOtp).toMatchObject({ status: "VERIFIED", deviceToken: null });
  expect(errors).toMatchObject([{ path: ["verifyOtp", "deviceToken"], errorType: "InternalError" }]);
  const { deviceToken } = payload(await someone.check(...proof), "verifyOtp");
  expect(await someone.deviceIds()).toEqual(listedIds(deviceToken));
});

test("S39 whoever guesses an idempotency key cannot answer for a known device: used in the common lane, a key is new to the device's", async () => {
  const someone = owner(service);
  const deviceToken = await someone.device();
  await someone.token({ idempotencyKey: "order-1" });
  await someone.token({ idempotencyKey: "order-2", codeLength: 8 });
  const cancelled = await someone.token({ idempotencyKey: "order-3" });
  await someone.caller(CANCEL, { input: { id: cancelled.id, subject: someone.subject } });
  for (const idempotencyKey of ["order-1", "order-2", "order-3"]) {
    const own = await someone.token({ idempotencyKey, deviceToken });
    expect(own).toMatchObject({ status: "SENT", id: expect.stringContaining(deviceOf(deviceToken)) });
  }
});

test("S39 a key of the common lane answers for a known device only as long as its token is of use", async () => {
  const someone = owner(service);
  const deviceToken = await someone.device();
  const { id } = await someone.token({ idempotencyKey: "k" });
  const sent = service.messages.inbox.list().length;
  expect((await someone.token({ idempotencyKey: "k", deviceToken })).id).toBe(id);
  expect(service.messages.inbox.list()).toHaveLength(sent);
  const other = { idempotencyKey: "k", deviceToken, codeLength: 9 };
  expect((await someone.token(other)).id).toContain(deviceOf(deviceToken));
  service.advance(COOLDOWN);
  const { id: next } = await someone.token({ idempotencyKey: "l" });
  await someone.caller(CANCEL, { input: { id: next, subject: someone.subject } });
  expect((await someone.token({ idempotencyKey: "l", deviceToken })).id).toContain(deviceOf(deviceToken));
});

test("S40 a device token that is ignored is no part of what an idempotency key stands for", async () => {
  const someone = owner(service);
  const { id } = await someone.token({ idempotencyKey: "k" });
  const sent = service.messages.inbox.list().length;
  expect(payload(await someone.ask({ idempotencyKey: "k", deviceToken: "unknown" }), "requestOtp").token.id).toBe(id);
  expect(service.messages.inbox.list()).toHaveLength(sent);
});

test("S39 asked with a device token, then without, is a token of the common lane: who does not hold the device learns nothing of its lane", async () => {
  const someone = owner(service);
  const deviceToken = await someone.device();
  const own = await someone.token({ idempotencyKey: "k", deviceToken });
  const { token, knownDevice } = payload(await someone.ask({ idempotencyKey: "k" }), "requestOtp");
  expect(token.id).toEqual(inCommonLane);
  expect(token.id).not.toBe(own.id);
  expect(knownDevice).toBe(false);
  expect(payload(await someone.ask({ idempotencyKey: "k", deviceToken }), "requestOtp").token.id).toBe(own.id);
});
