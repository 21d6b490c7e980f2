import { DynamoDB } from "@aws-sdk/client-dynamodb";
import { afterAll, beforeAll, expect, test } from "vitest";
import { REGION } from "../../local/service/index.ts";
import { forgeriesOf, inBase64, PURPOSE, SUBJECT, TENANT, withParts } from "./forged-tokens.ts";
import { dump, person } from "./person.ts";
import { operatorSession, userSession } from "./sessions.ts";
import { DEVICES, FORGET, missing, onlyError, stepUp, stepUpVisitor, UNLOCK, USERS } from "./step-up.ts";
import { CANCEL, type Caller, LIST, REQUEST, startTestService, type TestService } from "./support.ts";

/** Whoever changes an account proves a second factor of its owner: a step-up token for the purpose manage-account, of the last 10 minutes. */

const PLENTY = { quarterHour: 100, day: 1_000 };
let service: TestService;
beforeAll(async () => {
  service = await startTestService({ sends: { subject: PLENTY, destination: PLENTY } });
});
afterAll(() => service.stop());

/** Proves a second factor once the cooldown of the last time is over. */
const proven = (caller: Caller, given: Parameters<typeof stepUp>[2] = USERS) => {
  service.advance(31);
  return stepUp(service, caller, given);
};
const forget = (call: Caller, stepUpToken?: string | null, input: object = {}) =>
  call(FORGET, { input: { ...input, stepUpToken } });
const persons = async () => (await dump(service)).filter(({ sk }) => sk?.S === "-");

test("S41 forgetting one's devices takes a step-up token of one's own, of this sign-in, for manage-account", async () => {
  const [user, elsewhere] = [await userSession(service), await userSession(service)];
  const tokens = {
    none: undefined,
    "of another sign-in": await proven(elsewhere.call),
    "for the purpose operator": await proven(user.call, { ...USERS, purpose: "operator" }),
  };
  const genuine = await proven(user.call);
  const before = await persons();
  for (const [what, token] of Object.entries({ ...tokens, ...forgeriesOf(genuine) })) {
    expect(onlyError(await forget(user.call, token)), what).toMatchObject(missing("manage-account"));
  }
  expect(await persons()).toEqual(before);
  expect((await forget(user.call, genuine)).data.forgetDevices.devices).toEqual([]);
});

test("S41 what operators prove to act for others does not count for their own account", async () => {
  const operator = await operatorSession(service);
  const token = await proven(operator.call, {});
  expect(onlyError(await forget(operator.call, token))).toMatchObject(missing("manage-account"));
  expect((await forget(operator.call, token, { subject: "somebody" })).errors).toBeUndefined();
});

test("S41 a step-up token for manage-account counts for 10 minutes, to the second", async () => {
  const user = await userSession(service);
  const old = await proven(user.call);
  service.advance(601);
  expect(onlyError(await forget(user.call, old))).toMatchObject(missing("manage-account"));
  const token = await proven(await user.renewed());
  service.advance(600);
  expect((await forget(await user.renewed(), token)).errors).toBeUndefined();
});

test("S41 whoever forgets devices voids what was proven before, in every session, for every purpose, this call's proof too", async () => {
  const [operator, elsewhere] = [await operatorSession(service), await operatorSession(service)];
  const given = { purpose: "manage-account" as const };
  const named = { subject: crypto.randomUUID(), stepUpToken: await proven(operator.call, {}) };
  const other = await proven(elsewhere.call, given);
  const token = await proven(operator.call, given);
  expect((await operator.call(DEVICES, named)).errors).toBeUndefined();
  expect((await forget(operator.call, token)).errors).toBeUndefined();
  expect(onlyError(await forget(operator.call, token))).toMatchObject(missing("manage-account"));
  expect(onlyError(await forget(elsewhere.call, other))).toMatchObject(missing("manage-account"));
  expect(onlyError(await operator.call(DEVICES, named))).toMatchObject(missing("operator"));
  expect((await forget(operator.call, await proven(operator.call, given))).errors).toBeUndefined();
});

test("S41 a session from before everybody was signed out changes nothing, with what it has proven; one from after it does", async () => {
  const before = await userSession(service);
  const token = await proven(before.call);
  await signOut(before.sub);
  expect(onlyError(await forget(before.call, token))).toMatchObject({ errorType: "Unauthorized" });
  const asked = await before.call(REQUEST, { input: { channel: "SMS", purpose: "manage-account" } });
  expect(onlyError(asked)).toMatchObject({ errorType: "Unauthorized" });
  service.advance(1);
  const after = await userSession(service);
  expect(onlyError(await forget(after.call, token))).toMatchObject(missing("manage-account"));
  expect((await forget(after.call, await proven(after.call))).errors).toBeUndefined();
});

/** Signs out everybody who has signed in until now, as a password reset will. */
async function signOut(subject: string) {
  const sdk = new DynamoDB({
    endpoint: service.outputs.dynamodbUrl,
    region: REGION,
    credentials: { accessKeyId: "AKIATEST", secretAccessKey: "secret" },
  });
  await sdk.updateItem({
    TableName: "Factors",
    Key: { pk: { S: `pool|a|${subject}` }, sk: { S: "-" } },
    UpdateExpression: "SET signedOutBefore = :now",
    ExpressionAttributeValues: { ":now": { N: `${Math.floor(service.now() / 1000)}` } },
  });
  sdk.destroy();
}

test("S41 a backend presents the second factor of its visitor, and no other visitor's nor another backend's", async () => {
  const [shop, bank] = [service.backend(0), service.backend(1)];
  const of = (caller: Caller, purpose: "operator" | "manage-account", subject: string) =>
    stepUpVisitor(service, caller, purpose, subject);
  const token = await of(shop, "manage-account", "visitor");
  const neighbours = await of(shop, "manage-account", "neighbour");
  const forOperators = await of(shop, "operator", "visitor");
  const atBank = await of(bank, "manage-account", "visitor");
  const refused = {
    none: null,
    "another visitor's": neighbours,
    "another visitor's, rewritten": withParts(neighbours, { [SUBJECT]: inBase64("visitor") }),
    "for the purpose operator": forOperators,
    "for the purpose operator, rewritten": withParts(forOperators, { [PURPOSE]: "manage-account" }),
    "of the same subject at another backend": atBank,
    "of the same subject at another backend, rewritten": withParts(atBank, { [TENANT]: inBase64("role:shop") }),
    ...forgeriesOf(token),
  };
  const input = { subject: "visitor" };
  for (const [what, other] of Object.entries(refused)) {
    expect(onlyError(await forget(shop, other, input)), what).toMatchObject(missing("manage-account"));
  }
  expect(onlyError(await forget(bank, token, input))).toMatchObject(missing("manage-account"));
  expect((await forget(shop, token, input)).data.forgetDevices.devices).toEqual([]);
});

test("S41 a backend lists and cancels what is its own without a second factor, and unlocks nobody with one", async () => {
  const someone = person(service);
  const { subject } = someone;
  const { id } = await someone.token();
  const shop = service.backend();
  expect((await shop(LIST, { filter: { subject, includeDevices: true } })).data.activeTokens.items).toHaveLength(1);
  expect((await shop(DEVICES, { subject })).data.devices).toEqual([]);
  expect((await shop(CANCEL, { input: { id, subject } })).errors).toBeUndefined();
  const stepUpToken = await stepUpVisitor(service, shop, "operator", subject);
  const unlocked = await shop(UNLOCK, { input: { subject, stepUpToken } });
  expect(onlyError(unlocked)).toMatchObject({ errorType: "Unauthorized" });
});
