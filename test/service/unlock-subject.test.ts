import { afterAll, beforeAll, expect, test } from "vitest";
import { dump, LONG, person } from "./person.ts";
import { operatorSession, type Session, userSession } from "./sessions.ts";
import { DEVICES, onlyError, stepUp, UNLOCK, USERS, VERIFY_TOKENS } from "./step-up.ts";
import { startTestService, type TestService } from "./support.ts";

/** unlockSubject: what an operator can do for somebody who has no known device left, and whose messages somebody else uses up. */

const PLENTY = { quarterHour: 100, day: 1_000 };
const DAY = 24 * 60 * 60;
let service: TestService;
let operator: Session;
beforeAll(async () => {
  service = await startTestService({ sends: { destination: PLENTY } });
  operator = await operatorSession(service);
});
afterAll(() => service.stop());

/** Lets the operator prove a second factor. @returns what unlocks people of the backend `shop` for a quarter of an hour */
async function asOperator() {
  // At this pace the messages of a quarter of an hour are enough.
  service.advance(200);
  const call = await operator.renewed();
  const stepUpToken = await stepUp(service, call);
  return async (subject: string): Promise<{ deviceToken: string; expiresAt: string }> => {
    const { data, errors } = await call(UNLOCK, { input: { subject, tenant: "role:shop", stepUpToken } });
    expect(errors).toBeUndefined();
    return data.unlockSubject;
  };
}

const iso = (seconds: number) => new Date(service.now() + seconds * 1000).toISOString();
const devicesOf = async (subject: string) => (await service.backend()(DEVICES, { subject })).data.devices;
const ASK =
  "mutation Ask($input: RequestOtpInput!) { requestOtp(input: $input) { token { id codeLength } knownDevice } }";
const ask = async (someone: ReturnType<typeof person>, input: object) =>
  service.backend()(ASK, {
    input: { channel: "EMAIL", subject: someone.subject, destination: someone.destination, ...input },
  });
const verify = async (subject: string, id: string, code: string) =>
  (await service.backend()(VERIFY_TOKENS, { input: { id, subject, code } })).data.verifyOtp;

test("S41 only an operator unlocks: a user with a second factor for the same purpose does not even unlock themselves", async () => {
  const user = await userSession(service);
  const stepUpToken = await stepUp(service, user.call, { ...USERS, purpose: "operator" });
  const before = await dump(service);
  for (const subject of [user.sub, "somebody"]) {
    const answer = await user.call(UNLOCK, { input: { subject, stepUpToken } });
    expect(onlyError(answer)).toMatchObject({ errorType: "Unauthorized" });
  }
  expect(await dump(service)).toEqual(before);
});

test("S39 S41 somebody whose messages of the common lane are used up gets a code in by the token that the operator hands over", async () => {
  const unlock = await asOperator();
  const someone = person(service);
  for (const purpose of ["login", "payment", "verify-contact", "manage-account", "operator"]) {
    await someone.token({ purpose });
  }
  expect((await ask(someone, {})).errors).toMatchObject([{ errorInfo: { limit: "SUBJECT" } }]);
  const { deviceToken } = await unlock(someone.subject);
  const { token, knownDevice } = (await ask(someone, { deviceToken })).data.requestOtp;
  expect(knownDevice).toBe(true);
  expect((await someone.check(token.id, someone.code())).status).toBe("VERIFIED");
});

test("S41 the token lasts an hour, to the second, and unlocks nobody else", async () => {
  const unlock = await asOperator();
  const someone = person(service);
  const { deviceToken, expiresAt } = await unlock(someone.subject);
  expect(expiresAt).toBe(iso(3600));
  expect((await devicesOf(someone.subject)).map((device: { expiresAt: string }) => device.expiresAt)).toEqual([
    expiresAt,
  ]);
  const other = person(service);
  expect((await ask(other, { deviceToken })).data.requestOtp.knownDevice).toBe(false);
  service.advance(3599);
  expect((await ask(someone, { deviceToken })).data.requestOtp.knownDevice).toBe(true);
  service.advance(1);
  expect((await ask(someone, { deviceToken, purpose: "payment" })).data.requestOtp.knownDevice).toBe(false);
  expect(await devicesOf(someone.subject)).toEqual([]);
});

test("S40 a code that is verified with it makes it a device of 90 days", async () => {
  const unlock = await asOperator();
  const someone = person(service);
  const { deviceToken } = await unlock(someone.subject);
  const { token } = (await ask(someone, { deviceToken })).data.requestOtp;
  const kept = await verify(someone.subject, token.id, someone.code());
  expect(await devicesOf(someone.subject)).toMatchObject([{ expiresAt: iso(90 * DAY) }]);
  service.advance(DAY);
  const later = await ask(someone, { deviceToken: kept.deviceToken });
  expect(later.data.requestOtp.knownDevice).toBe(true);
});

test("S40 it is no third device of a day: two that were made do not stand in its way, nor does it in theirs", async () => {
  const unlock = await asOperator();
  const someone = person(service);
  await unlock(someone.subject);
  for (const purpose of ["login", "payment"]) {
    const { id } = await someone.token({ purpose });
    expect((await verify(someone.subject, id, someone.code())).deviceToken).not.toBeNull();
  }
  await unlock(someone.subject);
  expect(await devicesOf(someone.subject)).toHaveLength(4);
});

test("S04 S41 an operator gives messages and no guess more: where four lanes have had short codes, those of a fifth are long", async () => {
  const unlock = await asOperator();
  const someone = person(service);
  const lanes = [];
  for (let n = 0; n < 5; n++) {
    const { deviceToken } = await unlock(someone.subject);
    lanes.push((await ask(someone, { deviceToken })).data.requestOtp.token.codeLength);
  }
  expect(lanes).toEqual([6, 6, 6, 6, 12]);
  expect(someone.code(LONG)).toHaveLength(12);
  expect(await devicesOf(someone.subject)).toHaveLength(4);
});
