import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { dump, freshNumber, person, toNextWindow } from "./person.ts";
import { LIST, startTestService, type TestService } from "./support.ts";

/** What answers show of a destination and of limits. */

const QUARTER = 15 * 60;
const DAY = 24 * 60 * 60;
let service: TestService;
beforeAll(async () => {
  service = await startTestService();
});
afterAll(() => service.stop());

const throttled = (limit: string) => [{ errorType: "Throttled", errorInfo: { limit } }];

describe("every answer masks the destination", () => {
  test.each([
    ["SMS", "+12025550147", "+1••••••••47"],
    ["EMAIL", "Ursula.Berg@Example.com", "u•••@example.com"],
    ["EMAIL", "x@example.com", "x•••@example.com"],
  ])("%s %s as %s", async (channel, destination, masked) => {
    const someone = person(service, { channel, destination });
    const asked = await someone.ask({ idempotencyKey: "k" });
    const answers = [asked, await someone.ask({ idempotencyKey: "k" })];
    const { id, destination: told } = asked.data.requestOtp.token;
    expect(told).toBe(masked);
    answers.push(await service.backend()(LIST, { filter: { subject: someone.subject } }));
    const sentTo = channel === "SMS" ? destination : destination.toLowerCase();
    const { text } = service.lastMessageTo(sentTo);
    answers.push(await someone.verify(id, /\b\d{6}\b/.exec(text)?.[0] ?? ""));
    expect(answers.at(-1)?.data.verifyOtp.token.destination).toBe(masked);
    expect(JSON.stringify(answers).toLowerCase()).not.toContain(destination.toLowerCase());
  });

  test("another spelling of an address is the same destination", async () => {
    const someone = person(service);
    const { id } = await someone.token();
    service.advance(30);
    expect((await someone.token({ destination: someone.destination.toUpperCase() })).id).toBe(id);
  });
});

describe("S20: limits in windows of 15 minutes and of a day", () => {
  test("each answer has limit, remaining and reset of COOLDOWN, TOKEN, SUBJECT and DESTINATION", async () => {
    toNextWindow(service, QUARTER);
    const someone = person(service);
    const { token, limits } = (await someone.ask({ idempotencyKey: "k" })).data.requestOtp;
    const end = new Date((Math.floor(service.now() / 1000 / QUARTER) + 1) * QUARTER * 1000).toISOString();
    // In its last minute the token is replaced by another one, which has messages of its own.
    const lastMinute = new Date(Date.parse(token.expiresAt) - 59_000).toISOString();
    expect(limits).toEqual([
      { name: "COOLDOWN", limit: 1, remaining: 0, resetsAt: token.resendAfter },
      { name: "TOKEN", limit: 3, remaining: 2, resetsAt: lastMinute },
      { name: "SUBJECT", limit: 5, remaining: 4, resetsAt: end },
      { name: "DESTINATION", limit: 5, remaining: 4, resetsAt: end },
    ]);
    expect((await someone.ask({ idempotencyKey: "k" })).data.requestOtp.limits).toEqual(limits);
  });

  test("SUBJECT: five messages over all purposes, channels and addresses; then the seconds to the window's end", async () => {
    toNextWindow(service, QUARTER);
    const someone = person(service);
    const inputs = [
      { purpose: "login" },
      { purpose: "payment", channel: "SMS", destination: freshNumber() },
      { purpose: "verify-contact" },
    ];
    for (const input of inputs) await someone.token(input);
    service.advance(30);
    await someone.token({ destination: "else@example.com" });
    const last = await someone.ask({ purpose: "payment", destination: "another@example.com" });
    expect(last.data.requestOtp.limits).toContainEqual(expect.objectContaining({ name: "SUBJECT", remaining: 0 }));
    service.advance(30);
    const { errors } = await someone.ask({ purpose: "verify-contact" });
    expect(errors).toMatchObject(throttled("SUBJECT"));
    const { retryAfterSeconds } = errors?.[0]?.errorInfo ?? {};
    expect(Math.abs(QUARTER - ((service.now() / 1000) % QUARTER) - retryAfterSeconds)).toBeLessThan(2);
    service.advance(retryAfterSeconds);
    await someone.token({ purpose: "verify-contact" });
  });

  test("DESTINATION: five messages of all subjects", async () => {
    toNextWindow(service, QUARTER);
    const destination = freshNumber();
    const channel = "SMS";
    for (let n = 0; n < 5; n++) await person(service, { channel, destination }).token();
    expect((await person(service, { channel, destination }).ask()).errors).toMatchObject(throttled("DESTINATION"));
    expect((await person(service, { channel, destination: freshNumber() }).ask()).errors).toBeUndefined();
  });

  test("when only the day's limit is reached, the answer names the end of the day in UTC", async () => {
    toNextWindow(service, DAY);
    const someone = person(service);
    for (let n = 0; n < 20; n++) {
      const { data } = await someone.ask({ destination: `d${n}@${someone.subject}.com` });
      expect(data.requestOtp.token.status).toBe("SENT");
      service.advance(QUARTER / 4);
    }
    service.advance(QUARTER);
    const { errors } = await someone.ask();
    expect(errors).toMatchObject(throttled("SUBJECT"));
    const { retryAfterSeconds } = errors?.[0]?.errorInfo ?? {};
    expect(Math.abs(DAY - ((service.now() / 1000) % DAY) - retryAfterSeconds)).toBeLessThan(2);
    service.advance(retryAfterSeconds);
    const { limits } = (await someone.ask()).data.requestOtp;
    expect(limits).toContainEqual(expect.objectContaining({ name: "SUBJECT", limit: 5, remaining: 4 }));
  });

  test("the answer names the tighter window", async () => {
    toNextWindow(service, DAY);
    const someone = person(service);
    for (let n = 0; n < 17; n++) {
      await someone.token({ destination: `d${n}@${someone.subject}.com` });
      service.advance(QUARTER / 4);
    }
    service.advance(QUARTER);
    const { limits } = (await someone.ask()).data.requestOtp;
    expect(limits).toContainEqual(expect.objectContaining({ name: "SUBJECT", limit: 20, remaining: 2 }));
  });

  test("with several reasons to refuse, the answer names the longest wait", async () => {
    toNextWindow(service, QUARTER);
    const someone = person(service);
    for (const purpose of ["login", "payment", "verify-contact"]) await someone.token({ purpose });
    service.advance(30);
    for (const purpose of ["login", "payment"]) await someone.token({ purpose, destination: "else@example.com" });
    expect((await someone.ask({ purpose: "payment" })).errors).toMatchObject(throttled("SUBJECT"));
    service.advance(QUARTER - 40);
    const { errors } = await someone.ask({ purpose: "payment" });
    expect(errors).toMatchObject(throttled("SUBJECT"));
    expect(errors?.[0]?.errorInfo.retryAfterSeconds).toBeLessThanOrEqual(10);
  });

  test("a refused request counts against no limit", async () => {
    toNextWindow(service, QUARTER);
    const someone = person(service);
    await someone.token();
    for (let n = 0; n < 6; n++) expect((await someone.ask()).errors).toMatchObject(throttled("COOLDOWN"));
    const counters = (await dump(service)).filter(
      ({ pk, sk }) => pk?.S?.includes(someone.subject) && sk?.S?.startsWith("#sends#"),
    );
    expect(counters).toHaveLength(2);
    for (const { total } of counters) expect(total).toEqual({ N: "1" });
  });

  test("parallel requests of a subject do not exceed a limit", async () => {
    toNextWindow(service, QUARTER);
    const destination = freshNumber();
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => person(service, { channel: "SMS", destination }).ask()),
    );
    const types = new Set(answers.map(({ errors }) => errors?.[0]?.errorType));
    types.delete(undefined);
    for (const type of types) expect(["Conflict", "Throttled"]).toContain(type);
    const sent = service.messages.inbox.list().filter(({ to }) => to === destination);
    expect(sent.length).toBeLessThanOrEqual(5);
    expect(sent.length).toBeGreaterThan(0);
  });
});
