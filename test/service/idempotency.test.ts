import { randomUUID } from "node:crypto";
import type { Fault } from "appsync-local";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { itemsOf, person } from "./person.ts";
import { startTestService, type TestService, wrongFor } from "./support.ts";

/** Asking twice with one key, after different failures of the first call. */

const COOLDOWN = 30;
let service: TestService;
beforeAll(async () => {
  service = await startTestService({
    sends: { subject: { quarterHour: 50, day: 100 }, destination: { quarterHour: 50, day: 100 } },
  });
});
afterAll(() => service.stop());

const fault = (injected: Fault) => service.endpoint.api.faults.inject({ times: 1, ...injected });
const refuseEmail = (more: object = {}) =>
  service.messages.faults.inject({ operation: "SendEmail", errorType: "MessageRejected", times: 1, ...more });
const mismatch = { errorType: "IdempotencyMismatch", errorInfo: { field: "idempotencyKey" } };

describe("requestOtp with the same key and input again", () => {
  test("gives the same token, sends nothing, and is answered before limits are checked", async () => {
    const someone = person(service, { idempotencyKey: randomUUID() });
    const first = await someone.token();
    const { data } = await someone.ask();
    expect(data.requestOtp.token).toEqual(first);
    expect(someone.messages()).toHaveLength(1);
    await someone.check(first.id, someone.code());
    expect(await someone.token()).toMatchObject({ id: first.id, status: "VERIFIED", attemptsRemaining: 0 });
    expect(someone.messages()).toHaveLength(1);
  });

  test("makes one call of the table", async () => {
    const someone = person(service, { idempotencyKey: randomUUID() });
    await someone.token();
    await someone.token();
    expect(service.traces.at(-1)?.calls.map(({ operation }) => operation)).toEqual(["BatchGetItem"]);
  });

  test.each([
    ["destination", { destination: "elsewhere@example.com" }],
    ["data", { data: "1" }],
    ["message", { message: "{code}" }],
    ["locale", { locale: "de" }],
    ["codeLength", { codeLength: 7 }],
    ["transaction", { transaction: { amount: "1", currency: "EUR", payee: "A" } }],
  ])("with another %s is an IdempotencyMismatch, and sends nothing", async (_, other) => {
    const someone = person(service, { idempotencyKey: randomUUID() });
    await someone.token();
    service.advance(COOLDOWN);
    expect((await someone.ask(other)).errors).toMatchObject([mismatch]);
    expect(someone.messages()).toHaveLength(1);
  });

  test("belongs to one slot: another purpose or person may use the same key", async () => {
    const idempotencyKey = randomUUID();
    const [one, two] = [person(service, { idempotencyKey }), person(service, { idempotencyKey })];
    const tokens = [await one.token(), await two.token(), await one.token({ purpose: "payment" })];
    expect(new Set(tokens.map(({ id }) => id)).size).toBe(3);
  });

  test("gives the final status of a token that was replaced", async () => {
    const someone = person(service);
    const used = await someone.token({ idempotencyKey: "used" });
    await someone.check(used.id, someone.code());
    service.advance(COOLDOWN);
    const replaced = await someone.token({ idempotencyKey: "replaced", codeLength: 9 });
    service.advance(COOLDOWN);
    const { resendAfter } = await someone.token();
    const over = { attemptsRemaining: 0, sendsRemaining: 0, resendAfter };
    expect(await someone.token({ idempotencyKey: "used" })).toEqual({ ...used, ...over, status: "VERIFIED" });
    expect(await someone.token({ idempotencyKey: "replaced", codeLength: 9 })).toEqual({
      ...replaced,
      ...over,
      status: "CANCELED",
    });
    expect(someone.messages()).toHaveLength(3);
  });

  test("works for the last four keys of a slot", async () => {
    const someone = person(service);
    const ids: string[] = [];
    for (const idempotencyKey of ["1", "2", "3", "4", "5"]) {
      ids.push((await someone.token({ idempotencyKey, data: idempotencyKey })).id);
      service.advance(COOLDOWN);
    }
    for (const idempotencyKey of ["2", "3", "4", "5"]) {
      const { id } = await someone.token({ idempotencyKey, data: idempotencyKey });
      expect(id).toBe(ids[Number(idempotencyKey) - 1]);
    }
    expect(someone.messages()).toHaveLength(5);
    expect(ids).not.toContain((await someone.token({ idempotencyKey: "1", data: "1" })).id);
  });
});

describe("after DeliveryFailed the same key sends again", () => {
  test("at once: the same token, and the code of a late message is valid, too", async () => {
    const someone = person(service, { idempotencyKey: randomUUID() });
    refuseEmail();
    const { data, errors } = await someone.ask();
    expect(data.requestOtp).toBeNull();
    expect(errors).toMatchObject([{ errorType: "DeliveryFailed", errorInfo: { retryable: false } }]);
    const token = await someone.token();
    expect(token).toMatchObject({ status: "SENT", sendsRemaining: 1 });
    expect((await someone.check(token.id, someone.code())).status).toBe("VERIFIED");
  });

  test("so does asking without a key", async () => {
    const someone = person(service);
    refuseEmail();
    await someone.ask();
    expect((await someone.token()).status).toBe("SENT");
  });

  test("also when the token has expired since: with a new one", async () => {
    const someone = person(service, { idempotencyKey: randomUUID() });
    refuseEmail();
    await someone.ask();
    service.advance(301);
    const token = await someone.token();
    expect(token).toMatchObject({ status: "SENT", sendsRemaining: 2 });
    expect((await someone.check(token.id, someone.code())).status).toBe("VERIFIED");
  });

  test("and the error is retryable after a temporary fault of the provider or the function", async () => {
    const someone = person(service);
    const remove = refuseEmail({ errorType: "Throttling", times: 3 });
    expect((await someone.ask()).errors).toMatchObject([
      { errorType: "DeliveryFailed", errorInfo: { retryable: true } },
    ]);
    remove();
    for (const kind of ["error", "garbled"] as const) {
      const other = person(service);
      fault({ dataSource: "Send", kind });
      expect((await other.ask()).errors).toMatchObject([
        { errorType: "DeliveryFailed", errorInfo: { retryable: true } },
      ]);
      expect((await other.token()).status).toBe("SENT");
    }
  });

  test("a message that came although its sending failed still verifies", async () => {
    const someone = person(service);
    const remove = service.messages.faults.inject({ operation: "SendEmail", drop: "afterwards" });
    const { errors } = await someone.ask();
    remove();
    expect(errors).toMatchObject([{ errorType: "DeliveryFailed" }]);
    const code = someone.code();
    const { id } = await someone.token();
    expect(someone.code()).toBe(code);
    expect((await someone.check(id, code)).status).toBe("VERIFIED");
  });

  test("up to three times, and then a new token is issued: an outage locks nobody out", async () => {
    const someone = person(service);
    const remove = refuseEmail({ times: 99 });
    for (const _ of [1, 2, 3]) expect((await someone.ask()).errors).toMatchObject([{ errorType: "DeliveryFailed" }]);
    remove();
    const token = await someone.token();
    expect(token).toMatchObject({ status: "SENT", sendsRemaining: 2 });
    expect((await someone.check(token.id, someone.code())).status).toBe("VERIFIED");
  });
});

describe("a SENDING older than 35 seconds is sent again by the same key", () => {
  test.each<[string, Fault]>([
    ["the end of the message was never written down", { dataSource: "Tokens", operation: "UpdateItem", kind: "error" }],
    ["the answer to the reservation was lost", { operation: "TransactWriteItems", kind: "lostAnswer" }],
  ])("%s", async (_, injected) => {
    const someone = person(service, { idempotencyKey: randomUUID() });
    fault(injected);
    expect((await someone.ask()).errors).toMatchObject([{ errorType: "InternalError" }]);
    const sent = someone.messages().length;
    const waiting = await someone.token();
    expect(waiting.status).toBe("SENDING");
    service.advance(33);
    expect((await someone.token()).status).toBe("SENDING");
    expect(someone.messages()).toHaveLength(sent);
    service.advance(3);
    const again = await someone.token();
    expect(again).toMatchObject({ id: waiting.id, expiresAt: waiting.expiresAt, status: "SENT", sendsRemaining: 1 });
    expect(new Set(someone.messages().map(({ text }) => /\b\d{6}\b/.exec(text)?.[0])).size).toBe(1);
    expect((await someone.check(again.id, someone.code())).status).toBe("VERIFIED");
  });

  test("a write that reaches the table twice counts once", async () => {
    const someone = person(service);
    fault({ dataSource: "Tokens", operation: "UpdateItem", kind: "twice" });
    const { id, status } = await someone.token();
    expect(status).toBe("SENT");
    fault({ dataSource: "Tokens", operation: "UpdateItem", kind: "twice" });
    expect(await someone.check(id, wrongFor(someone.code()))).toMatchObject({ attemptsRemaining: 4 });
    fault({ dataSource: "Tokens", operation: "UpdateItem", kind: "twice" });
    expect((await someone.check(id, someone.code())).status).toBe("VERIFIED");
  });
});

describe("verifyOtp with the same key and code again", () => {
  test("answers the same and charges nothing: wrong", async () => {
    const someone = person(service);
    const { id } = await someone.token();
    const idempotencyKey = randomUUID();
    const wrong = wrongFor(someone.code());
    const first = await someone.check(id, wrong, { idempotencyKey });
    expect(first).toMatchObject({ status: "WRONG_CODE", attemptsRemaining: 4 });
    for (const _ of [1, 2, 3]) expect(await someone.check(id, wrong, { idempotencyKey })).toEqual(first);
    expect(await someone.check(id, wrong)).toMatchObject({ attemptsRemaining: 3 });
  });

  test("S03: right, with token and data, even when the token has expired; another key does not work", async () => {
    const someone = person(service);
    const { id } = await someone.token({ data: '{"cart":[1,2]}' });
    const idempotencyKey = randomUUID();
    const first = await someone.check(id, someone.code(), { idempotencyKey });
    expect(first).toMatchObject({ status: "VERIFIED", data: '{"cart":[1,2]}' });
    service.advance(301);
    expect(await someone.check(id, someone.code(), { idempotencyKey })).toEqual(first);
    expect(await someone.check(id, someone.code())).toMatchObject({ status: "EXPIRED" });
    expect(await someone.check(id, someone.code(), { idempotencyKey: "another" })).toMatchObject({ status: "EXPIRED" });
    expect(await someone.check(id, wrongFor(someone.code()), { idempotencyKey })).toMatchObject({ status: "EXPIRED" });
  });

  test("S03: right, ten times: VERIFIED each time, and only the first repeat is charged", async () => {
    const someone = person(service);
    const { id } = await someone.token();
    const idempotencyKey = randomUUID();
    const used = async () => (await itemsOf(service, someone.subject)).login?.guessesUsed?.N;
    const first = await someone.check(id, someone.code(), { idempotencyKey });
    expect(await someone.check(id, someone.code(), { idempotencyKey })).toEqual(first);
    const spent = await used();
    for (let n = 0; n < 9; n++) expect(await someone.check(id, someone.code(), { idempotencyKey })).toEqual(first);
    expect([spent, await used()]).toEqual(["2", "2"]);
  });

  test("the fifth wrong guess", async () => {
    const someone = person(service);
    const { id } = await someone.token();
    const wrong = wrongFor(someone.code(), 5);
    await someone.guessWrong(id, 4);
    for (const _ of [1, 2]) {
      expect(await someone.check(id, wrong, { idempotencyKey: "fifth" })).toMatchObject({
        status: "WRONG_CODE",
        attemptsRemaining: 0,
      });
    }
    expect((await someone.check(id, wrong)).status).toBe("ATTEMPTS_EXHAUSTED");
  });

  test("many at a time charge once", async () => {
    const someone = person(service);
    const { id } = await someone.token();
    const wrong = wrongFor(someone.code());
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => someone.verify(id, wrong, { idempotencyKey: "at once" })),
    );
    for (const { data, errors } of answers) {
      if (errors) expect(errors).toMatchObject([{ errorType: "Conflict" }]);
      else expect(data.verifyOtp).toMatchObject({ status: "WRONG_CODE", attemptsRemaining: 4 });
    }
    expect((await someone.check(id, wrong)).attemptsRemaining).toBe(3);
  });

  test("gives the answer that was lost", async () => {
    const someone = person(service);
    const { id } = await someone.token();
    fault({ operation: "UpdateItem", kind: "lostAnswer" });
    const lost = await someone.verify(id, someone.code(), { idempotencyKey: "k" });
    expect(lost.data.verifyOtp).toBeNull();
    expect(lost.errors).toMatchObject([{ errorType: "InternalError" }]);
    expect((await someone.check(id, someone.code(), { idempotencyKey: "k" })).status).toBe("VERIFIED");
  });

  test("while another code with the key of the last guess is an IdempotencyMismatch, and costs nothing", async () => {
    const someone = person(service);
    const { id } = await someone.token();
    const code = someone.code();
    await someone.check(id, wrongFor(code), { idempotencyKey: "k" });
    expect((await someone.verify(id, code, { idempotencyKey: "k" })).errors).toMatchObject([mismatch]);
    expect(await someone.check(id, wrongFor(code), { idempotencyKey: "l" })).toMatchObject({ attemptsRemaining: 3 });
  });

  test("any text of 1 to 128 characters may be a key", async () => {
    for (const idempotencyKey of ["-", "+", "é".repeat(128)]) {
      const someone = person(service);
      const { id } = await someone.token({ idempotencyKey });
      expect((await someone.check(id, someone.code(), { idempotencyKey })).status).toBe("VERIFIED");
    }
  });
});
