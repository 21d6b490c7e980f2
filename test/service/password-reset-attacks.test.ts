import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { times } from "../support/thorough.ts";
import { keyHolder } from "./managed-clients.ts";
import { toNextWindow } from "./person.ts";
import { administrator } from "./pool-user.ts";
import {
  addAccount,
  codeTo,
  HOLD,
  knownAccount,
  messagesTo,
  NEW_PASSWORD,
  OLD_PASSWORD,
  payloadOf,
  RESET,
  settled,
  signsIn,
  stranger,
  WRONG_CODE,
} from "./resets.ts";
import { LONG_CODE } from "./step-up.ts";
import { CANCEL, codeIn, LIST, REQUEST, startTestService, type TestService, VERIFY } from "./support.ts";

/** Somebody else's password: every way to it that an attacker with the API key, and with an account of their own, can try. */

const PLENTY = { quarterHour: 100, day: 1_000 };
let service: TestService;
let victim: Awaited<ReturnType<typeof knownAccount>>;
let attacker: Awaited<ReturnType<typeof knownAccount>>;
beforeAll(async () => {
  service = await startTestService({
    sends: { subject: PLENTY, destination: PLENTY, knownDestination: PLENTY },
    resets: { subject: { quarterHour: 5, day: 10 }, destination: PLENTY, knownDestination: PLENTY },
  });
});
afterAll(() => service.stop());
beforeEach(async () => {
  [victim, attacker] = [await knownAccount(service), await knownAccount(service)];
});

/** Whatever was tried: the victim signs in with the old password, and can still reset it on the known device. */
async function isUnharmed() {
  expect(await signsIn(service, victim.email, OLD_PASSWORD)).toBe(true);
  const { id } = await stranger(service).request(victim.email, { deviceToken: victim.deviceToken });
  const code = codeTo(service, victim.email);
  expect(await stranger(service).status(id, victim.email, code)).toBe("VERIFIED");
  expect(await signsIn(service, victim.email, NEW_PASSWORD)).toBe(true);
}

/** A reset of the attacker's own, with its code. */
async function ownReset() {
  const { id } = await stranger(service).request(attacker.email);
  return { id, code: codeTo(service, attacker.email) };
}

describe("nobody sets somebody else's password", () => {
  test("S09 by a code of their own, whichever id and name it is sent with", async () => {
    const own = await ownReset();
    const theirs = await stranger(service).request(victim.email);
    const evil = stranger(service);
    expect(await evil.status(own.id, victim.email, own.code)).toBe("EXPIRED");
    expect(await evil.status(theirs.id, attacker.email, own.code)).toBe("EXPIRED");
    expect(await evil.status(theirs.id, victim.email, own.code)).toBe("WRONG_CODE");
    await isUnharmed();
  });

  test.each([
    ["EMAIL", "email"],
    ["SMS", "phone_number"],
  ] as const)("S18 by a code that went by %s to where the account has moved away from", async (channel, attribute) => {
    const phone = `+1202555${channel === "SMS" ? "7901" : "7902"}`;
    const { email, sub, pool } = await addAccount(service, { phone_number: phone, phone_number_verified: "true" });
    const old = channel === "SMS" ? phone : email;
    const someone = stranger(service);
    const { id } = await someone.request(email, { channel });
    const code = codeIn(service.lastMessageTo(old).text, LONG_CODE);
    const UserAttributes = [
      { Name: attribute, Value: channel === "SMS" ? "+12025557903" : `moved-${email}` },
      { Name: `${attribute}_verified`, Value: "true" },
    ];
    const cognito = administrator(service);
    await cognito.adminUpdateUserAttributes({ ...pool, Username: sub, UserAttributes });
    cognito.destroy();
    const { errors } = await someone.reset(id, email, code);
    expect(errors).toMatchObject([{ errorType: "NotFound" }]);
    expect(await signsIn(service, channel === "SMS" ? email : `moved-${email}`, OLD_PASSWORD)).toBe(true);
  });

  test("S09 by the victim's code for another purpose, or by a reset's code for another purpose", async () => {
    const token = await victim.token({ purpose: "manage-account" });
    const code = codeIn(service.lastMessageTo(victim.email).text, LONG_CODE);
    const evil = stranger(service);
    const { id } = await evil.request(victim.email);
    expect(await evil.status(token.id, victim.email, code)).toBe("EXPIRED");
    expect(await evil.status(id, victim.email, code)).toBe("WRONG_CODE");
    const resetCode = codeTo(service, victim.email);
    const { data } = await victim.caller(VERIFY, { input: { id, code: resetCode } });
    expect(data.verifyOtp.status).toBe("EXPIRED");
    await isUnharmed();
  });

  test("S09 by an id that a stranger was told, with the code that the owner's browser was sent", async () => {
    const evil = stranger(service);
    const { id } = await evil.request(victim.email);
    // Both browsers are told the same id: what counts is the code, which only the mailbox has.
    expect((await stranger(service).request(victim.email)).id).toBe(id);
    for (let n = 0; n < 10; n++) await evil.reset(id, victim.email, WRONG_CODE);
    expect(await evil.status(id, victim.email, codeTo(service, victim.email))).toBe("ATTEMPTS_EXHAUSTED");
    await isUnharmed();
  });

  test("S03 S16 by a code that is expired, replaced or used", async () => {
    const evil = stranger(service);
    const first = await evil.request(victim.email);
    const expired = codeTo(service, victim.email);
    service.advance(300);
    expect(await evil.status(first.id, victim.email, expired)).toBe("EXPIRED");
    const second = await evil.request(victim.email);
    expect(await evil.status(second.id, victim.email, expired)).toBe("WRONG_CODE");
    const used = codeTo(service, victim.email);
    expect(await stranger(service).status(second.id, victim.email, used, { newPassword: OLD_PASSWORD })).toBe(
      "VERIFIED",
    );
    expect(await evil.status(second.id, victim.email, used)).toBe("EXPIRED");
    expect(await evil.status(second.id, victim.email, used, { idempotencyKey: "k" })).toBe("EXPIRED");
    await isUnharmed();
  });

  test("S07 S08 by aliases of one request: at most five guesses are charged, and five fields run", async () => {
    const { id } = await stranger(service).request(victim.email);
    const input = { id, username: victim.email, code: WRONG_CODE, newPassword: NEW_PASSWORD };
    const aliased = (count: number) =>
      `mutation Guess($input: ResetPasswordInput!) { ${Array.from({ length: count }, (_, n) => `g${n}: resetPassword(input: $input) { status }`).join(" ")} }`;
    const { data } = await keyHolder(service)(aliased(5), { input });
    expect(Object.values(data).map((each) => (each as { status: string }).status)).toEqual(Array(5).fill("WRONG_CODE"));
    const { errors } = await keyHolder(service)(aliased(6), { input });
    expect(errors?.some(({ errorType }) => errorType === "ResolverExecutionLimitReached")).toBe(true);
    expect(payloadOf(await keyHolder(service)(RESET, { input })).status).toBe("ATTEMPTS_EXHAUSTED");
    await isUnharmed();
  });

  test("S07 by guesses at once: five are evaluated, however many there are", async () => {
    const { id } = await stranger(service).request(victim.email);
    const evil = stranger(service);
    const guesses = Array.from({ length: times(60, 1_000) }, (_, n) => `${n}`.padStart(12, "0"));
    const answers = await Promise.all(guesses.map((guess) => evil.status(id, victim.email, guess)));
    expect(answers.filter((status) => status === "WRONG_CODE")).toHaveLength(5);
    expect(new Set(answers)).toEqual(new Set(["WRONG_CODE", "ATTEMPTS_EXHAUSTED"]));
    await isUnharmed();
  });

  test("S03 of right codes at once one is VERIFIED", async () => {
    const { id } = await stranger(service).request(victim.email);
    const code = codeTo(service, victim.email);
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => stranger(service).status(id, victim.email, code, { newPassword: OLD_PASSWORD })),
    );
    expect(answers.filter((status) => status === "VERIFIED")).toHaveLength(1);
    await isUnharmed();
  });

  test("S40 by a known device of their own, which names the victim", async () => {
    const before = messagesTo(service, victim.email).length;
    const { deviceToken } = attacker;
    const { id } = await stranger(service).request(victim.email, { deviceToken });
    expect(messagesTo(service, victim.email)).toHaveLength(before);
    const own = await stranger(service).request(attacker.email, { deviceToken });
    const code = codeTo(service, attacker.email);
    expect(await stranger(service).status(id, victim.email, code)).toBe("WRONG_CODE");
    expect(await stranger(service).status(own.id, victim.email, code)).toBe("EXPIRED");
    await isUnharmed();
  });

  test("S12 by a name that the pool gives somebody else meanwhile: what a token has recorded for nobody never becomes somebody's", async () => {
    const { id } = await stranger(service).request("later@example.com");
    service.advance(HOLD);
    await addAccount(service, { email: "later@example.com" });
    expect((await stranger(service).request("later@example.com")).id).toBe(id);
    expect(messagesTo(service, "later@example.com")).toEqual([]);
    service.advance(300);
    expect((await stranger(service).request("later@example.com")).id).not.toBe(id);
    expect(messagesTo(service, "later@example.com")).toHaveLength(1);
    await isUnharmed();
  });
});

test("S39 whoever uses up every message, guess and token of a name does not touch its known device", async () => {
  const evil = stranger(service);
  for (let n = 0; n < 10; n++) {
    const { data } = await evil.ask(victim.email);
    await settled(service);
    const { id } = data.requestPasswordReset ?? { id: "x" };
    for (let guess = 0; guess < 5; guess++) await evil.reset(id, victim.email, WRONG_CODE);
    service.advance(200);
  }
  const [refused] = (await evil.ask(victim.email)).errors ?? [];
  expect(refused).toMatchObject({ errorType: "Throttled", errorInfo: { limit: "SUBJECT" } });
  await isUnharmed();
});

test("S39 a flood of resets takes no message from sign-ins", async () => {
  toNextWindow(service);
  const counted = async () => {
    service.advance(HOLD);
    const { data } = await victim.caller(REQUEST, { input: { channel: "EMAIL", purpose: "payment" } });
    const limits: { name: string; remaining: number }[] = data.requestOtp.limits;
    return Object.fromEntries(limits.map(({ name, remaining }) => [name, remaining]));
  };
  const before = await counted();
  for (let n = 0; n < 3; n++) {
    service.advance(HOLD);
    await stranger(service).request(victim.email);
  }
  const after = await counted();
  expect(messagesTo(service, victim.email).filter(({ subject }) => subject?.includes("reset"))).toHaveLength(3);
  expect(after.SUBJECT).toBe((before.SUBJECT as number) - 1);
  expect(after.DESTINATION).toBe((before.DESTINATION as number) - 1);
});

test("S12 nobody finds, lists or cancels a reset's token by the other fields", async () => {
  const { id } = await stranger(service).request(victim.email);
  const { caller } = victim;
  const { data } = await caller(LIST, {});
  expect(data.activeTokens.items.map((token: { id: string }) => token.id)).not.toContain(id);
  expect((await caller(CANCEL, { input: { id } })).errors).toMatchObject([{ errorType: "NotFound" }]);
  const { errors } = await caller(REQUEST, { input: { channel: "EMAIL", purpose: "password-reset" } });
  expect(errors).toMatchObject([{ errorInfo: { field: "purpose", reason: "RESERVED" } }]);
  await isUnharmed();
});

test("S37 the two fields take the API key, and nothing else does", async () => {
  const { data, errors } = await victim.caller(RESET, {
    input: { id: "x", username: victim.email, code: WRONG_CODE, newPassword: NEW_PASSWORD },
  });
  expect([data.resetPassword, errors?.[0]?.errorType]).toEqual([null, "Unauthorized"]);
  const other = await keyHolder(service)(LIST, {});
  expect(other.errors?.[0]?.errorType).toBe("Unauthorized");
});
