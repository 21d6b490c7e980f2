import { DynamoDB } from "@aws-sdk/client-dynamodb";
import { type DynamoDbEngine, startDynamoDb } from "appsync-local/dynamodb";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { REGION } from "../../local/service/index.ts";
import { wires } from "./faulty-wires.ts";
import { COOLDOWN, DAY, listedIds, NO_LIMITS, owner, payload, poolOwner } from "./owner.ts";
import { dump } from "./person.ts";
import { FORGET } from "./step-up.ts";
import { startTestService, type TestService } from "./support.ts";

/** Known devices while calls overtake each other, or the table fails: what was read may be old by the time of the write. */

/**
 * Where a call can be held up between its reading and its write. Writes of one item wait for each other on one machine, so that where both
 * calls write the same one it is the answer to the reading that is held: of the person, which who forgets reads a second time.
 */
const RESERVING = { text: "TransactWriteItems", trouble: "stalled", after: 0 } as const;
const LISTING = { text: ".BatchGetItem", trouble: "held", after: 0 } as const;
const FORGETTING = { ...LISTING, after: 1 };
type Place = typeof RESERVING | typeof LISTING | typeof FORGETTING;

let engine: DynamoDbEngine;
let service: TestService;
let table: DynamoDB;
beforeAll(async () => {
  engine = await startDynamoDb();
  service = await startTestService(NO_LIMITS, wires.table.to(engine.endpoint));
  const credentials = { accessKeyId: "AKIATEST", secretAccessKey: "secret" };
  table = new DynamoDB({ endpoint: engine.endpoint, region: REGION, credentials });
});
afterEach(() => {
  wires.table.mend();
  service.endpoint.api.faults.clear();
});
afterAll(async () => {
  table.destroy();
  await service.stop();
  await engine.stop();
  for (const wire of Object.values(wires)) await wire.close();
});

/** Makes a call, and does something else between its reading and its write. */
async function overtaken<Result>(
  { text, trouble, after }: Place,
  call: () => Promise<Result>,
  meanwhile: () => Promise<unknown>,
) {
  const held = wires.table.strike(text, trouble, 1, after);
  const calling = call();
  await held.reached;
  await meanwhile();
  await held.release();
  return calling;
}

const conflict = (...path: string[]) => [{ errorType: "Conflict", path }];
/** Signs everybody out of an account, as a password reset does. */
const signOut = (sub: string) =>
  table.updateItem({
    TableName: "Factors",
    Key: { pk: { S: `pool|a|${sub}` }, sk: { S: "-" } },
    UpdateExpression: "SET signedOutBefore = :now ADD revision :one",
    ExpressionAttributeValues: { ":now": { N: `${Math.floor(service.now() / 1000)}` }, ":one": { N: "1" } },
  });

/** Asks for a code to verify, and verifies one that steps up, so that devices can be forgotten in between. */
async function prepared(someone: ReturnType<typeof owner>, input: object = {}) {
  const stepUpToken = await someone.stepUp();
  const { id } = await someone.token(input);
  const code = someone.code();
  return {
    forget: () => someone.caller(FORGET, { input: { subject: someone.subject, stepUpToken } }),
    check: () => someone.check(id, code, { idempotencyKey: "k" }),
  };
}

describe("a message in a device's lane, requested while the device", () => {
  test("S40 is forgotten, is a Conflict: nothing is written, nothing is sent, and asked again it is the common lane's", async () => {
    const someone = owner(service);
    const deviceToken = await someone.device();
    const { forget } = await prepared(someone);
    service.advance(COOLDOWN);
    const [items, sent] = [await dump(service), someone.messages().length];
    const answer = await overtaken(
      RESERVING,
      () => someone.ask({ deviceToken, idempotencyKey: "k", data: '"x"' }),
      forget,
    );
    expect(answer.errors).toMatchObject(conflict("requestOtp"));
    const withoutPerson = (all: typeof items) => all.filter(({ pk }) => pk?.S !== `role:shop|p|${someone.subject}`);
    expect(withoutPerson(await dump(service))).toEqual(withoutPerson(items));
    expect(someone.messages()).toHaveLength(sent);
    const again = payload(await someone.ask({ deviceToken, idempotencyKey: "k", data: '"x"' }), "requestOtp");
    expect(again).toMatchObject({ knownDevice: false, token: { status: "SENT" } });
  });

  test("S40 is displaced, is a Conflict, and asked again it is the common lane's", async () => {
    const someone = owner(service);
    const [one] = [await someone.device(), await someone.device()];
    service.advance(DAY);
    await someone.device();
    await someone.device();
    service.advance(DAY);
    const { check } = await prepared(someone);
    const ask = () => someone.ask({ deviceToken: one, purpose: "payment" });
    expect((await overtaken(RESERVING, ask, check)).errors).toMatchObject(conflict("requestOtp"));
    expect(await someone.deviceIds()).not.toContain(listedIds(one)[0]);
    expect(payload(await ask(), "requestOtp").knownDevice).toBe(false);
  });

  test("S39 is renewed, or another one is made, goes out", async () => {
    const someone = owner(service);
    const deviceToken = await someone.device();
    for (const input of [{ deviceToken }, {}]) {
      const { check } = await prepared(someone, input);
      service.advance(COOLDOWN);
      const ask = () => someone.ask({ deviceToken, purpose: "payment" });
      const { token, knownDevice } = payload(await overtaken(RESERVING, ask, check), "requestOtp");
      expect(knownDevice).toBe(true);
      expect(payload(await someone.check(token.id, someone.code()), "verifyOtp").status).toBe("VERIFIED");
    }
    expect(await someone.devices()).toHaveLength(2);
  });
});

test("S39 a user who is signed out while a message is requested gets a Conflict, and then Unauthorized; a new session gets one", async () => {
  const someone = await poolOwner(service);
  const deviceToken = await someone.device();
  for (const input of [{ purpose: "payment" }, { purpose: "payment", deviceToken }]) {
    service.advance(15 * 60);
    const sent = someone.messages().length;
    const answer = await overtaken(
      RESERVING,
      () => someone.ask(input),
      () => signOut(someone.subject),
    );
    expect(answer.errors).toMatchObject(conflict("requestOtp"));
    expect((await someone.ask(input)).errors).toMatchObject([{ errorType: "Unauthorized" }]);
    expect(someone.messages()).toHaveLength(sent);
    service.advance(15 * 60);
    expect(payload(await someone.ask(input), "requestOtp").token.status).toBe("SENT");
  }
});

test("S40 a session from before everybody was signed out makes no device, although its code was right: verifyOtp is Unauthorized, and charges nothing", async () => {
  const someone = await poolOwner(service);
  const deviceToken = await someone.device();
  for (const input of [{}, { deviceToken }]) {
    service.advance(15 * 60);
    const listed = await someone.devices();
    const { id } = await someone.token(input);
    await signOut(someone.subject);
    const { data, errors } = await someone.check(id, someone.code());
    expect(data.verifyOtp).toBeNull();
    expect(errors).toMatchObject([{ errorType: "Unauthorized", path: ["verifyOtp"] }]);
    service.advance(15 * 60);
    expect(await someone.devices()).toEqual(listed);
  }
});

test("S40 of two successes the one whose device was listed later is a Conflict, and repeated by its key gets its own device", async () => {
  const someone = owner(service);
  const slow = await prepared(someone);
  const { id } = await someone.token({ purpose: "payment" });
  const code = someone.code();
  let fast = "";
  const { data, errors } = await overtaken(LISTING, slow.check, async () => {
    fast = payload(await someone.check(id, code), "verifyOtp").deviceToken;
  });
  expect(data.verifyOtp).toMatchObject({ status: "VERIFIED", deviceToken: null });
  expect(errors).toMatchObject(conflict("verifyOtp", "deviceToken"));
  expect(await someone.deviceIds()).toEqual(listedIds(fast));
  const repeated = payload(await slow.check(), "verifyOtp").deviceToken;
  expect(await someone.deviceIds()).toEqual(listedIds(fast, repeated));
});

test("S40 a success and its repeat at the same time give the token of one device, whichever lists it", async () => {
  const someone = owner(service);
  const { check } = await prepared(someone);
  let repeated = "";
  const answer = await overtaken(LISTING, check, async () => {
    repeated = payload(await check(), "verifyOtp").deviceToken;
  });
  expect(payload(answer, "verifyOtp").deviceToken).toBe(repeated);
  const calls = service.traces.at(-1)?.calls.filter(({ resolver }) => resolver === "VerifyOtpPayload.deviceToken");
  expect(calls?.map(({ operation }) => operation)).toEqual(["BatchGetItem", "UpdateItem", "GetItem", "POST"]);
  expect(await someone.deviceIds()).toEqual(listedIds(repeated));
});

test("S40 a success whose device is being listed, or renewed, while devices are forgotten gives null", async () => {
  const someone = owner(service);
  const fresh = await prepared(someone);
  const first = await overtaken(LISTING, fresh.check, fresh.forget);
  expect(payload(first, "verifyOtp")).toMatchObject({ status: "VERIFIED", deviceToken: null });
  const deviceToken = await someone.device();
  const renewing = await prepared(someone, { deviceToken });
  const second = await overtaken(LISTING, renewing.check, renewing.forget);
  expect(payload(second, "verifyOtp")).toMatchObject({ status: "VERIFIED", deviceToken: null });
  expect(await someone.devices()).toEqual([]);
});

test("S40 forgetting that is overtaken by a new device is a Conflict, and forgets nothing; done again it forgets both", async () => {
  const someone = owner(service);
  await someone.device();
  const { forget, check } = await prepared(someone);
  expect((await overtaken(FORGETTING, forget, check)).errors).toMatchObject(conflict("forgetDevices"));
  expect(await someone.devices()).toHaveLength(2);
  expect((await forget()).errors).toBeUndefined();
  expect(await someone.devices()).toEqual([]);
});

test("S41 a step-up token forgets once: a call that was overtaken after its token was checked forgets nothing", async () => {
  const someone = owner(service);
  await someone.device();
  await someone.device();
  const [first, second] = await someone.deviceIds();
  const stepUpToken = await someone.stepUp();
  const forget = (id?: string) => someone.caller(FORGET, { input: { subject: someone.subject, id, stepUpToken } });
  const held = wires.table.strike(".BatchGetItem", "stalled", 1, 1);
  const overtaken = forget(first);
  await held.reached;
  payload(await forget(second), "forgetDevices");
  await held.release();
  expect((await overtaken).errors).toMatchObject([{ errorType: "SecondFactorRequired" }]);
  expect(await someone.deviceIds()).toEqual([first]);
});

test.each(["lostAnswer", "garbled", "twice"] as const)(
  "S40 a device whose listing was done, and answered wrongly (%s), is one device: the repeat gives its token",
  async (kind) => {
    const someone = owner(service);
    const { check } = await prepared(someone);
    const mend = service.endpoint.api.faults.inject({ dataSource: "Tokens", operation: "UpdateItem", kind, after: 1 });
    const { data } = await check();
    mend();
    expect(data.verifyOtp.status).toBe("VERIFIED");
    const { deviceToken } = payload(await check(), "verifyOtp");
    if (data.verifyOtp.deviceToken !== null) expect(data.verifyOtp.deviceToken).toBe(deviceToken);
    expect(await someone.deviceIds()).toEqual(listedIds(deviceToken));
  },
);

test.each(["error", "throttling", "conflict"] as const)(
  "S17 while the person cannot be read or written (%s), deviceToken is an error, and no device is listed",
  async (kind) => {
    const someone = owner(service);
    const { check } = await prepared(someone);
    const first = { dataSource: "Tokens", operation: "BatchGetItem", kind };
    const second = { dataSource: "Tokens", operation: "UpdateItem", kind, after: 2 };
    for (const fault of [first, second]) {
      const mend = service.endpoint.api.faults.inject(fault);
      const { data, errors } = await check();
      mend();
      expect(data.verifyOtp).toMatchObject({ status: "VERIFIED", deviceToken: null });
      const errorType = kind === "error" ? "InternalError" : "Conflict";
      expect(errors).toMatchObject([{ errorType, path: ["verifyOtp", "deviceToken"] }]);
      expect(await someone.devices()).toEqual([]);
    }
    expect(payload(await check(), "verifyOtp").deviceToken).not.toBeNull();
  },
);
