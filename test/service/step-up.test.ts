import { afterAll, beforeAll, expect, test } from "vitest";
import { forgeriesOf, inBase64, PURPOSE, SESSION, SUBJECT, TENANT, withParts } from "./forged-tokens.ts";
import { dump, person } from "./person.ts";
import { addPoolUser, administrator } from "./pool-user.ts";
import { operatorSession, type Session, signedIn } from "./sessions.ts";
import {
  DEVICES,
  FORGET,
  LONG_CODE,
  missing,
  onlyError,
  stepUp,
  stepUpVisitor,
  UNLOCK,
  VERIFY_TOKENS,
} from "./step-up.ts";
import {
  type Answer,
  CANCEL,
  type Caller,
  codeIn,
  LIST,
  REQUEST,
  startTestService,
  type TestService,
} from "./support.ts";

/** What operators do for others takes a second factor: a step-up token of their own, of this sign-in and of the last 15 minutes. */

const PLENTY = { quarterHour: 100, day: 1_000 };
let service: TestService;
let operator: Session;
/** Somebody of a backend, for whom operators act, and the id of a live token of theirs. */
let subject: string;
let live: string;
let genuine: string;
/** Tokens that are genuine, and none of this operator's sign-in for what operators do. */
let others: Record<string, string>;

/** Proves a second factor once the cooldown of the last time is over. */
const proven = (caller: Caller, given: Parameters<typeof stepUp>[2] = {}) => {
  service.advance(31);
  return stepUp(service, caller, given);
};

beforeAll(async () => {
  service = await startTestService({ sends: { subject: PLENTY, destination: PLENTY } });
  operator = await operatorSession(service);
  const someone = person(service);
  subject = someone.subject;
  const { id } = await someone.token();
  const { data } = await service.backend()(VERIFY_TOKENS, { input: { id, subject, code: someone.code() } });
  const { deviceToken } = data.verifyOtp;
  others = {
    "a device token": deviceToken,
    "a colleague's": await colleagues("+12025550177"),
    "of another sign-in": await proven((await operatorSession(service)).call),
    "of a sign-in as a user": await proven((await signedIn(service, "admin@example.com", "userPoolClientId")).call),
    "for the purpose manage-account": await proven(operator.call, { purpose: "manage-account" }),
    "of a backend's visitor": await stepUpVisitor(service, service.backend(), "operator", operator.sub),
  };
  genuine = await proven(operator.call);
  live = (await someone.token()).id;
});
afterAll(() => service.stop());

/** Gives the step-up token of another operator, who has this number. */
async function colleagues(to: string): Promise<string> {
  const { email, pool } = await addPoolUser(service, { phone_number: to, phone_number_verified: "true" });
  const cognito = administrator(service);
  await cognito.adminAddUserToGroup({ ...pool, GroupName: "admin" });
  cognito.destroy();
  return proven((await signedIn(service, email, "operatorsClientId")).call, { to });
}

type Token = string | null | undefined;

/** All that takes an operator's second factor. */
function callsWith(stepUpToken: Token, call = operator.call): Record<string, () => Promise<Answer>> {
  const named = { tenant: "role:shop", subject, stepUpToken };
  const own = { subject: operator.sub, stepUpToken };
  return {
    "listing a tenant's tokens": () => call(LIST, { filter: { tenant: "role:shop", stepUpToken } }),
    "listing the pool's tokens": () => call(LIST, { filter: { stepUpToken } }),
    "listing a person's tokens": () => call(LIST, { filter: named }),
    "listing the tokens of one's own devices": () => call(LIST, { filter: { ...own, includeDevices: true } }),
    "listing a person's devices": () => call(DEVICES, named),
    "cancelling a token": () => call(CANCEL, { input: { ...named, id: live } }),
    "forgetting a person's devices": () => call(FORGET, { input: named }),
    "unlocking a person": () => call(UNLOCK, { input: named }),
    "unlocking oneself": () => call(UNLOCK, { input: own }),
  };
}

/** Expects that every call refuses a token, and that nothing is done. */
async function expectRefused(why: string, token: Token, call = operator.call) {
  const before = await dump(service);
  for (const [what, called] of Object.entries(callsWith(token, call))) {
    expect(onlyError(await called()), `${what} with a token ${why}`).toMatchObject(missing("operator"));
  }
  expect(await dump(service)).toEqual(before);
}

test("S41 without a step-up token an operator sees and changes nothing of others, and is told what to verify", async () => {
  for (const none of [undefined, null, ""]) await expectRefused(`that is ${none}`, none);
});

test("S41 a step-up token counts for one person, sign-in, tenant and purpose; a device token is none", async () => {
  for (const [whose, token] of Object.entries(others)) await expectRefused(whose, token);
});

test("S41 no token becomes an operator's by writing the operator into it", async () => {
  const [sub, session] = [inBase64(operator.sub), inBase64(operator.name)];
  const mine: Record<string, Record<number, string>> = {
    "a colleague's": { [SUBJECT]: sub, [SESSION]: session },
    "of another sign-in": { [SESSION]: session },
    "of a sign-in as a user": { [SESSION]: session },
    "for the purpose manage-account": { [PURPOSE]: "operator" },
    "of a backend's visitor": { [TENANT]: inBase64("pool"), [SESSION]: session },
  };
  for (const [whose, parts] of Object.entries(mine)) {
    await expectRefused(`${whose}, rewritten`, withParts(others[whose] as string, parts));
  }
});

test("S41 a step-up token with any part changed is none", async () => {
  for (const [change, token] of Object.entries(forgeriesOf(genuine))) await expectRefused(`with ${change}`, token);
});

test("S41 with a step-up token an operator does for others what operators may, in as many calls as it takes", async () => {
  for (const [what, called] of Object.entries(callsWith(genuine)))
    expect((await called()).errors, what).toBeUndefined();
});

test("S41 an operator's step-up token counts for 15 minutes, to the second, also when Cognito renews the session", async () => {
  const token = await proven(operator.call);
  service.advance(900);
  const later = await operator.renewed();
  expect((await later(DEVICES, { tenant: "role:shop", subject, stepUpToken: token })).errors).toBeUndefined();
  service.advance(1);
  await expectRefused("of 901 seconds ago", token, later);
});

test("S41 an operator sees and ends their own tokens without a second factor", async () => {
  const own = await operator.renewed();
  const { id } = (await own(REQUEST, { input: { channel: "EMAIL" } })).data.requestOtp.token;
  expect((await own(LIST, { filter: { subject: operator.sub } })).data.activeTokens.items).toMatchObject([{ id }]);
  expect((await own(DEVICES)).errors).toBeUndefined();
  expect((await own(CANCEL, { input: { id } })).errors).toBeUndefined();
});

test("S41 a token of Cognito's that names no session proves no second factor: none is given, and none counts", async () => {
  const nameless = await operator.renewed({ origin_jti: undefined });
  service.advance(31);
  const { id } = (await nameless(REQUEST, { input: { channel: "SMS", purpose: "operator" } })).data.requestOtp.token;
  const code = codeIn(service.lastMessageTo("+12025550124").text, LONG_CODE);
  const verified = await nameless(VERIFY_TOKENS, { input: { id, code } });
  expect(verified.data.verifyOtp).toMatchObject({ status: "VERIFIED", stepUpToken: null });
  const token = await proven(await operator.renewed());
  await expectRefused("of a session", token, nameless);
  await expectRefused("whose session was taken out", withParts(token, { [SESSION]: "" }), nameless);
});
