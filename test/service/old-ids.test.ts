import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type AttributeValue, DynamoDB } from "@aws-sdk/client-dynamodb";
import { KMS } from "@aws-sdk/client-kms";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { CHECK_KEY, type LocalState, REGION } from "../../local/service/index.ts";
import { owner, payload } from "./owner.ts";
import { itemsOf } from "./person.ts";
import { CANCEL, LIST, startTestService, type TestService } from "./support.ts";

/**
 * What version 0.1 left in the table when it was upgraded: slots of item version 1, whose ids name neither key version nor device, and whose
 * MACs cover no kind. Such a token can be used up to its end, and the next request replaces it.
 */

const CODE = "482913";
const WRONG = "482914";
const TRANSACTION = { amount: "12.50", currency: "EUR", payee: "Bob" };

let service: TestService;
let table: DynamoDB;
let kms: KMS;
beforeAll(async () => {
  service = await startTestService();
  const credentials = { accessKeyId: "AKIATEST", secretAccessKey: "secret" };
  table = new DynamoDB({ endpoint: service.outputs.dynamodbUrl, region: REGION, credentials });
  const { api } = JSON.parse(readFileSync(join(service.folder, "state.json"), "utf8")) as LocalState;
  kms = new KMS({ endpoint: service.kms.url, region: REGION, credentials: api });
});
afterEach(() => service.endpoint.api.faults.clear());
afterAll(async () => {
  kms.destroy();
  table.destroy();
  await service.stop();
});

/** Puts each part behind its length. */
const joined = (parts: string[]) => parts.map((part) => `${part.length}:${part}`).join("");

async function macOf(text: string) {
  const { Mac } = await kms.generateMac({ KeyId: CHECK_KEY, MacAlgorithm: "HMAC_SHA_256", Message: Buffer.from(text) });
  return Buffer.from(Mac as Uint8Array).toString("base64");
}

/** Writes an attribute in DynamoDB's form. */
function encoded(value: unknown): AttributeValue {
  if (typeof value === "string") return { S: value };
  if (typeof value === "number") return { N: `${value}` };
  if (typeof value === "boolean") return { BOOL: value };
  if (Array.isArray(value)) return { L: value.map(encoded) };
  return { M: item(value as object) };
}
const item = (attributes: object) =>
  Object.fromEntries(Object.entries(attributes).map(([name, value]) => [name, encoded(value)]));

/** Puts a slot as version 0.1 wrote it, a minute ago, with data. */
async function upgraded({ transaction = null as typeof TRANSACTION | null, guessesUsed = 0 } = {}) {
  const someone = owner(service);
  const { subject, destination } = someone;
  const pk = `role:shop|s|${subject}`;
  const id = `login_${randomBytes(32).toString("hex")}`;
  const bound = transaction ? joined([transaction.amount, transaction.currency, transaction.payee]) : "";
  const createdAt = service.now() / 1000 - 60;
  const expiresAt = createdAt + 300;
  const token = { id, createdAt, expiresAt, codeLength: 6, alphabet: "NUMERIC" };
  const slot = {
    ...token,
    pk,
    sk: "login",
    version: 1,
    activeShard: "role:shop|3",
    revision: createdAt + 2,
    codeMac: await macOf(joined(["role:shop", subject, "login", id, bound, CODE])),
    lastGuessMac: "+",
    lastRequestKey: "-",
    repeatedGuessMacs: [],
    attempts: 0,
    maxAttempts: Math.min(5, 20 - guessesUsed),
    guessesUsed,
    guessCost: 1,
    windowEndsAt: createdAt + 30 * 86_400,
    live: true,
    status: "SENT",
    sentAt: createdAt,
    sends: 1,
    resendAfter: createdAt + 30,
    channel: "EMAIL",
    destination,
    fingerprint: "12345678.1234567",
    idempotencyKeys: [{ ...token, key: "the old key", fingerprint: "7654321.87654321" }],
    ttl: createdAt + 31 * 86_400,
  };
  const data = { pk, sk: `${id}#data`, version: 1, data: '{"cart":42}', ttl: expiresAt + 86_400 };
  for (const each of [slot, data]) await table.putItem({ TableName: "Tokens", Item: item(each) });
  return {
    ...someone,
    id,
    verify: async (code: string, more: object = {}, fields = "data token { id status }") =>
      payload(await someone.check(id, code, more, fields), "verifyOtp"),
  };
}

test("S03 a token with an id of the old form verifies once, and its data comes back", async () => {
  const { id, verify } = await upgraded();
  expect(await verify(WRONG)).toMatchObject({ status: "WRONG_CODE", attemptsRemaining: 4 });
  expect(await verify(CODE)).toMatchObject({
    status: "VERIFIED",
    data: '{"cart":42}',
    token: { id, status: "VERIFIED" },
  });
  expect(await verify(CODE)).toMatchObject({ status: "EXPIRED", data: null });
});

test("S09 it is bound to its transaction, as it was", async () => {
  const { verify } = await upgraded({ transaction: TRANSACTION });
  for (const transaction of [null, { ...TRANSACTION, payee: "Mallory" }]) {
    expect(await verify(CODE, { transaction })).toMatchObject({ status: "WRONG_CODE" });
  }
  expect(await verify(CODE, { transaction: TRANSACTION })).toMatchObject({ status: "VERIFIED" });
});

test("S03 the call that used it is repeated by its key, and makes one device", async () => {
  const { verify, devices } = await upgraded();
  const first = await verify(CODE, { idempotencyKey: "k" }, "deviceToken");
  service.advance(10);
  expect(await verify(CODE, { idempotencyKey: "k" }, "deviceToken")).toEqual(first);
  expect(first.deviceToken).toMatch(/^device_1\./);
  expect(await devices()).toHaveLength(1);
});

test("S16 it is EXPIRED at its end, and S04 its guesses are five", async () => {
  const late = await upgraded();
  service.advance(240);
  expect(await late.verify(CODE)).toMatchObject({ status: "EXPIRED" });
  const guessed = await upgraded();
  for (let n = 0; n < 5; n++) expect(await guessed.verify(WRONG)).toMatchObject({ status: "WRONG_CODE" });
  expect(await guessed.verify(CODE)).toMatchObject({ status: "ATTEMPTS_EXHAUSTED" });
});

test("it is listed, and cancelled by its id", async () => {
  const { id, subject, caller, verify } = await upgraded();
  expect(payload(await caller(LIST, { filter: { subject } }), "activeTokens").items).toMatchObject([
    { id, status: "SENT" },
  ]);
  expect(payload(await caller(CANCEL, { input: { id, subject } }), "cancelOtp").token).toMatchObject({
    status: "CANCELED",
  });
  expect(await verify(CODE)).toMatchObject({ status: "EXPIRED" });
  expect(payload(await caller(LIST, { filter: { subject } }), "activeTokens").items).toEqual([]);
});

test("S05 the next request replaces it, also one by its idempotency key, and guesses that were spent stay spent", async () => {
  const { id, ask, code, check, verify } = await upgraded({ guessesUsed: 18 });
  await verify(WRONG);
  const { token } = payload(await ask({ idempotencyKey: "the old key" }), "requestOtp");
  expect(token.id).toMatch(/^login_1-_[0-9a-f]{64}$/);
  expect(token.id).not.toBe(id);
  expect(token).toMatchObject({ status: "SENT", attemptsRemaining: 1 });
  expect(await verify(CODE)).toMatchObject({ status: "EXPIRED" });
  expect(payload(await check(token.id, code()), "verifyOtp").status).toBe("VERIFIED");
});

test("S43 the keys that version 0.1 kept in a slot go with its token, so that guesses at the slot do not cost more for ever", async () => {
  const { subject, token } = await upgraded();
  await token();
  expect((await itemsOf(service, subject)).login).not.toHaveProperty("idempotencyKeys");
});

test("S44 a request that certainly was not sent leaves it as it was", async () => {
  const { ask, verify } = await upgraded();
  service.endpoint.api.faults.inject({ dataSource: "Send", operation: "Invoke", kind: "throttling", times: 1 });
  expect((await ask()).errors).toMatchObject([{ errorType: "DeliveryFailed" }]);
  expect(await verify(CODE)).toMatchObject({ status: "VERIFIED", data: '{"cart":42}' });
});
