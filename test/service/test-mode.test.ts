import { randomUUID } from "node:crypto";
import { decodeProtectedHeader } from "jose";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { person } from "./person.ts";
import { addPoolUser } from "./pool-user.ts";
import { checkWithJose, verifyFor } from "./proofs.ts";
import { codeIn, startTestService, type TestService, VERIFY, wrongFor } from "./support.ts";

/** Test mode: whose codes are fixed, for what and until when, what bounds it, and where it shows. */

const FIXED = { destination: "review@example.com", code: "847291", expires: "2026-12-20" };
const PHONE = { destination: "+12025550147", code: "6182049", expires: "2026-12-20" };
const LETTERS = { destination: "letters@example.com", code: "7K2M9QXW", expires: "2026-12-20" };
const SOON = { destination: "soon@example.com", code: "305918", expires: "2026-11-01" };
const DAY = 24 * 3_600;

let service: TestService;
beforeAll(async () => {
  service = await startTestService({
    sends: { destination: { quarterHour: 2, day: 2 }, testMode: { quarterHour: 12, day: 12 } },
    testMode: { destinations: [FIXED, PHONE, LETTERS, SOON] },
  });
});
afterAll(() => service.stop());

type Input = Record<string, unknown>;
const SELECTED = "token { id codeLength test } limits { name limit remaining }";
const ASK = `mutation Ask($input: RequestOtpInput!) { requestOtp(input: $input) { ${SELECTED} } }`;

/** Asks as a backend for somebody new, for the test destination unless the input says otherwise. */
async function ask(input: Input = {}, caller = service.backend()) {
  const subject = (input.subject as string | undefined) ?? randomUUID();
  const asked = { subject, channel: "EMAIL", destination: FIXED.destination, ...input };
  const { data, errors } = await caller(ASK, { input: asked });
  return { subject, error: errors?.[0], ...data?.requestOtp };
}
const verify = async (input: Input, caller = service.backend()) => (await caller(VERIFY, { input })).data.verifyOtp;
const newestCode = (to: string) => codeIn(service.lastMessageTo(to).text);

// Each test has the messages of a day of its own; the first day is that of `SOON`.
describe("on its last day", () => {
  test("a code counts as long as its token ends before the day, and then the destination is one like any other", async () => {
    const early = await ask({ destination: SOON.destination });
    expect(early.token.test).toBe(true);
    service.advance(DAY - 299);
    const late = await ask({ destination: SOON.destination });
    expect(late.token.test).toBe(false);
    expect(newestCode(SOON.destination)).not.toBe(SOON.code);
    expect(await verify({ id: late.token.id, subject: late.subject, code: SOON.code })).toMatchObject({
      status: "WRONG_CODE",
    });
    service.advance(299);
  });
});

describe("after it", () => {
  beforeEach(() => service.advance(DAY));

  test.each([
    ["an address", { destination: FIXED.destination }, FIXED.code],
    ["an address in capitals", { destination: "Review@Example.COM" }, FIXED.code],
    ["a number", { channel: "SMS", destination: PHONE.destination, codeLength: 7 }, PHONE.code],
    ["letters", { destination: LETTERS.destination, codeLength: 8, alphabet: "ALPHANUMERIC" }, LETTERS.code],
  ])("the fixed code of %s verifies, and on one machine the inbox shows it", async (_, input, code) => {
    const { token, subject } = await ask(input);
    expect(token).toMatchObject({ codeLength: code.length, test: true });
    expect(service.messages.inbox.list()[0]?.text).toContain(code);
    expect(await verify({ id: token.id, subject, code })).toMatchObject({
      status: "VERIFIED",
      token: { id: token.id },
    });
  });

  test.each(["review+1@example.com", "review@mail.example.com", "user@example.com", "reviewer@example.com"])(
    "only what is named has it, and no other spelling of the mailbox: %s",
    async (destination) => {
      const { token, subject } = await ask({ destination });
      expect(token.test).toBe(false);
      expect(newestCode(destination)).not.toBe(FIXED.code);
      const wrong = await verify({ id: token.id, subject, code: FIXED.code });
      expect(wrong).toMatchObject({ status: "WRONG_CODE" });
    },
  );

  test("a signed-in user has it by the verified claim, and cannot name it", async () => {
    const { email } = await addPoolUser(service, { email: FIXED.destination });
    const user = await service.user(email);
    const named = await user(ASK, { input: { channel: "EMAIL", destination: FIXED.destination } });
    expect(named.errors?.[0]?.errorInfo).toEqual({ field: "destination", reason: "NOT_YOURS_TO_NAME" });
    const { data } = await user(ASK, { input: { channel: "EMAIL" } });
    const { id } = data.requestOtp.token;
    expect(data.requestOtp.token.test).toBe(true);
    expect(await verify({ id, code: FIXED.code }, user)).toMatchObject({ status: "VERIFIED" });
  });

  test.each([
    ["a payment", { purpose: "payment", transaction: { amount: "5.00", currency: "EUR", payee: "Shop" } }],
    ["a purpose that steps up", { purpose: "manage-account" }],
    ["the operators' purpose", { purpose: "operator" }],
  ])("S01 %s is not exempt: an ordinary code is sent, and the fixed one is wrong", async (_, input) => {
    const { token, subject } = await ask(input);
    expect(token.test).toBe(false);
    const { text } = service.lastMessageTo(FIXED.destination);
    expect(text).not.toContain(FIXED.code);
    const more = "transaction" in input ? { transaction: input.transaction } : {};
    expect(await verify({ id: token.id, subject, code: FIXED.code, ...more })).toMatchObject({ status: "WRONG_CODE" });
  });

  test.each([
    ["codeLength", { codeLength: 8 }, "codeLength: 6, as the fixed code of this destination has"],
    ["alphabet", { alphabet: "ALPHANUMERIC" }, "alphabet: NUMERIC, as the fixed code of this destination is"],
  ])("a code of another form is refused by the field %s", async (field, input, message) => {
    const { error } = await ask(input);
    expect(error).toMatchObject({ errorType: "InvalidInput", errorInfo: { field, reason: "TEST_CODE" }, message });
  });

  test("S20 its messages have limits of their own, and neither a cooldown nor a token's: a suite asks again at once", async () => {
    const subject = randomUUID();
    const answers = [];
    for (let n = 0; n < 13; n++) answers.push(await ask({ subject }));
    expect(answers.slice(0, 12).map(({ error }) => error)).toEqual(Array(12).fill(undefined));
    expect(answers[11].limits).toContainEqual({ name: "DESTINATION", limit: 12, remaining: 0 });
    expect(answers[12].error).toMatchObject({ errorType: "Throttled" });
    // Three messages for one token, and then another token.
    expect(new Set(answers.slice(0, 12).map(({ token }) => token.id)).size).toBe(4);
    // None of them has counted for real ones, to the same mailbox or of the same subject.
    const real = await ask({ subject, destination: "review+real@example.com" });
    expect(real.limits).toContainEqual({ name: "SUBJECT", limit: 5, remaining: 4 });
    expect(real.limits).toContainEqual({ name: "DESTINATION", limit: 2, remaining: 1 });
  });

  test("S04 guesses at it are bounded as for anybody: once they are spent a long code is sent, which is no fixed one", async () => {
    const subject = randomUUID();
    let guesses = 0;
    for (let n = 0; n < 4; n++) {
      const { token } = await ask({ subject });
      expect(token).toMatchObject({ codeLength: 6, test: true });
      for (let m = 1; m <= 5; m++, guesses++) {
        const guess = await verify({ id: token.id, subject, code: wrongFor(FIXED.code, m) });
        expect(guess).toMatchObject({ status: "WRONG_CODE", attemptsRemaining: 5 - m });
      }
      expect(await verify({ id: token.id, subject, code: FIXED.code })).toMatchObject({ status: "ATTEMPTS_EXHAUSTED" });
    }
    expect(guesses).toBe(20);
    service.advance(DAY);
    const long = await ask({ subject });
    expect(long.token).toMatchObject({ codeLength: 12, test: false });
    // A real message has the limits of real ones.
    expect(long.limits).toContainEqual({ name: "DESTINATION", limit: 2, remaining: 1 });
    const { text } = service.lastMessageTo(FIXED.destination);
    const code = codeIn(text, /\b[0-9A-HJKMNP-TV-Z]{12}\b/);
    expect(await verify({ id: long.token.id, subject, code })).toMatchObject({ status: "VERIFIED" });
  });

  test("S36 its proof is of another type, which nobody takes for a proof unless told to, and says that it is one of a test", async () => {
    const { token, subject } = await ask();
    const { data } = await verifyFor(service.backend(), { id: token.id, subject, code: FIXED.code });
    const { proof } = data.verifyOtp;
    expect(decodeProtectedHeader(proof)).toMatchObject({ alg: "RS256", typ: "otp-test-proof+jwt" });
    await expect(checkWithJose(service, proof)).rejects.toThrow(/typ/);
    const { payload } = await checkWithJose(service, proof, { typ: "otp-test-proof+jwt" });
    expect(payload).toMatchObject({ sub: subject, purpose: "login", test: true });
  });

  test("S33 each event of its tokens and devices says so, and those of others that they are none", async () => {
    const { token, subject } = await ask();
    await verify({ id: token.id, subject, code: wrongFor(FIXED.code) });
    const remembering = `mutation Check($input: VerifyOtpInput!) { verifyOtp(input: $input) { status deviceToken } }`;
    await service.backend()(remembering, { input: { id: token.id, subject, code: FIXED.code } });
    const someone = person(service);
    const other = await someone.token();
    await someone.check(other.id, someone.code());
    await service.streams.read();
    const eventsOf = async (whose: string) =>
      (await (await fetch(`${service.outputs.eventsUrl}.json?subject=${whose}`)).json()) as Input[];
    const told = await eventsOf(subject);
    expect(told.map(({ type }) => type).sort()).toEqual([
      "device.added",
      "otp.rejected",
      "otp.requested",
      "otp.sent",
      "otp.verified",
    ]);
    expect(told.map(({ test: marked }) => marked)).toEqual(Array(5).fill(true));
    const ordinary = await eventsOf(someone.subject);
    expect(ordinary.map(({ test: marked }) => marked)).toEqual(ordinary.map(() => false));
    expect(JSON.stringify(told)).not.toContain(FIXED.code);
  });

  test("an idempotency key that asked for it gets the same token again", async () => {
    const idempotencyKey = randomUUID();
    const first = await ask({ idempotencyKey });
    const again = await ask({ idempotencyKey, subject: first.subject });
    expect(again.token).toEqual(first.token);
  });
});

test("S01 it is off by default: no destination has a fixed code, and a token says so", async () => {
  const plain = await startTestService();
  const { data } = await plain.backend()(ASK, {
    input: { subject: "s", channel: "EMAIL", destination: FIXED.destination },
  });
  expect(data.requestOtp.token.test).toBe(false);
  expect(codeIn(plain.lastMessageTo(FIXED.destination).text)).not.toBe(FIXED.code);
  await plain.stop();
});
