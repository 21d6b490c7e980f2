import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { LIMIT_NAMES, type LimitName } from "../../contract/errors.ts";
import { LIMITS } from "../../contract/limits.ts";
import { newClient, signedCaller } from "./api-client.ts";
import { newOperator, RESEND, REVOKE, UPDATE } from "./managed-clients.ts";
import { DAY, owner, payload } from "./owner.ts";
import { person, toNextWindow } from "./person.ts";
import { type Answer, CANCEL, REQUEST, startTestService, type TestService } from "./support.ts";

/** Where a caller stands: in the payload, in the error of a refused call, and in the header fields RateLimit and RateLimit-Policy. */

const QUARTER = 15 * 60;
const PURPOSES = Array.from({ length: 6 }, (_, n) => `p${n}`);
const VISITORS = { quarterHour: 3, day: 30 };

let service: TestService;
beforeAll(async () => {
  service = await startTestService({
    purposes: ["login", "payment", ...PURPOSES],
    budget: { guesses: 5, deviceGuesses: 1 },
    sends: { visitorAddress: VISITORS, visitorDevice: VISITORS },
  });
});
beforeEach(() => toNextWindow(service, DAY));
afterAll(() => service.stop());

interface Limit {
  name: string;
  limit: number;
  remaining: number;
  resetsAt: string;
}
const limitsIn = (answer: Answer) => payload(answer, "requestOtp").limits as Limit[];

/** Reads a header field of the last answer: each policy's name, and its parameters. Anything but a list of strings with integers fails. */
function field(name: "ratelimit" | "ratelimit-policy"): Record<string, Record<string, number>> | undefined {
  const text = service.headers.at(-1)?.[name];
  if (text === undefined) return undefined;
  expect(text).toMatch(/^"[a-z-]+"(;[a-z]+=\d{1,15})+(, "[a-z-]+"(;[a-z]+=\d{1,15})+)*$/);
  const items = (text as string).split(", ").map((item) => item.split(";") as [string, ...string[]]);
  return Object.fromEntries(
    items.map(([policy, ...parameters]) => [
      policy.slice(1, -1),
      Object.fromEntries(parameters.map((each) => each.split("=")).map(([key, value]) => [key, Number(value)])),
    ]),
  );
}

/** Makes calls until one limit is reached. @returns the limits in the last payload, and a call that is refused */
type Reach = () => Promise<{ limits: Limit[]; refused: () => Promise<Answer> }>;

/** Sends so many messages to different people, who have everything else in common. */
async function sent(count: number, given: Record<string, unknown>, more: object = {}) {
  let limits: Limit[] = [];
  for (let n = 0; n < count; n++) limits = limitsIn(await person(service, given).ask(more));
  return { limits, refused: () => person(service, given).ask(more) };
}

const REACHED: Record<LimitName, Reach> = {
  async COOLDOWN() {
    const someone = person(service);
    return { limits: limitsIn(await someone.ask()), refused: () => someone.ask() };
  },
  async TOKEN() {
    const someone = person(service);
    let limits: Limit[] = [];
    for (let n = 0; n < 3; n++) {
      limits = limitsIn(await someone.ask());
      service.advance(30);
    }
    return { limits, refused: () => someone.ask() };
  },
  async SUBJECT() {
    const someone = person(service);
    const ask = (purpose: string) => someone.ask({ purpose, destination: `${purpose}@${someone.subject}.example` });
    let limits: Limit[] = [];
    for (const purpose of PURPOSES.slice(0, 5)) limits = limitsIn(await ask(purpose));
    return { limits, refused: () => ask("p5") };
  },
  DESTINATION: () => sent(5, { destination: "same@example.com" }),
  VISITOR_ADDRESS: () => sent(3, {}, { visitor: { address: "203.0.113.7" } }),
  VISITOR_DEVICE: () => sent(3, {}, { visitor: { device: "the same" } }),
  async TENANT() {
    // A fifth of a tenant's budget is kept for known devices.
    const key = await newClient(service, { dailySends: 5 });
    service.advance(DAY - QUARTER);
    return sent(4, { caller: signedCaller(service, key) });
  },
  async ACTIVATIONS() {
    // The day ends while the operator's second factor counts.
    service.advance(DAY - QUARTER / 2);
    const operator = await newOperator(service);
    const { id } = await operator.create();
    let limits: Limit[] = [];
    for (let n = 1; n < 50; n++) ({ limits } = await operator.done(RESEND, { id }));
    return { limits, refused: () => operator.call(RESEND, { id }) };
  },
};

const NAMES = Object.keys(LIMIT_NAMES) as LimitName[];

test.each(NAMES)(
  "S20 %s: the payload says that nothing is left and until when, a refused call says the same, and then the next one passes",
  async (name) => {
    const { limits, refused } = await REACHED[name]();
    const told = limits.find((limit) => limit.name === name) as Limit;
    expect(told.remaining).toBe(0);
    const wait = (Date.parse(told.resetsAt) - service.now()) / 1_000;
    const expectRefusal = async (retryAfterSeconds: number) => {
      const { errors } = await refused();
      expect(errors).toMatchObject([{ errorType: "Throttled" }]);
      expect(errors?.[0]?.errorInfo).toEqual({ limit: name, retryAfterSeconds });
      const ofLimit = Object.entries(field("ratelimit") ?? {}).filter(([policy]) =>
        policy.startsWith(name.toLowerCase().replace("_", "-")),
      );
      expect(ofLimit.map(([, parameters]) => parameters)).toContainEqual({ r: 0, t: retryAfterSeconds });
      for (const [policy] of ofLimit) expect(field("ratelimit-policy")).toHaveProperty(policy);
    };
    await expectRefusal(wait);
    service.advance(wait - 1);
    await expectRefusal(1);
    service.advance(1);
    expect((await refused()).errors).toBeUndefined();
  },
);

describe("the limits of a payload", () => {
  test("are all that apply: of the token, the lane, the destination, the visitor and the tenant", async () => {
    const caller = signedCaller(service, await newClient(service, { dailySends: 10 }));
    const visitor = { address: "203.0.113.9", device: "d" };
    const limits = limitsIn(await person(service, { caller }).ask({ visitor }));
    expect(limits.map(({ name }) => name)).toEqual(NAMES.filter((name) => name !== "ACTIVATIONS"));
  });

  test("tell the longer window where both of a counter have the same left", async () => {
    const own = await startTestService({ sends: { destination: { quarterHour: 1, day: 1 } } });
    const limits = limitsIn(await person(own).ask());
    const resetsAt = new Date(own.now() + DAY * 1_000).toISOString();
    expect(limits).toContainEqual({ name: "DESTINATION", limit: 1, remaining: 0, resetsAt });
    await own.stop();
  });

  test("have the token's as long as the next request would send it again, and the cooldown's at any time", async () => {
    const someone = person(service);
    const names = async () => limitsIn(await someone.ask({ idempotencyKey: "k" })).map(({ name }) => name);
    const id = payload(await someone.ask({ idempotencyKey: "k" }), "requestOtp").token.id;
    expect(await names()).toEqual(["COOLDOWN", "TOKEN", "SUBJECT", "DESTINATION"]);
    service.advance(240);
    expect(await names()).toContain("TOKEN");
    const cooledDown = limitsIn(await someone.ask({ idempotencyKey: "k" }));
    expect(cooledDown[0]).toMatchObject({ name: "COOLDOWN", limit: 1, remaining: 1 });
    service.advance(1);
    expect(await names()).toEqual(["COOLDOWN", "SUBJECT", "DESTINATION"]);
    const another = person(service);
    const token = payload(await another.ask({ idempotencyKey: "k" }), "requestOtp").token;
    await service.backend()(CANCEL, { input: { id: token.id, subject: another.subject } });
    const ended = limitsIn(await another.ask({ idempotencyKey: "k" }));
    expect(ended.map(({ name }) => name)).toEqual(["COOLDOWN", "SUBJECT", "DESTINATION"]);
    expect(id).not.toBe(token.id);
  });

  test("of an API client's activation are told to the operator, where one is sent", async () => {
    const operator = await newOperator(service);
    const { id } = await operator.create();
    const resetsAt = new Date(service.now() + DAY * 1_000).toISOString();
    const { limits } = await operator.done(RESEND, { id });
    expect(limits).toEqual([{ name: "ACTIVATIONS", limit: 50, remaining: 48, resetsAt }]);
    expect([field("ratelimit-policy"), field("ratelimit")]).toEqual([
      { activations: { q: 50, w: DAY } },
      { activations: { r: 48, t: DAY } },
    ]);
    expect((await operator.done(UPDATE, { id, name: "Shop" })).limits).toEqual([]);
    expect((await operator.done(REVOKE, { id })).limits).toEqual([]);
    expect(field("ratelimit")).toBeUndefined();
  });
});

describe("the header fields RateLimit-Policy and RateLimit", () => {
  const POLICIES = {
    cooldown: { q: 1, w: 30 },
    token: { q: 3 },
    "subject-day": { q: 20, w: DAY },
    "subject-quarter-hour": { q: 5, w: QUARTER },
    "destination-day": { q: 20, w: DAY },
    "destination-quarter-hour": { q: 5, w: QUARTER },
  };

  test("tell each window of each counter, and what is left of it after the request", async () => {
    const someone = person(service);
    service.advance(100);
    await someone.token();
    expect(field("ratelimit-policy")).toEqual(POLICIES);
    expect(field("ratelimit")).toEqual({
      "subject-day": { r: 19, t: DAY - 100 },
      "subject-quarter-hour": { r: 4, t: QUARTER - 100 },
      "destination-day": { r: 19, t: DAY - 100 },
      "destination-quarter-hour": { r: 4, t: QUARTER - 100 },
    });
    service.advance(31);
    // The second call repeats the first, and counts nothing.
    for (let n = 0; n < 2; n++) await someone.token({ idempotencyKey: "k" });
    expect(field("ratelimit")).toMatchObject({ "subject-day": { r: 18 } });
  });

  test("tell a cooldown and a used-up token only where they refuse, so that nobody waits with the check of the code", async () => {
    const someone = person(service);
    await someone.token();
    expect(field("ratelimit")).not.toHaveProperty("cooldown");
    expect((await someone.ask()).errors).toMatchObject([{ errorInfo: { limit: "COOLDOWN" } }]);
    expect(field("ratelimit-policy")).toEqual(POLICIES);
    expect(field("ratelimit")).toMatchObject({ cooldown: { r: 0, t: 30 }, "subject-day": { r: 19, t: DAY } });
    expect(service.headers.at(-1)).not.toHaveProperty("retry-after");
  });

  test("have the policies of a known device's lane, of a tenant's budget and of a visitor", async () => {
    const key = await newClient(service, { dailySends: 10 });
    const caller = signedCaller(service, key);
    const someone = owner(service, { caller });
    const deviceToken = await someone.device();
    await someone.token({ deviceToken });
    expect(field("ratelimit-policy")).toMatchObject({ "destination-day": { q: 100 }, "tenant-day": { q: 10, w: DAY } });
    await person(service, { caller }).ask({ visitor: { address: "::1", device: "d" } });
    expect(field("ratelimit-policy")).toMatchObject({
      "tenant-day": { q: 8 },
      "visitor-address-quarter-hour": { q: 3, w: QUARTER },
      "visitor-device-day": { q: 30, w: DAY },
    });
    expect(field("ratelimit")).toMatchObject({ "tenant-day": { r: 5 }, "visitor-device-day": { r: 29 } });
  });

  test("are those of the last requestOtp where one request has several", async () => {
    const [one, other] = [person(service), person(service)];
    await other.token({ purpose: "p1" });
    const asking = ({ subject, destination }: typeof one) => ({ channel: "EMAIL", subject, destination });
    const query =
      "mutation ($one: RequestOtpInput!, $other: RequestOtpInput!) { a: requestOtp(input: $one) { knownDevice } b: requestOtp(input: $other) { knownDevice } }";
    expect((await service.backend()(query, { one: asking(one), other: asking(other) })).errors).toBeUndefined();
    expect(field("ratelimit")).toMatchObject({ "subject-day": { r: 18 } });
    await service.backend()(query, { one: asking(other), other: asking(one) });
    expect(field("ratelimit")).toMatchObject({ cooldown: { r: 0, t: 30 }, "subject-day": { r: 19 } });
  });

  test("come with nothing that counts no message, and a page of another origin cannot read them", async () => {
    const someone = person(service);
    const { id } = await someone.token();
    const exposed = String(service.headers.at(-1)?.["access-control-expose-headers"]);
    expect(exposed).toMatch(/x-amzn-requestid/i);
    expect(exposed).not.toMatch(/ratelimit/i);
    await someone.check(id, someone.code());
    expect([field("ratelimit"), field("ratelimit-policy")]).toEqual([undefined, undefined]);
    await service.backend()(REQUEST, { input: { channel: "EMAIL", subject: "s" } });
    expect([field("ratelimit"), field("ratelimit-policy")]).toEqual([undefined, undefined]);
  });

  test("fit into what AppSync sends, also if it counts those of each requestOtp in a request", async () => {
    const high = { quarterHour: 100, day: 1_000 };
    const own = await startTestService({
      token: { cooldownSeconds: 240, lifeSeconds: 600 },
      sends: {
        subject: high,
        destination: high,
        visitorAddress: { quarterHour: 10_000, day: 100_000 },
        visitorDevice: { quarterHour: 1_000, day: 10_000 },
      },
    });
    const caller = signedCaller(own, await newClient(own, { dailySends: 1_000_000 }));
    const someone = person(own, { caller });
    const visitor = { address: "203.0.113.7", device: "d" };
    await someone.ask({ visitor });
    expect((await someone.ask({ visitor })).errors).toMatchObject([{ errorInfo: { limit: "COOLDOWN" } }]);
    const fields = ["ratelimit-policy", "ratelimit"].map((name) => [name, own.headers.at(-1)?.[name]]);
    const bytes = Buffer.byteLength(fields.flat().join(""));
    expect(bytes * LIMITS.resolverCount).toBeLessThanOrEqual(4_096);
    expect(bytes).toBeGreaterThan(600);
    await own.stop();
  });
});
