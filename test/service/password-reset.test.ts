import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { USER_POOL } from "../../contract/user-pool.ts";
import { administrator } from "./pool-user.ts";
import {
  addAccount,
  codeTo,
  HOLD,
  knownAccount,
  messagesTo,
  NEW_PASSWORD,
  NO_RESET_LIMITS,
  OLD_PASSWORD,
  refresh,
  settled,
  signIn,
  signsIn,
  stranger,
  WRONG_CODE,
} from "./resets.ts";
import { FORGET, LONG_CODE, stepUp } from "./step-up.ts";
import { codeIn, REQUEST, startTestService, type TestService } from "./support.ts";

/** Forgotten passwords, from the request to the new password. */

let service: TestService;
beforeAll(async () => {
  service = await startTestService(NO_RESET_LIMITS);
});
afterAll(() => service.stop());

/** A code on its way to a new account. */
async function asked(more: object = {}, given: Record<string, string> = {}) {
  const { email, sub, pool } = await addAccount(service, given);
  const someone = stranger(service);
  const { id } = await someone.request(email, more);
  return { email, sub, pool, someone, id, code: () => codeTo(service, email) };
}

test("F11 a code goes to the account's own address, and whoever has it sets a new password, with the API key alone", async () => {
  const { email } = await addAccount(service);
  const someone = stranger(service);
  const { id, expiresAt, resendAfter } = await someone.request(email.toUpperCase());
  expect(new Date(expiresAt).getTime() - service.now()).toBe(300_000);
  expect(new Date(resendAfter).getTime() - service.now()).toBe(HOLD * 1000);
  expect(service.lastMessageTo(email)).toMatchObject({
    subject: "Your Example password reset code",
    text: expect.stringContaining("valid for 5 minutes"),
  });
  const code = codeTo(service, email);
  expect(code).toMatch(/^[0-9A-HJKMNP-TV-Z]{12}$/);
  expect(await someone.status(id, email, WRONG_CODE)).toBe("WRONG_CODE");
  expect(await someone.status(id, email, code.toLowerCase())).toBe("VERIFIED");
  expect(await signsIn(service, email, NEW_PASSWORD)).toBe(true);
  expect(await signsIn(service, email, OLD_PASSWORD)).toBe(false);
  expect(await someone.status(id, email, code)).toBe("EXPIRED");
});

test("F11 a code comes by SMS to the account's verified number, in the language that is asked for or else the account's own", async () => {
  const number = "+12025550177";
  const { email } = await addAccount(service, { phone_number: number, phone_number_verified: "true", locale: "de" });
  const someone = stranger(service);
  await someone.request(email, { channel: "SMS" });
  expect(service.lastMessageTo(number).text).toContain("ist Ihr Code für ein neues Passwort bei Example");
  service.advance(HOLD);
  await someone.request(email, { channel: "SMS", locale: "en" });
  expect(service.lastMessageTo(number).text).toContain("is your Example password reset code");
});

describe("while a message is under way", () => {
  test("the same request is answered without another message, and one by another channel has to wait", async () => {
    const { email, someone, id } = await asked();
    service.advance(HOLD - 1);
    expect(await someone.request(email)).toMatchObject({ id });
    const [refused] = (await someone.ask(email, { channel: "SMS" })).errors ?? [];
    expect(refused).toMatchObject({ errorType: "Throttled", errorInfo: { limit: "COOLDOWN", retryAfterSeconds: 1 } });
    expect(messagesTo(service, email)).toHaveLength(1);
  });

  test("of twenty requests at once one sends", async () => {
    const { email } = await addAccount(service);
    const someone = stranger(service);
    const answers = await Promise.all(Array.from({ length: 20 }, () => someone.ask(email)));
    await settled(service);
    expect(messagesTo(service, email)).toHaveLength(1);
    const ids = answers.flatMap(({ data }) => data.requestPasswordReset?.id ?? []);
    expect(new Set(ids).size).toBe(1);
    for (const { errors = [] } of answers) expect(errors).toMatchObject(errors.map(() => ({ errorType: "Conflict" })));
  });
});

test("F03 afterwards the same code is sent again, three times at most, and in its last minute another one is", async () => {
  const { email, someone, id, code } = await asked();
  const first = code();
  for (let sends = 2; sends <= 3; sends++) {
    service.advance(HOLD);
    expect((await someone.request(email)).id).toBe(id);
    expect(code()).toBe(first);
  }
  expect(messagesTo(service, email)).toHaveLength(3);
  service.advance(HOLD);
  const [refused] = (await someone.ask(email)).errors ?? [];
  expect(refused).toMatchObject({ errorType: "Throttled", errorInfo: { limit: "TOKEN", retryAfterSeconds: 16 } });
  service.advance(16);
  expect(await someone.status(id, email, first, { newPassword: NEW_PASSWORD })).toBe("VERIFIED");
  const next = await someone.request(email);
  expect(next.id).not.toBe(id);
  expect(code()).not.toBe(first);
});

test("a wrong guess leaves four of five, and after the fifth the right code is too late", async () => {
  const { email, someone, id, code } = await asked();
  for (let left = 4; left >= 0; left--) {
    const { data } = await someone.reset(id, email, WRONG_CODE);
    expect(data.resetPassword).toEqual({ status: "WRONG_CODE", attemptsRemaining: left });
  }
  expect(await someone.status(id, email, code())).toBe("ATTEMPTS_EXHAUSTED");
  expect(await signsIn(service, email, OLD_PASSWORD)).toBe(true);
});

test("S16 a code that has expired changes nothing", async () => {
  const { email, someone, id, code } = await asked();
  service.advance(300);
  expect(await someone.status(id, email, code())).toBe("EXPIRED");
  expect(await signsIn(service, email, OLD_PASSWORD)).toBe(true);
});

describe("the new password", () => {
  const { minLength } = USER_POOL.passwordPolicy;

  test.each([
    ["too short", "Aa1!".padEnd(minLength - 1, "x")],
    ["too long", "Aa1!".padEnd(257, "x")],
    ["without a capital letter", "aa1!xxxxxxxxxxxx"],
    ["without a small letter", "AA1!XXXXXXXXXXXX"],
    ["without a digit", "Aaa!xxxxxxxxxxxx"],
    ["without a symbol", "Aa1xxxxxxxxxxxxx"],
    ["with a space in front", " Aa1!xxxxxxxxxxxx"],
    ["with half a character", "Aa1!xxxxxxxxxxxx\ud800"],
    ["empty", ""],
  ])("that is %s is refused before anything is charged", async (_, newPassword) => {
    const { errors } = await stranger(service).reset("x", "user@example.com", WRONG_CODE, { newPassword });
    expect(errors).toMatchObject([
      { errorType: "InvalidInput", errorInfo: { field: "newPassword", reason: "PASSWORD_POLICY" } },
    ]);
    expect(errors?.[0]?.message).toContain("12 to 256 characters, with a small letter, a capital letter, a digit");
    expect(service.traces.at(-1)?.calls).toEqual([]);
  });

  test.each(["Aa1!xxxxxxxx", "Aa1 xxx xxxxx", "Aa1!".padEnd(256, "x"), "Пароль-Aa1xx"])(
    "%s is taken, here as by the pool",
    async (newPassword) => {
      const { email, someone, id, code } = await asked();
      expect(await someone.status(id, email, code(), { newPassword })).toBe("VERIFIED");
      expect(await signsIn(service, email, newPassword)).toBe(true);
    },
  );
});

describe("a repeat by the idempotency key", () => {
  const key = { idempotencyKey: "k-1" };

  test("of a right code whose answer was lost is VERIFIED again, and without the key it is not", async () => {
    const { email, someone, id, code } = await asked();
    expect(await someone.status(id, email, code(), key)).toBe("VERIFIED");
    expect(await someone.status(id, email, code(), key)).toBe("VERIFIED");
    expect(await someone.status(id, email, code())).toBe("EXPIRED");
    expect(await someone.status(id, email, WRONG_CODE, key)).toBe("EXPIRED");
    service.advance(360);
    expect(await someone.status(id, email, code(), key)).toBe("EXPIRED");
  });

  test("S17 goes on where Cognito has failed, and the old password counts until then", async () => {
    const { email, someone, id, code } = await asked();
    const mend = service.cognito.faults.inject({
      operation: "AdminSetUserPassword",
      errorType: "InternalErrorException",
    });
    const { errors } = await someone.reset(id, email, code(), key);
    expect(errors).toMatchObject([{ errorType: "InternalError" }]);
    mend();
    expect(await signsIn(service, email, OLD_PASSWORD)).toBe(true);
    expect(await someone.status(id, email, code(), key)).toBe("VERIFIED");
    expect(await signsIn(service, email, NEW_PASSWORD)).toBe(true);
  });
});

test("S41 after a reset every session is over: refresh tokens are dead, and step-up tokens and ID tokens from before are refused", async () => {
  const { email, someone, id } = await asked();
  const session = await signIn(service, email, OLD_PASSWORD);
  const caller = service.holder(session.getIdToken().getJwtToken());
  const stepUpToken = await stepUp(service, caller, { purpose: "manage-account", channel: "EMAIL", to: email });
  // The step-up's own message is the newest.
  const resets = messagesTo(service, email).filter(({ subject }) => subject?.includes("password reset"));
  service.advance(1);
  expect(await someone.status(id, email, codeIn(resets[0]?.text ?? "", LONG_CODE))).toBe("VERIFIED");
  await expect(refresh(service, email, session)).rejects.toMatchObject({ code: "NotAuthorizedException" });
  const { errors } = await caller(FORGET, { input: { stepUpToken } });
  expect(errors).toMatchObject([{ errorType: expect.stringMatching(/^(Unauthorized|SecondFactorRequired)$/) }]);
  const signedOut = await caller(REQUEST, { input: { channel: "EMAIL" } });
  expect(signedOut.errors).toMatchObject([{ errorType: "Unauthorized" }]);
  await expect(signIn(service, email, NEW_PASSWORD)).resolves.toBeDefined();
});

describe("a known device", () => {
  test("S39 has a token, guesses and messages of its own, which nobody without it spends or sees", async () => {
    const { email, deviceToken } = await knownAccount(service);
    const attacker = stranger(service);
    const owner = stranger(service);
    const theirs = await attacker.request(email);
    for (let n = 0; n < 6; n++) await attacker.reset(theirs.id, email, WRONG_CODE);
    const own = await owner.request(email, { deviceToken });
    expect(own.id).not.toBe(theirs.id);
    expect(own.id).toContain(`_1${deviceToken.split(".")[3]}_`);
    expect(await owner.status(own.id, email, codeTo(service, email))).toBe("VERIFIED");
    expect(await signsIn(service, email, NEW_PASSWORD)).toBe(true);
  });

  test("S40 that was forgotten, or whose token is forged, selects the common lane", async () => {
    const someone = await knownAccount(service);
    const { email, deviceToken } = someone;
    const idWith = async (token: string) => {
      service.advance(HOLD + 300);
      return (await stranger(service).request(email, { deviceToken: token })).id;
    };
    const forged = deviceToken.replace(/\.[^.]{4}([^.]*)$/, ".AAAA$1");
    expect(await idWith(forged)).toContain("_1-_");
    expect(await idWith(`${deviceToken}x`)).toContain("_1-_");
    expect(await idWith(deviceToken)).not.toContain("_1-_");
    await someone.forget();
    expect(await idWith(deviceToken)).toContain("_1-_");
  });

  test("S40 of another account is sent nothing, however often it names somebody else", async () => {
    const { deviceToken } = await knownAccount(service);
    const victim = await addAccount(service);
    const { id } = await stranger(service).request(victim.email, { deviceToken });
    expect(id).not.toContain("_1-_");
    expect(messagesTo(service, victim.email)).toEqual([]);
    expect(await stranger(service).status(id, victim.email, WRONG_CODE)).toBe("WRONG_CODE");
  });
});

describe("nothing is sent", () => {
  test.each([
    ["that the pool does not know", async () => "nobody@example.com"],
    ["whose address is not verified", async () => (await addAccount(service, { email_verified: "false" })).email],
    ["of an operator", async () => "admin@example.com"],
    [
      "that is disabled",
      async () => {
        const { email, pool } = await addAccount(service);
        const cognito = administrator(service);
        await cognito.adminDisableUser(pool);
        cognito.destroy();
        return email;
      },
    ],
  ])("for an account %s, and the follow-up fails in nothing", async (_, named) => {
    const email = await named();
    const before = service.messages.inbox.list().length;
    const someone = stranger(service);
    const { id } = await someone.request(email);
    expect(await someone.status(id, email, WRONG_CODE)).toBe("WRONG_CODE");
    expect(service.messages.inbox.list()).toHaveLength(before);
    expect(service.logs.filter((line) => line.includes('"outcome":"ERROR"'))).toEqual([]);
  });

  test("S19 by SMS to a number in a country that the settings do not allow", async () => {
    const number = "+436641234567";
    const { email } = await addAccount(service, { phone_number: number, phone_number_verified: "true" });
    await stranger(service).request(email, { channel: "SMS" });
    expect(messagesTo(service, number)).toEqual([]);
  });
});

test.each([
  ["username", { username: "somebody" }, "MALFORMED"],
  ["username", { username: `${"x".repeat(250)}@example.com` }, "MALFORMED"],
  ["username", { username: "ü@example.com" }, "MALFORMED"],
])("S37 a wrong %s is named before anything is called", async (field, input, reason) => {
  const { errors } = await stranger(service).ask("user@example.com", input);
  expect(errors).toMatchObject([{ errorType: "InvalidInput", errorInfo: { field, reason } }]);
  expect(service.traces.at(-1)?.calls).toEqual([]);
});

test("S37 an id that is none, or is of another purpose, is EXPIRED without a call", async () => {
  const someone = stranger(service);
  for (const id of ["x", "login_0", `login_1-_${"0".repeat(64)}`, `password-reset_2-_${"0".repeat(64)}`]) {
    expect(await someone.status(id, "user@example.com", WRONG_CODE), id).toBe("EXPIRED");
    expect(service.traces.at(-1)?.calls, id).toEqual([]);
  }
});
