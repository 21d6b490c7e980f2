import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { itemsOf, person } from "./person.ts";
import { startTestService, type TestService } from "./support.ts";

/**
 * What makes a token is kept as a fingerprint of 48 bits, and two texts with the same fingerprint are found within seconds. These were
 * found so; nobody may gain anything by them.
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
  service = await startTestService();
});
afterAll(() => service.stop());

const payer = () => {
  const someone = person(service, { purpose: "payment" });
  return { ...someone, slot: async () => (await itemsOf(service, someone.subject)).payment };
};
const conflict = [{ errorType: "Conflict" }];

test.each([
  [BOB, MALLORY],
  [FIRST, SECOND],
])("%j and %j have the same fingerprint", async (...pair) => {
  const fingerprints = await Promise.all(
    pair.map(async (asked) => {
      const someone = payer();
      await someone.token(asked);
      return (await someone.slot())?.fingerprint?.S;
    }),
  );
  expect(fingerprints[0]).toBe(fingerprints[1]);
});

test("S03 a token that is verified while another transaction with its fingerprint is sent stays verified, and the other is not", async () => {
  const someone = payer();
  const { id } = await someone.token(BOB);
  const code = someone.code();
  service.advance(COOLDOWN);
  service.endpoint.api.faults.inject({ dataSource: "Send", kind: "delay", milliseconds: 1_000, times: 1 });
  const asking = someone.ask(MALLORY);
  await vi.waitFor(async () => expect((await someone.slot())?.sends?.N).toBe("2"));
  expect((await someone.check(id, code, BOB)).status).toBe("VERIFIED");
  expect((await asking).errors).toMatchObject(conflict);
  expect(someone.messages()).toHaveLength(2);
  const { transaction } = MALLORY;
  expect((await someone.check(id, someone.code(), { transaction })).status).toBe("EXPIRED");
});

test("the MAC of a token stays that of its first message: another transaction with its fingerprint is a Conflict, and verifies nothing", async () => {
  const someone = payer();
  const { id } = await someone.token(BOB);
  const code = someone.code();
  const codeMac = (await someone.slot())?.codeMac;
  service.advance(COOLDOWN);
  expect((await someone.ask(MALLORY)).errors).toMatchObject(conflict);
  expect(await someone.slot()).toMatchObject({ id: { S: id }, sends: { N: "2" }, codeMac });
  const { transaction } = MALLORY;
  expect((await someone.check(id, someone.code(), { transaction })).status).toBe("WRONG_CODE");
  expect((await someone.check(id, code, BOB)).status).toBe("VERIFIED");
});

test("sent again for other data with the same fingerprint, a token hands back the data of its first request", async () => {
  const someone = payer();
  const { id } = await someone.token(FIRST);
  service.advance(COOLDOWN);
  expect(await someone.token(SECOND)).toMatchObject({ id, sendsRemaining: 1 });
  expect(await someone.check(id, someone.code())).toMatchObject({ status: "VERIFIED", data: FIRST.data });
});
