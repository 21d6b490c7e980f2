import { createHmac, randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { newClient, signedCaller } from "./api-client.ts";
import { owner, payload } from "./owner.ts";
import { dump, person, toNextWindow } from "./person.ts";
import { type Caller, REQUEST, startTestService, type TestService } from "./support.ts";

/** What a backend says of its visitor: it bounds the messages that the visitor causes, and stands nowhere in clear. */

const QUARTER = 15 * 60;
const DAY = 24 * 60 * 60;
/** Low, so that a few requests reach them. A device has less than an address that it shares. */
const ADDRESS = { quarterHour: 4, day: 6 };
const DEVICE = { quarterHour: 2, day: 3 };
const PLENTY = { quarterHour: 100, day: 1_000 };

let service: TestService;
/** Two tenants of each kind of backend. */
let backends: Record<string, [Caller, Caller]>;
beforeAll(async () => {
  service = await startTestService({
    sends: { subject: PLENTY, destination: PLENTY, visitorAddress: ADDRESS, visitorDevice: DEVICE },
  });
  const client = async () => signedCaller(service, await newClient(service));
  backends = {
    "a backend with an IAM role": [service.backend(0), service.backend(1)],
    "an API client": [await client(), await client()],
  };
});
beforeEach(() => toNextWindow(service, DAY));
afterAll(() => service.stop());

/** An address and a device that no other test has used. */
let fresh = 0;
const newAddress = () => `203.0.${++fresh >> 8}.${fresh & 255}`;
const newDevice = () => randomUUID();

/** Asks for a code for somebody new. */
const ask = (caller: Caller, visitor: object | null, more: object = {}) =>
  person(service, { caller }).ask({ visitor, ...more });
const refusal = (limit: string, retryAfterSeconds: number) => [
  { errorType: "Throttled", errorInfo: { limit, retryAfterSeconds } },
];
/** Asks for so many codes, each for somebody new, and fails on errors. */
async function send(count: number, caller: Caller, visitor: () => object) {
  for (let n = 0; n < count; n++) expect((await ask(caller, visitor())).errors).toBeUndefined();
}
const kmsCalls = () => service.traces.at(-1)?.calls.filter(({ dataSource }) => dataSource === "Kms").length;
const callsMade = () => service.traces.at(-1)?.calls.length;
/** The counters of visitors in the table. */
const counters = async () => (await dump(service)).filter(({ pk }) => pk?.S?.includes("|v|"));
const total = async () => (await counters()).reduce((sum, { total }) => sum + Number(total?.N), 0);

describe.each(["a backend with an IAM role", "an API client"])("S20 %s", (kind) => {
  const caller = () => (backends[kind] as [Caller, Caller])[0];
  const other = () => (backends[kind] as [Caller, Caller])[1];

  test("sends four messages in a quarter of an hour for one address of visitors, whoever they are for, and six in a day", async () => {
    const address = newAddress();
    await send(4, caller(), () => ({ address }));
    expect((await ask(caller(), { address })).errors).toMatchObject(refusal("VISITOR_ADDRESS", QUARTER));
    await send(1, caller(), () => ({ address: newAddress() }));
    service.advance(QUARTER);
    await send(2, caller(), () => ({ address }));
    expect((await ask(caller(), { address })).errors).toMatchObject(refusal("VISITOR_ADDRESS", DAY - QUARTER));
    service.advance(DAY - QUARTER);
    await send(1, caller(), () => ({ address }));
  });

  test("sends two messages in a quarter of an hour for one device, and three in a day, from whatever address it comes", async () => {
    const device = newDevice();
    await send(2, caller(), () => ({ device, address: newAddress() }));
    expect((await ask(caller(), { device })).errors).toMatchObject(refusal("VISITOR_DEVICE", QUARTER));
    service.advance(QUARTER);
    await send(1, caller(), () => ({ device }));
    const { errors } = await ask(caller(), { device, address: newAddress() });
    expect(errors).toMatchObject(refusal("VISITOR_DEVICE", DAY - QUARTER));
  });

  test("counts an address that many devices share by itself, and a device that is refused spends none of it", async () => {
    const address = newAddress();
    const device = newDevice();
    await send(2, caller(), () => ({ address, device }));
    for (let n = 0; n < 5; n++)
      expect((await ask(caller(), { address, device })).errors).toMatchObject(refusal("VISITOR_DEVICE", QUARTER));
    await send(2, caller(), () => ({ address, device: newDevice() }));
    expect((await ask(caller(), { address, device: newDevice() })).errors).toMatchObject(
      refusal("VISITOR_ADDRESS", QUARTER),
    );
  });

  test("uses up nothing of another tenant that names the same visitor", async () => {
    const visitor = { address: newAddress(), device: newDevice() };
    await send(2, caller(), () => visitor);
    expect((await ask(caller(), visitor)).errors).toMatchObject(refusal("VISITOR_DEVICE", QUARTER));
    await send(2, other(), () => visitor);
  });

  test("is told what its visitor has left, beside the other limits", async () => {
    const visitor = { address: newAddress(), device: newDevice() };
    const resetsAt = new Date(service.now() + QUARTER * 1_000).toISOString();
    const { limits } = payload(await ask(caller(), visitor), "requestOtp");
    expect(limits).toContainEqual({ name: "VISITOR_ADDRESS", limit: 4, remaining: 3, resetsAt });
    expect(limits).toContainEqual({ name: "VISITOR_DEVICE", limit: 2, remaining: 1, resetsAt });
    const without = payload(await ask(caller(), null), "requestOtp").limits;
    expect(without.filter(({ name }: { name: string }) => name.startsWith("VISITOR"))).toEqual([]);
  });
});

test("S20 an address counts as one in each of its forms, and an IPv6 address by its first 64 bits", async () => {
  const caller = service.backend();
  const forms = [
    ["198.51.100.1", "::ffff:198.51.100.1", "::FFFF:c633:6401", "64:ff9b::198.51.100.1", "2002:c633:6401:7::1"],
    [
      "2001:db8:1:2::7",
      "2001:0DB8:0001:0002:ffff:eeee:dddd:cccc",
      "2001:db8:1:2::",
      "2001:db8:1:2:0:0:203.0.113.7",
      "2001:db8:1:2::1",
    ],
  ];
  for (const same of forms) {
    for (const address of same.slice(0, -1)) await send(1, caller, () => ({ address }));
    expect((await ask(caller, { address: same.at(-1) })).errors).toMatchObject(refusal("VISITOR_ADDRESS", QUARTER));
  }
  await send(1, caller, () => ({ address: "198.51.100.2" }));
  await send(1, caller, () => ({ address: "2001:db8:1:3::7" }));
});

test("S20 of many requests of one visitor at once no more are sent than its limit, and the others may ask again or have to wait", async () => {
  const address = newAddress();
  const caller = service.backend();
  const people = Array.from({ length: 20 }, () => person(service, { caller }));
  const answers = await Promise.all(people.map((someone) => someone.ask({ visitor: { address } })));
  const types = answers.flatMap(({ errors = [] }) => errors.map(({ errorType }) => errorType));
  for (const type of types) expect(["Conflict", "Throttled"]).toContain(type);
  expect(people.flatMap((someone) => someone.messages()).length).toBe(20 - types.length);
  expect([1, 2, 3, 4]).toContain(20 - types.length);
});

describe("S20 S39 a known device", () => {
  test("is not refused by a visitor's limit, and does not count there: whoever shares its address keeps nobody out", async () => {
    const someone = owner(service);
    const deviceToken = await someone.device();
    const visitor = { address: newAddress(), device: newDevice() };
    await send(2, service.backend(), () => visitor);
    await send(2, service.backend(), () => ({ address: visitor.address }));
    const before = await total();
    const { knownDevice, limits } = payload(await someone.ask({ deviceToken, visitor }), "requestOtp");
    expect(knownDevice).toBe(true);
    expect(limits.map(({ name }: { name: string }) => name)).toEqual(["COOLDOWN", "TOKEN", "SUBJECT", "DESTINATION"]);
    expect(await total()).toBe(before);
    expect((await someone.ask({ visitor, purpose: "payment" })).errors).toMatchObject([
      { errorInfo: { retryAfterSeconds: expect.any(Number), limit: expect.stringMatching(/^VISITOR_/) } },
    ]);
  });

  test("that was forgotten, or whose token somebody made up, counts as any visitor", async () => {
    const someone = owner(service);
    const deviceToken = await someone.device();
    await someone.forget();
    const visitor = { device: newDevice() };
    await send(1, service.backend(), () => visitor);
    service.advance(31);
    expect(payload(await someone.ask({ deviceToken, visitor }), "requestOtp").knownDevice).toBe(false);
    const forged = deviceToken.replace(/[^.]*$/, `${"A".repeat(43)}=`);
    service.advance(31);
    expect((await someone.ask({ deviceToken: forged, visitor })).errors).toMatchObject([
      { errorInfo: { limit: "VISITOR_DEVICE" } },
    ]);
  });
});

describe("S20 a visitor's counters count what the others count:", () => {
  test("a repeat by the idempotency key counts nothing, from wherever it comes, and is no other request", async () => {
    const someone = person(service);
    const token = await someone.token({ idempotencyKey: "k", visitor: { address: newAddress() } });
    const before = await total();
    for (const visitor of [{ address: newAddress(), device: newDevice() }, null, {}]) {
      expect(await someone.token({ idempotencyKey: "k", visitor })).toEqual(token);
    }
    expect(await total()).toBe(before);
  });

  test("what certainly reached nobody is withdrawn: a number that nobody has, and a function that was never invoked", async () => {
    const visitor = { address: newAddress(), device: newDevice() };
    for (let n = 0; n < 4; n++) {
      const answer = await ask(service.backend(), visitor, { channel: "SMS", destination: "+12025550" });
      expect(answer.errors).toMatchObject([{ errorType: "InvalidInput", errorInfo: { field: "destination" } }]);
    }
    const mend = service.endpoint.api.faults.inject({ dataSource: "Send", operation: "Invoke", kind: "throttling" });
    expect((await ask(service.backend(), visitor)).errors).toMatchObject([{ errorType: "DeliveryFailed" }]);
    mend();
    const { limits } = payload(await ask(service.backend(), visitor), "requestOtp");
    expect(limits).toContainEqual(expect.objectContaining({ name: "VISITOR_DEVICE", remaining: 1 }));
    expect(limits).toContainEqual(expect.objectContaining({ name: "VISITOR_ADDRESS", remaining: 3 }));
  });

  test("a delivery that failed counts, because it may have arrived", async () => {
    const visitor = { device: newDevice() };
    const mend = service.endpoint.api.faults.inject({ dataSource: "Send", operation: "Invoke", kind: "error" });
    for (let n = 0; n < 2; n++) {
      expect((await ask(service.backend(), visitor)).errors).toMatchObject([{ errorType: "DeliveryFailed" }]);
    }
    mend();
    expect((await ask(service.backend(), visitor)).errors).toMatchObject(refusal("VISITOR_DEVICE", QUARTER));
  });
});

describe("only backends may name a visitor:", () => {
  test.each([
    ["a user", () => service.user()],
    ["an operator", () => service.operator()],
  ])("%s is told so before anything is called", async (_, signIn) => {
    const input = { channel: "EMAIL", visitor: { address: newAddress() } };
    expect((await (await signIn())(REQUEST, { input })).errors).toMatchObject([
      { errorType: "InvalidInput", errorInfo: { field: "visitor", reason: "BACKENDS_ONLY" } },
    ]);
    expect(callsMade()).toBe(0);
  });

  test.each([
    ["a name", { address: "localhost" }, "visitor.address", "MALFORMED"],
    ["a port", { address: "203.0.113.7:443" }, "visitor.address", "MALFORMED"],
    ["brackets", { address: "[2001:db8::7]" }, "visitor.address", "MALFORMED"],
    ["a zone", { address: "fe80::1%eth0" }, "visitor.address", "MALFORMED"],
    ["a list", { address: "203.0.113.7, 198.51.100.7" }, "visitor.address", "MALFORMED"],
    ["nothing", { address: "" }, "visitor.address", "MALFORMED"],
    ["a number that some read as octal", { address: "203.0.113.010" }, "visitor.address", "MALFORMED"],
    ["no device at all", { device: "" }, "visitor.device", "OUT_OF_RANGE"],
    ["a device of 257 characters", { device: "d".repeat(257) }, "visitor.device", "OUT_OF_RANGE"],
    ["half a character", { device: "a\ud800" }, "visitor.device", "MALFORMED"],
  ])(
    "and %s is InvalidInput, with what would be right, before anything is called",
    async (_, visitor, field, reason) => {
      const { errors } = await ask(service.backend(), visitor);
      expect(errors).toMatchObject([{ errorType: "InvalidInput", errorInfo: { field, reason } }]);
      expect(errors?.[0]?.message).toMatch(
        /^visitor\.(address: an address like 203\.0\.113\.7|device: (1 to 256|no half))/,
      );
      expect(callsMade()).toBe(0);
    },
  );

  test("a device may have any other text for a name", async () => {
    for (const device of ["x", "\u0000", "🦊 |:\n", "\ufdfa".repeat(256)])
      await send(1, service.backend(), () => ({ device }));
  });
});

describe("a visitor stands nowhere in clear:", () => {
  const canary = { address: "2001:db8:dead:beef::c0de", device: "canary-of-a-device-7f3a9c" };
  const mapped = "198.51.100.177";

  test("S13 neither address nor device is in a table, log, trace, metric, error, answer or header field", async () => {
    const forms = [...Object.values(canary), mapped, "20010DB8DEADBEEF", "C63364B1"];
    service.secrets.push(...forms);
    const caller = service.backend();
    await send(1, caller, () => canary);
    await send(1, caller, () => ({ address: `::ffff:${mapped}` }));
    await ask(caller, canary);
    expect((await ask(caller, canary)).errors).toMatchObject([{ errorType: "Throttled" }]);
    const mend = service.endpoint.api.faults.inject({ dataSource: "Kms", kind: "error" });
    expect((await ask(caller, canary)).errors).toMatchObject([{ errorType: "InternalError" }]);
    mend();
    await ask(caller, { ...canary, address: `${canary.address}%eth0` });
    expect(await service.leaks()).toEqual([]);
  });

  test("S13 the search finds a visitor's address or device that is somewhere", async () => {
    const other = await startTestService();
    other.secrets.push(canary.address, mapped, "C63364B1");
    other.logs.push(`counted c63364b1 for ${Buffer.from(mapped).toString("base64")}`);
    other.headers.push({ ratelimit: canary.address });
    expect((await other.leaks()).sort()).toEqual([
      `${mapped} stands in a log or metric`,
      `${canary.address} stands in a header field`,
      "C63364B1 stands in a log or metric",
    ]);
    await expect(other.stop()).rejects.toThrow(/^S13/);
  });

  test("S22 a counter is named by tenant and a MAC under the check key, and ends with the day after", async () => {
    const device = newDevice();
    const before = new Set((await counters()).map(({ pk }) => pk?.S));
    await send(1, service.backend(), () => ({ device, address: "192.0.2.1" }));
    const made = (await counters()).filter(({ pk }) => !before.has(pk?.S));
    const { keys } = JSON.parse(readFileSync(join(service.folder, "state.json"), "utf8"));
    const { material } = keys.find(({ aliases }: { aliases: string[] }) => aliases.includes("otp-check"));
    const macOf = (parts: string[]) => {
      const text = ["visitor", "role:shop", ...parts].map((part) => `${part.length}:${part}`).join("");
      return createHmac("sha256", Buffer.from(material, "base64")).update(text).digest("base64");
    };
    const named = [macOf(["address", "c0000201"]), macOf(["device", device])].map((mac) => `role:shop|v|1:${mac}`);
    expect(made.map(({ pk }) => pk?.S).sort()).toEqual(named.sort());
    const today = Math.floor(service.now() / 1_000 / DAY);
    for (const item of made) {
      expect(Object.keys(item).sort()).toEqual(["pk", "q0", "sk", "total", "ttl", "version"]);
      expect(item).toMatchObject({
        sk: { S: `#sends#${today}` },
        ttl: { N: `${(today + 2) * DAY}` },
        total: { N: "1" },
      });
    }
  });
});

describe("KMS is asked", () => {
  test.each([
    ["nothing for no visitor", null, 0],
    ["nothing for one of whom nothing is known", {}, 0],
    ["once for an address", { address: "192.0.2.2" }, 1],
    ["once for a device", { device: "d" }, 1],
    ["twice for both", { address: "192.0.2.2", device: "d" }, 2],
  ])("%s", async (_, visitor, calls) => {
    expect((await ask(service.backend(), visitor)).errors).toBeUndefined();
    expect(kmsCalls()).toBe(calls);
  });

  test.each([
    ["address", 0],
    ["device", 1],
  ])("S17 and where it fails for the %s, nothing is sent or counted", async (_, after) => {
    const before = await dump(service);
    for (const kind of ["error", "garbled"] as const) {
      const mend = service.endpoint.api.faults.inject({ dataSource: "Kms", kind, after, times: 1 });
      const someone = person(service);
      const { data, errors } = await someone.ask({ visitor: { address: newAddress(), device: newDevice() } });
      expect([data.requestOtp, errors?.[0]?.errorType]).toEqual([null, "InternalError"]);
      expect(someone.messages()).toEqual([]);
      mend();
    }
    expect(await dump(service)).toEqual(before);
  });
});
