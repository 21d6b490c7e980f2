import type { CognitoIdentityProvider } from "@aws-sdk/client-cognito-identity-provider";
import { marshall } from "@aws-sdk/util-dynamodb";
import { createWire, type Wire } from "appsync-local/dynamodb";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { dump, person, toNextWindow } from "./person.ts";
import { addPoolUser, administrator } from "./pool-user.ts";
import { operatorSession } from "./sessions.ts";
import { stepUp, UNLOCK, VERIFY_TOKENS } from "./step-up.ts";
import { type Caller, codeIn, REQUEST, startTestService, type TestService, VERIFY, wrongFor } from "./support.ts";

/** What an owner is told by e-mail when somebody has used up the common lane, or a device was added. */

const DAY = 24 * 60 * 60;
const MESSAGES_A_DAY = 5;
const NOTICE = /^(Too many wrong codes|No more codes|A new device|Your Example account was unlocked) /;

let service: TestService;
let cognito: CognitoIdentityProvider;
let table: Wire;

beforeAll(async () => {
  service = await startTestService({ sends: { subject: { day: MESSAGES_A_DAY } } });
  cognito = administrator(service);
  const credentials = { accessKeyId: "AKIATEST", secretAccessKey: "secret" };
  const { region, dynamodbUrl: endpoint } = service.outputs;
  const source = { type: "AMAZON_DYNAMODB", tableName: "Tokens", region, endpoint, credentials } as const;
  table = service.streams.wrap(createWire(source, service.now));
});
/** Each test has a day of its own. */
beforeEach(() => toNextWindow(service, DAY));
afterAll(async () => {
  cognito.destroy();
  await table.close();
  await service.stop();
});

/** A new user of the pool, with what an attacker who has the password can do. */
async function newUser(attributes: Record<string, string> = {}) {
  const { email, sub, pool } = await addPoolUser(service, attributes);
  // An ID token is valid for fifteen minutes, and tests move the clock.
  const caller: Caller = async (query, variables) => (await service.user(email))(query, variables);
  const isCode = ({ to, subject }: { to: string; subject: string | null }) =>
    to === email && /code$/.test(subject ?? "");
  const code = () => codeIn(service.messages.inbox.list().find(isCode)?.text as string);
  const ask = async (input: object = {}) => {
    const { data, errors } = await caller(REQUEST, { input: { channel: "EMAIL", ...input } });
    expect(errors).toBeUndefined();
    return data.requestOtp.token.id as string;
  };
  return {
    email,
    sub,
    pool,
    ask,
    /** Asks for a code, and spends its guesses. */
    async spendToken(input: object = {}) {
      const id = await ask(input);
      for (let n = 1; n <= 5; n++) {
        const { data } = await caller(VERIFY, { input: { id, code: wrongFor(code(), n) } });
        expect(data.verifyOtp.status).toBe("WRONG_CODE");
      }
    },
    async verify(id: string, query = VERIFY) {
      const { data } = await caller(query, { input: { id, code: code() } });
      expect(data.verifyOtp.status).toBe("VERIFIED");
    },
    /** The subjects of the notices so far, the newest first, once the stream was read. */
    async notices() {
      await service.streams.read();
      return service.messages.inbox.list().filter(({ to, subject }) => to === email && NOTICE.test(subject ?? ""));
    },
  };
}

/** Puts the person's item with these devices, as a success that makes a device does. */
async function listDevices(sub: string, names: string[], expiresAt: number): Promise<void> {
  const devices = Object.fromEntries(names.map((id) => [id, { expiresAt, handedOver: false }]));
  const Item = marshall({ pk: `pool|p|${sub}`, sk: "-", version: 2, revision: 1, devices, forgottenAt: 0 });
  await table.send("PutItem", { TableName: "Tokens", Item }, new AbortController().signal);
}

const GUESSES = "Too many wrong codes for your Example account";
const MESSAGES = "No more codes for your Example account today";
const DEVICE = "A new device for your Example account";
const UNLOCKED = "Your Example account was unlocked for an hour";
const subjects = (messages: { subject: string | null }[]) => messages.map(({ subject }) => subject);
const seconds = () => Math.floor(service.now() / 1000);

test("S39 when the last guess at a code was wrong, the owner is told by e-mail what happened, when, and what to do", async () => {
  const { spendToken, notices } = await newUser();
  service.advance(9 * 3600 + 15 * 60);
  await spendToken();
  const [notice, ...more] = await notices();
  expect(more).toEqual([]);
  const day = new Date(service.now()).toISOString().slice(0, 10);
  expect(notice).toMatchObject({ channel: "EMAIL", subject: GUESSES });
  for (const text of [notice?.text, notice?.html]) {
    expect(text).toContain(`the last one on ${day} 09:15 UTC`);
    expect(text).toMatch(/change your password/);
    expect(text).toMatch(/A device that you asked us to remember still works/);
    expect(text, "neither link nor address").not.toMatch(/https?:|href|\w@\w/);
    expect(text, "no code").not.toMatch(/\b\d{6,16}\b/);
  }
});

test("S39 an owner is told when the day's messages are used, though not one guess was made", async () => {
  const { ask, notices } = await newUser();
  for (let n = 1; n < MESSAGES_A_DAY; n++) {
    await ask();
    service.advance(900);
  }
  expect(await notices()).toEqual([]);
  await ask();
  expect(subjects(await notices())).toEqual([MESSAGES]);
});

test("S39 a mailbox gets one notice a day (UTC) over all purposes and occasions, and another one the next day", async () => {
  const { spendToken, ask, notices } = await newUser();
  await spendToken();
  expect(subjects(await notices())).toEqual([GUESSES]);
  await spendToken({ purpose: "payment" });
  for (let n = 3; n <= MESSAGES_A_DAY; n++) {
    service.advance(900);
    await ask();
  }
  expect(await notices()).toHaveLength(1);
  toNextWindow(service, DAY);
  await spendToken();
  expect(subjects(await notices())).toEqual([GUESSES, GUESSES]);
});

test("S39 two users with one mailbox share its notice of the day", async () => {
  const first = await newUser({ email: "shared@example.com" });
  const second = await newUser({ email: "shared+second@example.com" });
  await first.spendToken();
  expect(await first.notices()).toHaveLength(1);
  await second.spendToken();
  expect(await second.notices()).toEqual([]);
});

test("S39 a code that was guessed right in the end, or asked for again, is no reason for a notice", async () => {
  const { ask, verify, notices } = await newUser();
  await verify(await ask());
  service.advance(30);
  await ask();
  expect(await notices()).toEqual([]);
});

test("S39 an address that is not verified, and a user who is gone, get no notice", async () => {
  const unverified = await newUser();
  const gone = await newUser();
  await unverified.spendToken();
  await gone.spendToken();
  const UserAttributes = [{ Name: "email_verified", Value: "false" }];
  await cognito.adminUpdateUserAttributes({ ...unverified.pool, UserAttributes });
  await cognito.adminDeleteUser(gone.pool);
  expect([...(await unverified.notices()), ...(await gone.notices())]).toEqual([]);
});

test("S39 what happens at a backend's subject is not told to the pool's user of the same name", async () => {
  const { sub, email, notices } = await newUser();
  const namesake = person(service, { subject: sub, destination: email });
  const { id } = await namesake.token();
  await namesake.guessWrong(id, 5);
  expect(await notices()).toEqual([]);
});

test("S40 the owner is told of each new device once, whatever else was told that day", async () => {
  const { sub, spendToken, notices } = await newUser();
  await spendToken();
  const end = seconds() + 90 * DAY;
  await listDevices(sub, ["laptop"], end);
  expect(subjects(await notices())).toEqual([DEVICE, GUESSES]);
  await listDevices(sub, ["laptop", "phone"], end);
  await listDevices(sub, ["laptop", "phone"], end);
  expect(subjects(await notices())).toEqual([DEVICE, DEVICE, GUESSES]);
});

test("S40 an owner whom an operator unlocks is told so, and of a new device only once a code was verified with it", async () => {
  const { sub, ask, verify, notices } = await newUser();
  const operator = await operatorSession(service);
  const stepUpToken = await stepUp(service, operator.call);
  const { data } = await operator.call(UNLOCK, { input: { subject: sub, stepUpToken } });
  const [unlocked, ...more] = await notices();
  expect(more).toEqual([]);
  expect(unlocked?.subject).toBe(UNLOCKED);
  expect(unlocked?.text, "nobody has read one").not.toMatch(/your codes/);
  const { deviceToken } = data.unlockSubject;
  const id = await ask({ deviceToken });
  expect(subjects(await notices())).toEqual([UNLOCKED]);
  await verify(id, VERIFY_TOKENS);
  expect(subjects(await notices())).toEqual([DEVICE, UNLOCKED]);
});

test("S40 a device that was renewed, or forgotten, is no new one", async () => {
  const { sub, notices } = await newUser();
  const end = seconds() + 90 * DAY;
  await listDevices(sub, ["laptop", "phone"], end);
  expect(await notices()).toHaveLength(2);
  toNextWindow(service, DAY);
  toNextWindow(service, DAY);
  toNextWindow(service, DAY);
  await listDevices(sub, ["laptop"], end + 3 * DAY);
  expect(await notices()).toHaveLength(2);
});

test.each([
  ["de-AT", "Zu viele falsche Codes für Ihr Konto bei Example", '<html lang="de" dir="ltr">'],
  ["ar", "رموز خاطئة كثيرة لحسابك في Example", '<html lang="ar" dir="rtl">'],
])("a notice is in the language of the user's locale: %s", async (locale, subject, html) => {
  const { spendToken, email } = await newUser({ locale });
  await spendToken();
  await service.streams.read();
  expect(service.lastMessageTo(email)).toMatchObject({ subject, html: expect.stringContaining(html) });
});

test("S39 a mail that SES refuses is not tried again by itself, and the day's next occasion tries anew", async () => {
  const { spendToken, notices } = await newUser();
  await spendToken();
  const heal = service.messages.faults.inject({ operation: "SendEmail", errorType: "Throttling" });
  expect(await notices()).toEqual([]);
  heal();
  expect(await notices()).toEqual([]);
  service.advance(30);
  await spendToken();
  expect(await notices()).toHaveLength(1);
});

test("S39 a mail whose answer was lost counts as sent: it may have arrived, and a mailbox gets one a day", async () => {
  const { spendToken, notices } = await newUser();
  await spendToken();
  const heal = service.messages.faults.inject({ operation: "SendEmail", drop: true });
  expect(await notices()).toEqual([]);
  heal();
  service.advance(30);
  await spendToken();
  expect(await notices()).toEqual([]);
});

test("a notice that fails keeps nobody else from being told, and the log says what failed, and neither to whom nor where", async () => {
  const first = await newUser();
  const second = await newUser();
  await first.spendToken();
  await second.spendToken();
  service.logs.length = 0;
  service.cognito.faults.inject({ operation: "AdminGetUser", errorType: "InvalidParameterException", times: 1 });
  expect([...(await first.notices()), ...(await second.notices())]).toHaveLength(1);
  const lines = () => service.logs.map((line) => JSON.parse(line));
  await expect.poll(lines).toContainEqual(expect.objectContaining({ wrongGuesses: expect.any(Number) }));
  expect(lines()).toContainEqual(
    expect.objectContaining({ occasion: "GUESSES_USED", error: "InvalidParameterException", noticesFailed: 1 }),
  );
  for (const secret of [first.email, first.sub, second.email, second.sub]) {
    expect(service.logs.join("\n")).not.toContain(secret);
  }
});

test("the item that says that a mailbox was told goes away by itself", async () => {
  const { email, spendToken, notices } = await newUser();
  await spendToken();
  await notices();
  const items = (await dump(service)).filter(({ pk }) => pk?.S === `pool|n|${email}`);
  expect(items).toHaveLength(1);
  expect(Number(items[0]?.ttl?.N)).toBe(seconds() + 2 * DAY);
});
