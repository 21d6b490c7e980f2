import { afterAll, beforeAll, expect, test } from "vitest";
import { itemsOf, person } from "./person.ts";
import { CANCEL, LIST, startTestService, type TestService } from "./support.ts";

let service: TestService;
beforeAll(async () => {
  service = await startTestService();
});
afterAll(() => service.stop());

const notFound = [{ path: ["cancelOtp"], errorType: "NotFound" }];

test("a cancelled token is CANCELED, is missing from the list and the index, and its right code is EXPIRED", async () => {
  const someone = person(service);
  const { id } = await someone.token();
  const { data } = await someone.cancel(id);
  expect(data.cancelOtp.token).toMatchObject({ id, status: "CANCELED", attemptsRemaining: 0, sendsRemaining: 0 });
  expect(await someone.check(id, someone.code())).toMatchObject({ status: "EXPIRED" });
  const { items } = (await service.backend()(LIST, { filter: { subject: someone.subject } })).data.activeTokens;
  expect(items).toEqual([]);
  expect((await itemsOf(service, someone.subject)).login?.activeShard).toBeUndefined();
});

test("cancelled, expired, used, replaced, foreign and malformed ids are NotFound", async () => {
  const someone = person(service);
  const { id } = await someone.token();
  expect((await person(service).cancel(id)).errors).toMatchObject(notFound);
  const other = service.backend(1);
  expect((await other(CANCEL, { input: { id, subject: someone.subject } })).errors).toMatchObject(notFound);
  expect((await someone.cancel(id)).errors).toBeUndefined();
  expect((await someone.cancel(id)).errors).toMatchObject(notFound);
  service.advance(30);
  const used = await someone.token();
  await someone.check(used.id, someone.code());
  expect((await someone.cancel(used.id)).errors).toMatchObject(notFound);
  service.advance(30);
  const replaced = await someone.token();
  service.advance(30);
  const expired = await someone.token({ codeLength: 7 });
  expect((await someone.cancel(replaced.id)).errors).toMatchObject(notFound);
  service.advance(301);
  expect((await someone.cancel(expired.id)).errors).toMatchObject(notFound);
  for (const none of ["", "_", "login", "login_1", "#sends#1", "x".repeat(500)]) {
    expect((await someone.cancel(none)).errors).toMatchObject(notFound);
  }
});

test("S37 an id that equals the key of a counter is NotFound and EXPIRED, and changes nothing", async () => {
  const someone = person(service);
  await someone.token();
  const today = Math.floor(service.now() / (24 * 60 * 60 * 1000));
  const before = await itemsOf(service, someone.subject);
  expect(Object.keys(before)).toContain(`#sends#${today}`);
  for (const id of [`#sends#${today}`, `#sends#${today}_x`, `#sends#${today}_`]) {
    expect((await someone.cancel(id)).errors).toMatchObject(notFound);
    expect(await someone.check(id, "123456")).toMatchObject({ status: "EXPIRED" });
  }
  expect(await itemsOf(service, someone.subject)).toEqual(before);
});

test("a token whose attempts are used up can still be cancelled", async () => {
  const someone = person(service);
  const { id } = await someone.token();
  await someone.guessWrong(id, 5);
  expect((await someone.cancel(id)).errors).toBeUndefined();
  expect(await someone.check(id, "123456")).toMatchObject({ status: "EXPIRED" });
});

test("S05: cancelling gives no guesses back", async () => {
  const someone = person(service);
  for (const left of [5, 5, 5, 5]) {
    const { id, attemptsRemaining } = await someone.token();
    expect(attemptsRemaining).toBe(left);
    await someone.guessWrong(id, 5);
    await someone.cancel(id);
    service.advance(900);
  }
  expect(await someone.token()).toMatchObject({ codeLength: 12, alphabet: "ALPHANUMERIC" });
});

test("backends must name the subject of the token", async () => {
  const { errors } = await service.backend()(CANCEL, { input: { id: "login_1" } });
  expect(errors).toMatchObject([{ errorType: "InvalidInput", errorInfo: { field: "subject", reason: "REQUIRED" } }]);
});

test("of cancelling and a right guess at the same time exactly one wins", async () => {
  for (let round = 0; round < 8; round++) {
    const someone = person(service);
    const { id } = await someone.token();
    const [guess, cancel] = await Promise.all([someone.verify(id, someone.code()), someone.cancel(id)]);
    const verified = guess.data.verifyOtp?.status === "VERIFIED";
    const cancelled = cancel.errors === undefined;
    expect(Number(verified) + Number(cancelled)).toBe(1);
  }
});
