import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { itemsOf, person } from "./person.ts";
import { startTestService, type TestService } from "./support.ts";

/**
 * S42: what makes a token is compared as a whole, or by a MAC that KMS makes. Until it was, 48 bits stood for it, and these pairs
 * with the same fingerprint were found in seconds.
 */

const COOLDOWN = 30;
const BOB = { transaction: { amount: "10", currency: "USD", payee: "Bob" } };
const MALLORY = {
  transaction: { amount: "9999", currency: "USD", payee: "Mallory" },
  data: '{"to":"mallory","amount":9999,"x":"AAAUmbAAyb6K"}',
};
const FIRST = { data: '{"cart":"first"}' };
const SECOND = { data: '{"cart":"second","x":"AAHBgsAAEGaW"}' };

let service: TestService;
beforeAll(async () => {
  service = await startTestService({
    sends: { subject: { quarterHour: 100, day: 1000 }, destination: { quarterHour: 100, day: 1000 } },
  });
});
afterAll(() => service.stop());

const payer = (input: object = {}) => {
  const someone = person(service, { purpose: "payment", ...input });
  return { ...someone, slot: async () => (await itemsOf(service, someone.subject)).payment };
};
const mismatch = [{ errorType: "IdempotencyMismatch" }];

test.each([
  [BOB, MALLORY],
  [FIRST, SECOND],
])("S42 %j, then %j: a token of its own, and the first one ends", async (asked, other) => {
  const someone = payer();
  const first = await someone.token(asked);
  const code = someone.code();
  service.advance(COOLDOWN);
  const second = await someone.token(other);
  expect(second.id).not.toBe(first.id);
  const transaction = "transaction" in asked ? { transaction: asked.transaction } : {};
  expect((await someone.check(first.id, code, transaction)).status).toBe("EXPIRED");
  const now = "transaction" in other ? { transaction: other.transaction } : {};
  expect(await someone.check(second.id, someone.code(), now)).toMatchObject({ status: "VERIFIED", data: other.data });
});

test.each([
  [BOB, MALLORY],
  [FIRST, SECOND],
])("S42 %j, then %j with the same idempotency key is an IdempotencyMismatch", async (asked, other) => {
  const someone = payer({ idempotencyKey: "key" });
  await someone.token(asked);
  expect((await someone.ask(other)).errors).toMatchObject(mismatch);
  expect(someone.messages()).toHaveLength(1);
});

/** As long as each input may be. */
const LONG = {
  data: JSON.stringify("d".repeat(2_046)),
  message: `{code}${"m".repeat(474)}`,
  transaction: { amount: "123,456,789,012.00", currency: "EUR", payee: "P".repeat(64) },
  locale: "de-AT",
};
const changed = (text: string, at: number) => `${text.slice(0, at)}x${text.slice(at + 1)}`;
/** A place in one of the texts, where the mutation changes one character. */
const mutations = fc.oneof(
  fc.integer({ min: 1, max: 2_046 }).map((at) => ({ data: changed(LONG.data, at) })),
  fc.integer({ min: 6, max: 479 }).map((at) => ({ message: changed(LONG.message, at) })),
  fc.integer({ min: 0, max: 63 }).map((at) => ({
    transaction: { ...LONG.transaction, payee: changed(LONG.transaction.payee, at) },
  })),
  fc.integer({ min: 1, max: 9 }).map((digit) => ({ transaction: { ...LONG.transaction, amount: `${digit}` } })),
  fc.constant({ locale: "de-CH" }),
);

test("S42 a thousand long inputs that differ in one place are all told apart, by key and as tokens", async () => {
  const someone = payer({ ...LONG, idempotencyKey: "key" });
  const first = await someone.token();
  await fc.assert(
    fc.asyncProperty(mutations, async (mutation) => {
      expect((await someone.ask(mutation)).errors).toMatchObject(mismatch);
    }),
    { numRuns: 1_000, seed: 20_261_130 },
  );
  expect(await someone.token()).toEqual(first);
  expect(someone.messages()).toHaveLength(1);
});

test("S42 the table holds neither data nor message of a request beside its fingerprint, which is keyed", async () => {
  const someone = payer({ message: "canary-of-a-message {code}" });
  await someone.token({ idempotencyKey: "key" });
  const slot = await someone.slot();
  expect(slot?.fingerprint?.S).toMatch(/^1:[A-Za-z0-9+/]{43}=$/);
  expect(JSON.stringify(await itemsOf(service, someone.subject))).not.toContain("canary-of-a-message");
});

test("S03 the MAC of a token stays that of its first message", async () => {
  const someone = payer();
  const { id } = await someone.token(BOB);
  const before = await someone.slot();
  service.advance(COOLDOWN);
  expect((await someone.token(BOB)).id).toBe(id);
  expect(await someone.slot()).toMatchObject({ sends: { N: "2" }, codeMac: before?.codeMac });
});
