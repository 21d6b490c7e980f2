import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { itemsOf, LONG, person, toNextWindow } from "./person.ts";
import { LIST, startTestService, type TestService } from "./support.ts";

/** The clock of AppSync's hosts runs ahead, the slot is written, and the clock is set right again. */

const HOUR = 3_600;
const DAY = 24 * HOUR;
const MONTH = 30 * DAY;

let service: TestService;
beforeAll(async () => {
  service = await startTestService({ budget: { guesses: 5 } });
});
beforeEach(() => toNextWindow(service, DAY));
afterAll(() => service.stop());

test("S02 a code made while the clock was an hour ahead is EXPIRED once it is right: it would live for an hour", async () => {
  const someone = person(service);
  service.advance(HOUR);
  const { id } = await someone.token();
  const code = someone.code();
  service.advance(-HOUR);
  expect(await someone.check(id, code)).toMatchObject({ status: "EXPIRED" });
  expect((await someone.cancel(id)).errors).toMatchObject([{ errorType: "NotFound" }]);
  const { data } = await service.backend()(LIST, { filter: { subject: someone.subject } });
  expect(data.activeTokens.items).toEqual([]);
});

test("S02 a code used while the clock was ahead is not answered again by its key after the clock is right", async () => {
  const someone = person(service);
  service.advance(HOUR);
  const { id } = await someone.token();
  const code = someone.code();
  expect((await someone.check(id, code, { idempotencyKey: "k" })).status).toBe("VERIFIED");
  service.advance(-HOUR);
  expect((await someone.check(id, code, { idempotencyKey: "k" })).status).toBe("EXPIRED");
});

test("nobody waits for a cooldown that a clock ahead has written: the next request gets a new token, with its old key too", async () => {
  for (const idempotencyKey of [undefined, "k"]) {
    const someone = person(service);
    service.advance(MONTH);
    const old = await someone.token({ idempotencyKey });
    service.advance(-MONTH);
    const { id } = await someone.token({ idempotencyKey });
    expect(id).not.toBe(old.id);
    expect((await someone.check(id, someone.code())).status).toBe("VERIFIED");
  }
});

test("nobody waits for a message that was being sent while the clock was ahead", async () => {
  const someone = person(service);
  service.advance(MONTH);
  service.endpoint.api.faults.inject({ dataSource: "Send", kind: "error", times: 1 });
  await someone.ask({ idempotencyKey: "k" });
  service.advance(-MONTH);
  const { id } = await someone.token({ idempotencyKey: "k" });
  expect((await someone.check(id, someone.code())).status).toBe("VERIFIED");
});

test("a clock that differs by less than a minute changes nothing: the code verifies, and the cooldown holds", async () => {
  const someone = person(service);
  service.advance(50);
  const { id } = await someone.token();
  service.advance(-50);
  expect((await someone.ask()).errors).toMatchObject([{ errorType: "Throttled", errorInfo: { limit: "COOLDOWN" } }]);
  expect((await someone.check(id, someone.code())).status).toBe("VERIFIED");
});

test("a code that has expired stays expired while the clock steps back by what hosts may differ", async () => {
  const someone = person(service);
  const { id } = await someone.token();
  const code = someone.code();
  service.advance(301);
  await someone.token();
  service.advance(-50);
  expect((await someone.check(id, code)).status).toBe("EXPIRED");
});

test("S04 the window of a clock ahead keeps its guesses, and ends a month after the clock is right at the latest", async () => {
  const someone = person(service);
  service.advance(MONTH);
  const { id } = await someone.token();
  await someone.guessWrong(id, 5);
  service.advance(-MONTH);
  await someone.token();
  expect(someone.code(LONG)).toMatch(LONG);
  const slot = (await itemsOf(service, someone.subject)).login;
  expect(Number(slot?.windowEndsAt?.N)).toBe(Math.floor(service.now() / 1000) + MONTH);
  service.advance(MONTH + 1);
  await someone.token();
  expect(someone.code(/\b\d{6}\b/)).toMatch(/^\d{6}$/);
});

test("the day's messages that a clock ahead has counted are those of another day: nobody waits longer than until a day's end", async () => {
  const someone = person(service);
  service.advance(DAY);
  await someone.token();
  service.advance(-DAY);
  const { data } = await someone.ask();
  const subject = data.requestOtp.limits.find(({ name }: { name: string }) => name === "SUBJECT");
  expect(subject).toMatchObject({ name: "SUBJECT" });
  expect(Date.parse(subject.resetsAt) - service.now()).toBeLessThanOrEqual(DAY * 1000);
});
