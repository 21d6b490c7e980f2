import type { Fault } from "appsync-local";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { dump, freshNumber, itemsOf, person } from "./person.ts";
import { type Answer, CANCEL, LIST, startTestService, type TestService, wrongFor } from "./support.ts";

/** The closed list of errors: the cause of each, its content, and that the request had no effect. */

let service: TestService;
beforeAll(async () => {
  service = await startTestService({ sends: { subject: { quarterHour: 50, day: 100 } } });
});
afterAll(() => service.stop());

const only = ({ data, errors }: Answer) => {
  expect(Object.values(data)).toEqual([null]);
  expect(errors).toHaveLength(1);
  return errors?.[0];
};
const inject = (fault: Fault) => service.endpoint.api.faults.inject({ times: 1, ...fault });
const text = (length: number) => "x".repeat(length);

describe("InvalidInput names the field and the reason, and nothing is written or called", () => {
  const transaction = { amount: "1", currency: "EUR", payee: "A" };
  test.each<[string, string, object]>([
    ["subject", "REQUIRED", { subject: null }],
    ["subject", "OUT_OF_RANGE", { subject: "" }],
    ["subject", "OUT_OF_RANGE", { subject: text(257) }],
    ["destination", "REQUIRED", { destination: null }],
    ["destination", "MALFORMED", { destination: "nobody" }],
    ["destination", "MALFORMED", { destination: "a@b" }],
    ["destination", "MALFORMED", { destination: "a@example.com, b@example.com" }],
    ["destination", "MALFORMED", { destination: "a@example.com\nBcc: b@example.com" }],
    ["destination", "MALFORMED", { destination: `${text(64)}@${text(60)}.${text(60)}.${text(60)}.${text(60)}.com` }],
    ["destination", "MALFORMED", { channel: "SMS" }],
    ["destination", "MALFORMED", { channel: "SMS", destination: "2025550100" }],
    ["destination", "MALFORMED", { channel: "SMS", destination: "+1 202 555 0100" }],
    ["destination", "MALFORMED", { channel: "SMS", destination: "+1202555010012345" }],
    ["purpose", "UNKNOWN", { purpose: "lunch" }],
    ["purpose", "UNKNOWN", { purpose: "" }],
    ["purpose", "RESERVED", { purpose: "password-reset" }],
    ["codeLength", "OUT_OF_RANGE", { codeLength: 5 }],
    ["codeLength", "OUT_OF_RANGE", { codeLength: 17 }],
    ["message", "TOO_LONG", { message: `{code}${text(475)}` }],
    ["message", "NO_CODE", { message: "" }],
    ["message", "NO_CODE", { message: "no code" }],
    ["message", "NO_CODE", { message: "{code} {code}" }],
    ["data", "TOO_LARGE", { data: JSON.stringify(text(2_047)) }],
    ["data", "TOO_LARGE", { data: JSON.stringify(`${"é".repeat(1_023)}x`) }],
    ["idempotencyKey", "OUT_OF_RANGE", { idempotencyKey: "" }],
    ["idempotencyKey", "OUT_OF_RANGE", { idempotencyKey: text(129) }],
    ["transaction.amount", "MALFORMED", { transaction: { ...transaction, amount: "" } }],
    ["transaction.amount", "MALFORMED", { transaction: { ...transaction, amount: "1".repeat(25) } }],
    ["transaction.amount", "MALFORMED", { transaction: { ...transaction, amount: "12 EUR" } }],
    ["transaction.currency", "MALFORMED", { transaction: { ...transaction, currency: "eur" } }],
    ["transaction.currency", "MALFORMED", { transaction: { ...transaction, currency: "EURO" } }],
    ["transaction.payee", "MALFORMED", { transaction: { ...transaction, payee: "" } }],
    ["transaction.payee", "MALFORMED", { transaction: { ...transaction, payee: text(65) } }],
    ["transaction.payee", "MALFORMED", { transaction: { ...transaction, payee: "A\nB" } }],
    ["transaction.payee", "MALFORMED", { transaction: { ...transaction, payee: "A\u202eB" } }],
    ["transaction.payee", "URL", { transaction: { ...transaction, payee: "https://a" } }],
    ["transaction.payee", "URL", { transaction: { ...transaction, payee: "go to www.evil" } }],
    ["transaction.payee", "URL", { transaction: { ...transaction, payee: "at 192.0.2.1" } }],
  ])("requestOtp: %s %s (%#)", async (field, reason, input) => {
    const someone = person(service);
    expect(only(await someone.ask(input))).toMatchObject({
      path: ["requestOtp"],
      errorType: "InvalidInput",
      errorInfo: { field, reason },
      message: expect.stringMatching(new RegExp(`^${field}: `)),
    });
    expect(service.traces.at(-1)?.calls).toEqual([]);
  });

  test.each<[string, string, object]>([
    ["id", "MALFORMED", { id: "" }],
    ["id", "MALFORMED", { id: text(161) }],
    ["subject", "REQUIRED", { subject: null }],
    ["subject", "OUT_OF_RANGE", { subject: text(257) }],
    ["idempotencyKey", "OUT_OF_RANGE", { idempotencyKey: "" }],
    ["idempotencyKey", "OUT_OF_RANGE", { idempotencyKey: text(129) }],
    ["transaction.amount", "MALFORMED", { transaction: { ...transaction, amount: "x" } }],
  ])("verifyOtp: %s %s (%#)", async (field, reason, input) => {
    const answer = await person(service).verify("login_1", "123456", input);
    expect(only(answer)).toMatchObject({ errorType: "InvalidInput", errorInfo: { field, reason } });
    expect(service.traces.at(-1)?.calls).toEqual([]);
  });

  test.each<[string, string, object]>([
    ["limit", "OUT_OF_RANGE", { limit: 0 }],
    ["limit", "OUT_OF_RANGE", { limit: 101 }],
    ["subject", "OUT_OF_RANGE", { filter: { subject: "" } }],
    ["nextToken", "MALFORMED", { nextToken: "x" }],
  ])("activeTokens: %s %s %j", async (field, reason, variables) => {
    expect(only(await service.backend()(LIST, variables))).toMatchObject({
      errorType: "InvalidInput",
      errorInfo: { field, reason },
    });
  });

  test("values at the bounds are accepted", async () => {
    const someone = person(service, { subject: text(256), destination: `${text(64)}@example.com` });
    await someone.token({
      codeLength: 16,
      locale: "de-Latn-AT",
      message: `{code}${text(474)}`,
      data: JSON.stringify("é".repeat(1_023)),
      idempotencyKey: text(128),
      transaction: { amount: "1,234.567.890.12 345.678", currency: "EUR", payee: `St. Gallen & Co ${text(48)}` },
    });
  });
});

describe("an invalid phone number", () => {
  const unreal = { channel: "SMS", destination: "+12025550" };
  const invalid = { errorType: "InvalidInput", errorInfo: { field: "destination", reason: "NOT_A_PHONE_NUMBER" } };

  test("is InvalidInput, counts against no limit, and starts no cooldown", async () => {
    const someone = person(service);
    expect(only(await someone.ask(unreal))).toMatchObject(invalid);
    const { login, ...counters } = await itemsOf(service, someone.subject);
    expect(login).toMatchObject({ live: { BOOL: false }, guessesUsed: { N: "0" } });
    expect(login?.activeShard).toBeUndefined();
    for (const { total } of Object.values(counters)) expect(total).toEqual({ N: "0" });
    const toNumber = (await dump(service)).filter(({ pk }) => pk?.S?.endsWith(`|d|${unreal.destination}`));
    for (const { total } of toNumber) expect(total).toEqual({ N: "0" });
    const { limits } = (await someone.ask()).data.requestOtp;
    const ofSubject = { name: "SUBJECT", limit: 50, remaining: 49 };
    expect(limits).toMatchObject([{ name: "COOLDOWN" }, { remaining: 2 }, ofSubject, { remaining: 4 }]);
  });

  test("leaves the existing token, its guesses and its data unchanged", async () => {
    const someone = person(service);
    const { id } = await someone.token({ data: '"mine"' });
    const code = someone.code();
    await someone.guessWrong(id, 2);
    service.advance(30);
    const { login: before } = await itemsOf(service, someone.subject);
    expect(only(await someone.ask({ ...unreal, data: '"other"' }))).toMatchObject(invalid);
    const { login: after } = await itemsOf(service, someone.subject);
    expect({ ...after, revision: before?.revision }).toEqual(before);
    expect(await someone.check(id, wrongFor(code))).toMatchObject({ attemptsRemaining: 2 });
    expect(await someone.check(id, code)).toMatchObject({ status: "VERIFIED", data: '"mine"' });
  });

  test("does not bring a cancelled token back into the index", async () => {
    const someone = person(service);
    const { id } = await someone.token();
    await someone.cancel(id);
    service.advance(30);
    await someone.ask(unreal);
    const { login } = await itemsOf(service, someone.subject);
    expect(login).toMatchObject({ id: { S: id }, live: { BOOL: false } });
    expect(login?.activeShard).toBeUndefined();
  });
});

describe("S19: DestinationNotAllowed", () => {
  test.each([
    ["unlisted", "+4915112345678"],
    ["denied under an allowed prefix", "+18765550123"],
    ["denied under an allowed prefix", "+12425550123"],
  ])("%s: %s", async (_, destination) => {
    const someone = person(service, { channel: "SMS", destination });
    expect(only(await someone.ask())).toMatchObject({ errorType: "DestinationNotAllowed" });
    expect(await itemsOf(service, someone.subject)).toEqual({});
  });

  test("a longer allowed prefix does not override a denied one", async () => {
    const other = await startTestService({
      destinations: {
        allow: [
          { prefix: "+1", country: "US" },
          { prefix: "+1876", country: "JM" },
        ],
        deny: ["+1876"],
      },
    });
    try {
      expect(only(await person(other, { channel: "SMS", destination: "+18765550123" }).ask())).toMatchObject({
        errorType: "DestinationNotAllowed",
      });
      await person(other, { channel: "SMS", destination: freshNumber() }).token();
    } finally {
      await other.stop();
    }
  });
});

describe("Conflict is safe to repeat: nothing was done", () => {
  test.each<Fault["kind"]>(["conflict", "throttling"])("%s of the table", async (kind) => {
    const someone = person(service);
    for (const operation of ["BatchGetItem", "TransactWriteItems"]) {
      if (operation === "BatchGetItem" && kind === "conflict") continue;
      const remove = inject({ dataSource: "Tokens", operation, kind });
      expect(only(await someone.ask())).toMatchObject({ errorType: "Conflict" });
      remove();
    }
    const { id } = await someone.token();
    inject({ operation: "UpdateItem", kind });
    expect(only(await someone.verify(id, wrongFor(someone.code())))).toMatchObject({ errorType: "Conflict" });
    expect(await someone.check(id, wrongFor(someone.code()))).toMatchObject({ attemptsRemaining: 4 });
    inject({ operation: "UpdateItem", kind });
    expect(only(await someone.cancel(id))).toMatchObject({ errorType: "Conflict" });
    expect((await someone.check(id, someone.code())).status).toBe("VERIFIED");
  });
});

describe("S17: InternalError contains only a request id, and charges nothing:", () => {
  const masked = { errorType: "InternalError", errorInfo: { requestId: expect.stringMatching(/^[0-9a-f-]{36}$/) } };

  test.each<Fault>([
    { kind: "error" },
    { kind: "throttling" },
    { kind: "conflict" },
    { kind: "lostAnswer" },
    { kind: "garbled" },
    { kind: "error", message: "secret detail" },
  ])("KMS: %j", async (fault) => {
    const someone = person(service);
    const { id } = await someone.token();
    inject({ dataSource: "Kms", ...fault });
    const error = only(await someone.verify(id, someone.code()));
    expect(error).toMatchObject(masked);
    expect(JSON.stringify(error)).not.toMatch(/KMS|secret detail/);
    expect(service.traces.at(-1)?.logs.join()).toContain(error?.errorInfo.requestId);
    expect(await someone.check(id, wrongFor(someone.code()))).toMatchObject({ attemptsRemaining: 4 });
  });

  test.each([
    { errorType: "NotFoundException" },
    { errorType: "ThrottlingException" },
    { status: 500 },
    { drop: true },
  ])("KMS over the wire: %j", async (fault) => {
    const someone = person(service);
    const { id } = await someone.token();
    service.kms.faults.inject({ operation: "GenerateMac", times: 1, ...fault });
    expect(only(await someone.verify(id, someone.code()))).toMatchObject(masked);
    expect((await someone.check(id, someone.code())).status).toBe("VERIFIED");
  });

  test("the table", async () => {
    const someone = person(service);
    inject({ operation: "BatchGetItem", kind: "error" });
    expect(only(await someone.ask())).toMatchObject(masked);
    inject({ operation: "TransactWriteItems", kind: "error" });
    expect(only(await someone.ask())).toMatchObject(masked);
    const { id } = await someone.token();
    inject({ operation: "UpdateItem", kind: "error" });
    expect(only(await someone.verify(id, someone.code()))).toMatchObject(masked);
    inject({ operation: "UpdateItem", kind: "error" });
    expect(only(await someone.cancel(id))).toMatchObject(masked);
    expect((await someone.check(id, someone.code())).status).toBe("VERIFIED");
  });

  test("KMS failing for the send function: DeliveryFailed, and nothing was sent", async () => {
    const someone = person(service);
    const remove = service.kms.faults.inject({ operation: "GenerateMac", status: 500 });
    expect(only(await someone.ask())).toMatchObject({ errorType: "DeliveryFailed", errorInfo: { retryable: true } });
    remove();
    expect(someone.messages()).toEqual([]);
    const { id } = await someone.token();
    expect((await someone.check(id, someone.code())).status).toBe("VERIFIED");
  });
});

test("data that cannot be read is an error of its own field, and the verification still stands", async () => {
  const someone = person(service);
  const { id } = await someone.token({ data: "1" });
  inject({ operation: "GetItem", kind: "error" });
  const { data, errors } = await someone.verify(id, someone.code());
  expect(data.verifyOtp).toMatchObject({ status: "VERIFIED", data: null });
  expect(errors).toMatchObject([{ path: ["verifyOtp", "data"], errorType: "InternalError" }]);
});

test("when one of two mutations in a request fails, the other is still answered", async () => {
  const someone = person(service);
  const query = `mutation Two($one: RequestOtpInput!, $two: CancelOtpInput!) {
    one: requestOtp(input: $one) { token { status } } two: cancelOtp(input: $two) { token { id } } }`;
  const one = { channel: "EMAIL", subject: someone.subject, destination: someone.destination };
  const { data, errors } = await service.backend()(query, { one, two: { id: "login_1", subject: "x" } });
  expect(data).toEqual({ one: { token: { status: "SENT" } }, two: null });
  expect(errors).toMatchObject([{ path: ["two"], errorType: "NotFound" }]);
});

test("a request that the schema refuses gets AppSync's own validation error", async () => {
  const { errors } = await service.backend()(CANCEL, { input: {} });
  expect(errors?.[0]?.message).toBe("Variable 'input' has coerced Null value for NonNull type 'ID!'");
});

test("S44 a refused call is a line in the log: its type, and what programs are told, which is {} where that is nothing", async () => {
  const someone = person(service);
  const { id } = await someone.token();
  await someone.cancel(id);
  service.logs.length = 0;
  await someone.ask({ purpose: "lunch" });
  await someone.cancel(id);
  const refused = () => service.logs.flatMap((line) => /refused [A-Z].*\}/.exec(line) ?? []);
  await expect
    .poll(refused)
    .toEqual(['refused InvalidInput {"field":"purpose","reason":"UNKNOWN"}', "refused NotFound {}"]);
});
