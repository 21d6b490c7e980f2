import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { dump, person } from "./person.ts";
import { operatorSession, type Session } from "./sessions.ts";
import { DEVICES, FORGET, LONG_CODE, missing, onlyError, stepUp, stepUpVisitor, VERIFY_TOKENS } from "./step-up.ts";
import { type Caller, codeIn, REQUEST, startTestService, type TestService, VERIFY } from "./support.ts";

/** How a step-up token comes about: from the codes that it takes to what a repeat and a failing KMS make of it. */

const PLENTY = { quarterHour: 100, day: 1_000 };
let service: TestService;
let operator: Session;
beforeAll(async () => {
  service = await startTestService({ sends: { subject: PLENTY, destination: PLENTY } });
  operator = await operatorSession(service);
});
afterAll(() => service.stop());
afterEach(() => service.endpoint.api.faults.clear());

const PURPOSES = ["operator", "manage-account"] as const;

/** Asks for a code to step up with. @returns what verifyOtp takes */
async function asked(caller: Caller, input: object = {}) {
  service.advance(31);
  const { data } = await caller(REQUEST, { input: { channel: "SMS", purpose: "operator", ...input } });
  const { id } = data.requestOtp.token;
  return { id, code: codeIn(service.lastMessageTo("+12025550124").text, LONG_CODE) };
}
const verified = async (caller: Caller, input: object) => (await caller(VERIFY_TOKENS, { input })).data.verifyOtp;

describe("S41 the code that a step-up token takes", () => {
  test.each(PURPOSES)(
    "for the purpose %s has 12 characters from the first, whatever was asked for",
    async (purpose) => {
      for (const given of [{}, { codeLength: 6, alphabet: "NUMERIC" }, { codeLength: 11, alphabet: "ALPHANUMERIC" }]) {
        const someone = person(service);
        const token = await someone.token({ ...given, purpose });
        expect(token).toMatchObject({ codeLength: 12, alphabet: "ALPHANUMERIC" });
        expect(someone.code(LONG_CODE)).toHaveLength(12);
      }
    },
  );

  test("may be longer", async () => {
    const token = await person(service).token({ purpose: "operator", codeLength: 16 });
    expect(token).toMatchObject({ codeLength: 16, alphabet: "ALPHANUMERIC" });
  });

  test("has to be right, and is good for one token: a wrong guess and a used code give none", async () => {
    const input = await asked(operator.call);
    const wrong = { ...input, code: input.code.replace(/.$/, (end) => (end === "0" ? "1" : "0")) };
    expect(await verified(operator.call, wrong)).toMatchObject({ status: "WRONG_CODE", stepUpToken: null });
    expect(await verified(operator.call, input)).toMatchObject({
      status: "VERIFIED",
      stepUpToken: expect.stringMatching(/^step-up_1\./),
    });
    expect(await verified(operator.call, input)).toMatchObject({ status: "EXPIRED", stepUpToken: null });
  });

  test("of any other purpose gives none, and those that step up make no known device", async () => {
    for (const purpose of ["login", "payment", "verify-contact"]) {
      const someone = person(service);
      const { id } = await someone.token({ purpose });
      const input = { id, subject: someone.subject, code: someone.code() };
      expect(await verified(service.backend(), input)).toMatchObject({ status: "VERIFIED", stepUpToken: null });
    }
    expect(await verified(operator.call, await asked(operator.call))).toMatchObject({ deviceToken: null });
  });
});

describe("S41 a repeat of the call that verified", () => {
  test("gives the same token as before, later and in a renewed session, too, and two selections give one", async () => {
    const input = { ...(await asked(operator.call)), idempotencyKey: "once" };
    const twice = "mutation V($input: VerifyOtpInput!) { verifyOtp(input: $input) { a: stepUpToken b: stepUpToken } }";
    const { a, b } = (await operator.call(twice, { input })).data.verifyOtp;
    expect(a).toBe(b);
    service.advance(50);
    const renewed = await operator.renewed();
    expect(await verified(renewed, input)).toMatchObject({ status: "VERIFIED", stepUpToken: a });
  });

  test("is not VERIFIED from another session of the same person, although it has key and code, and gets no data", async () => {
    const { call: other } = await operatorSession(service);
    const input = { ...(await asked(operator.call, { data: '"secret"' })), idempotencyKey: "1" };
    expect((await operator.call(VERIFY, { input })).data.verifyOtp).toMatchObject({
      status: "VERIFIED",
      data: '"secret"',
    });
    expect((await other(VERIFY, { input })).data.verifyOtp).toMatchObject({
      status: "EXPIRED",
      token: null,
      data: null,
    });
    expect(await verified(other, input)).toMatchObject({ status: "EXPIRED", stepUpToken: null });
    expect((await operator.call(VERIFY, { input })).data.verifyOtp).toMatchObject({
      status: "VERIFIED",
      data: '"secret"',
    });
  });
});

describe("S17 while KMS or the table fails", () => {
  test("a code is verified and its step-up token missing, and a repeat by its key gives it", async () => {
    const input = { ...(await asked(operator.call)), idempotencyKey: "again" };
    const remove = service.kms.faults.inject({ operation: "GenerateMac", status: 500, after: 1 });
    const { data, errors } = await operator.call(VERIFY_TOKENS, { input });
    expect(data.verifyOtp).toMatchObject({ status: "VERIFIED", stepUpToken: null });
    expect(errors).toMatchObject([{ errorType: "InternalError", path: ["verifyOtp", "stepUpToken"] }]);
    remove();
    expect((await verified(operator.call, input)).stepUpToken).toMatch(/^step-up_1\./);
  });

  test.each([
    { errorType: "AccessDeniedException" },
    { errorType: "DisabledException" },
    { errorType: "KMSInvalidStateException" },
    { errorType: "ThrottlingException" },
    { errorType: "KMSInvalidMacException", status: 500 },
    { status: 500 },
    { drop: true },
  ])("a call with a genuine token is InternalError and nothing is done: KMS with %j", async (fault) => {
    const subject = `s-${service.traces.length}`;
    const token = await stepUpVisitor(service, service.backend(), "manage-account", subject);
    const before = await dump(service);
    const remove = service.kms.faults.inject({ operation: "VerifyMac", ...fault });
    const answer = await service.backend()(FORGET, { input: { subject, stepUpToken: token } });
    remove();
    expect(onlyError(answer)).toMatchObject({ errorType: "InternalError" });
    expect(await dump(service)).toEqual(before);
  });

  test("what KMS says of a MAC that is not the text's is that a second factor is missing, and no failure", async () => {
    const stepUpToken = await stepUpVisitor(service, service.backend(), "manage-account", "refused");
    const remove = service.kms.faults.inject({ operation: "VerifyMac", errorType: "KMSInvalidMacException" });
    const answer = await service.backend()(FORGET, { input: { subject: "refused", stepUpToken } });
    remove();
    expect(onlyError(answer)).toMatchObject(missing("manage-account"));
  });

  test("a table that does not say whether devices were forgotten since lets nobody through", async () => {
    service.advance(31);
    const stepUpToken = await stepUp(service, await operator.renewed());
    for (const kind of ["error", "lostAnswer"] as const) {
      const fault = { dataSource: "Tokens", operation: "BatchGetItem", kind, times: 1 };
      service.endpoint.api.faults.inject(fault);
      const answer = await (await operator.renewed())(DEVICES, { subject: "somebody", stepUpToken });
      expect(onlyError(answer)).toMatchObject({ errorType: "InternalError" });
    }
  });
});
