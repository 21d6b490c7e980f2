import { afterAll, beforeAll, expect, test } from "vitest";
import { codeIn, LIST, REQUEST, startTestService, type TestService, VERIFY } from "./support.ts";

/** The whole path by real clients: sign in by SRP, ask, receive, check, list. F01, F10, F14, F15, F29. */

let service: TestService;
beforeAll(async () => {
  service = await startTestService();
});
afterAll(() => service.stop());

test("F01, F14, F29: a signed-in user receives six digits by SMS, checks them, and the data comes back", async () => {
  const user = await service.user();
  const { data } = await user(REQUEST, { input: { channel: "SMS", data: '{"cart":42}' } });
  const { token, limits } = data.requestOtp;
  expect(token).toMatchObject({
    purpose: "login",
    channel: "SMS",
    destination: "+1••••••••23",
    status: "SENT",
    codeLength: 6,
  });
  expect(limits.map(({ name }: { name: string }) => name)).toEqual(["TOKEN", "SUBJECT", "DESTINATION"]);
  expect((await user(LIST)).data.activeTokens.items).toMatchObject([{ id: token.id }]);

  const code = codeIn(service.lastMessageTo("+12025550123").text);
  const verified = await user(VERIFY, { input: { id: token.id, code } });
  expect(verified.data.verifyOtp).toMatchObject({
    status: "VERIFIED",
    attemptsRemaining: 0,
    token: { id: token.id, status: "VERIFIED" },
  });
  expect(JSON.parse(verified.data.verifyOtp.data)).toEqual({ cart: 42 });
  expect((await user(LIST)).data.activeTokens.items).toEqual([]);
});

test("F02, F10, F15: fifteen characters by e-mail", async () => {
  const user = await service.user("admin@example.com");
  const { data, errors } = await user(REQUEST, {
    input: { channel: "EMAIL", codeLength: 15, alphabet: "ALPHANUMERIC" },
  });
  expect(errors).toBeUndefined();
  const { subject, text } = service.lastMessageTo("admin@example.com");
  expect(subject).toBeTruthy();
  const code = codeIn(text, /^[0-9A-HJKMNP-TV-Z]{15}$/m);
  const { verifyOtp } = (await user(VERIFY, { input: { id: data.requestOtp.token.id, code: code.toLowerCase() } }))
    .data;
  expect(verifyOtp).toMatchObject({ status: "VERIFIED", token: { destination: "a•••@example.com" } });
});

test("F02: a backend by IAM names subject, destination, message, data and transaction", async () => {
  const backend = service.backend();
  const transaction = { amount: "12.50", currency: "EUR", payee: "Bäckerei Süd" };
  const input = {
    channel: "SMS",
    purpose: "payment",
    subject: "customer-1",
    destination: "+12025550199",
    message: "Pay with {code}",
    data: '"order-7"',
    transaction,
  };
  const { data, errors } = await backend(REQUEST, { input });
  expect(errors).toBeUndefined();
  const { text } = service.lastMessageTo("+12025550199");
  expect(text).toContain("Pay with ");
  const check = { id: data.requestOtp.token.id, subject: "customer-1", code: codeIn(text) };
  expect(
    (await backend(VERIFY, { input: { ...check, transaction: { ...transaction, amount: "12.51" } } })).data.verifyOtp
      .status,
  ).toBe("WRONG_CODE");
  const { verifyOtp } = (await backend(VERIFY, { input: { ...check, transaction } })).data;
  expect(verifyOtp).toMatchObject({ status: "VERIFIED", data: '"order-7"' });
});

test("verifyOtp makes two data-source calls, right or wrong; a sending requestOtp four", async () => {
  const backend = service.backend();
  const callsOf = () => service.traces.at(-1)?.calls.map(({ dataSource, operation }) => `${dataSource} ${operation}`);
  const input = { channel: "SMS", subject: "counted", destination: "+12025550198" };
  const { data } = await backend(REQUEST, { input });
  expect(callsOf()).toEqual(["Tokens BatchGetItem", "Tokens TransactWriteItems", "Send Invoke", "Tokens UpdateItem"]);
  const code = codeIn(service.lastMessageTo("+12025550198").text);
  const verify = "mutation V($input: VerifyOtpInput!) { verifyOtp(input: $input) { status } }";
  for (const guess of ["000000", code]) {
    await backend(verify, { input: { id: data.requestOtp.token.id, subject: "counted", code: guess } });
    expect(callsOf()).toEqual(["Kms POST", "Tokens UpdateItem"]);
  }
});
