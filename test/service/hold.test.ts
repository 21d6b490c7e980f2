import { afterAll, beforeAll, expect, test } from "vitest";
import { accountOwner, type Channel, CONFIRM_CHANGE, contactAsked, newNumber } from "./account-owner.ts";
import { type AccountService, startAccountService } from "./accounts.ts";
import { NO_LIMITS } from "./owner.ts";
import { administrator } from "./pool-user.ts";
import { onlyError } from "./step-up.ts";
import { type Caller, codeIn, REQUEST, type TestService, VERIFY } from "./support.ts";

/** The hold: codes to the mailbox or number that a password was reset by are no second factor. */

let accounts: AccountService;
let service: TestService;
beforeAll(async () => {
  accounts = await startAccountService({
    ...NO_LIMITS,
    budget: { guesses: 10 },
    purposes: ["login", "payment", "verify-contact", "transfer"],
  });
  service = accounts.service;
});
afterAll(() => accounts.stop());

const HELD = { errorType: "InvalidInput", errorInfo: { field: "channel", reason: "HELD" } };

/** Somebody whose password was just reset, and who has signed in by the new one. */
async function afterReset(by: Channel = "EMAIL", given: { phone?: string | null } = {}) {
  const user = await accountOwner(service, given);
  const destination = by === "EMAIL" ? user.email : (user.phone as string);
  await accounts.reset(user, { channel: by, destination });
  service.advance(1);
  const { call } = await user.signIn();
  const isHeld = async (purpose: string, channel: Channel) => {
    const answer = await user.ask(call, purpose, channel);
    if (!answer.errors) return false;
    expect(onlyError(answer)).toMatchObject(HELD);
    return true;
  };
  return { ...user, call, isHeld };
}

test.each(["EMAIL", "SMS"] as const)(
  "a reset by %s holds it for sign-in, payments, step-ups and every other purpose",
  async (by) => {
    const { isHeld } = await afterReset(by);
    for (const purpose of ["login", "payment", "transfer", "operator", "manage-account"]) {
      expect(await isHeld(purpose, by)).toBe(true);
    }
    expect(await isHeld("login", by === "EMAIL" ? "SMS" : "EMAIL")).toBe(false);
    // It proves an address and nothing else.
    expect(await isHeld("verify-contact", by)).toBe(false);
  },
);

test.each(["login", "payment", "manage-account"])(
  "a code of purpose %s to another verified claim lifts it",
  async (purpose) => {
    const user = await afterReset();
    expect(await user.prove(user.call, purpose, "SMS")).toMatchObject({ status: "VERIFIED" });
    expect(await user.isHeld("login", "EMAIL")).toBe(false);
    expect(await accounts.account(user.sub)).toMatchObject({ held: null });
  },
);

test("verify-contact lifts it not, by whichever claim, nor does a wrong code", async () => {
  const user = await afterReset();
  for (const channel of ["EMAIL", "SMS"] as const) {
    expect(await user.prove(user.call, "verify-contact", channel)).toMatchObject({ status: "VERIFIED" });
  }
  const { data } = await user.ask(user.call, "login", "SMS");
  await user.call(VERIFY, { input: { id: data.requestOtp.token.id, code: "000000" } });
  expect(await user.isHeld("login", "EMAIL")).toBe(true);
});

test("a contact change lifts it not: neither the one that was asked for before, nor the one of the held mailbox itself", async () => {
  const user = await afterReset();
  // Only another claim steps up; that lifts the hold, so another reset follows.
  const stepUpToken = await user.stepUp(user.call);
  const asked = await contactAsked(service, user.call, {
    channel: "SMS",
    stepUpToken,
    destination: newNumber(),
  });
  service.advance(1);
  await accounts.reset(user);
  service.advance(1);
  const after = await user.signIn();
  expect(onlyError(await user.call(CONFIRM_CHANGE, { input: asked }))).toMatchObject({ errorType: "Unauthorized" });
  expect(onlyError(await after.call(CONFIRM_CHANGE, { input: asked }))).toMatchObject({
    errorType: "SecondFactorRequired",
  });
  expect(await accounts.account(user.sub)).toMatchObject({ held: user.email });
});

test("where there is no other claim the mailbox is the only factor", async () => {
  const user = await afterReset("EMAIL", { phone: null });
  expect(await user.prove(user.call, "login", "EMAIL")).toMatchObject({ status: "VERIFIED" });
});

test("a hold ends nobody's account: where support takes a lost number away, the mailbox counts again", async () => {
  const user = await afterReset();
  await administrator(service).adminUpdateUserAttributes({
    ...user.pool,
    UserAttributes: [{ Name: "phone_number", Value: "" }],
  });
  const { call } = await user.signIn();
  expect(await user.prove(call, "login", "EMAIL")).toMatchObject({ status: "VERIFIED" });
});

test("the mailbox is held by whichever of its spellings", async () => {
  const user = await accountOwner(service);
  await accounts.reset(user);
  service.advance(1);
  const [name] = user.email.split("@");
  const UserAttributes = [
    { Name: "email", Value: `${name}+any@example.com` },
    { Name: "email_verified", Value: "true" },
  ];
  await administrator(service).adminUpdateUserAttributes({ ...user.pool, Username: user.sub, UserAttributes });
  const { call } = await user.signIn();
  expect(onlyError(await user.ask(call, "login", "EMAIL"))).toMatchObject(HELD);
});

test("only what the last reset used is held", async () => {
  const user = await afterReset("EMAIL");
  service.advance(1);
  await accounts.reset(user, { channel: "SMS", destination: user.phone as string });
  service.advance(1);
  const { call } = await user.signIn();
  expect(onlyError(await user.ask(call, "login", "SMS"))).toMatchObject(HELD);
  expect(await user.prove(call, "login", "EMAIL")).toMatchObject({ status: "VERIFIED" });
});

test("codes that went out before the reset are void after it, by whichever session, and the next request issues another", async () => {
  const user = await accountOwner(service);
  const owner = await user.signIn();
  const { data } = await user.ask(owner.call, "login", "EMAIL");
  const before = { id: data.requestOtp.token.id, code: codeIn(service.lastMessageTo(user.email).text) };
  const phone = (await user.ask(owner.call, "payment", "SMS")).data.requestOtp.token.id;
  await accounts.reset(user);
  service.advance(1);
  const intruder = await user.signIn();
  expect(onlyError(await owner.call(VERIFY, { input: before }))).toMatchObject({ errorType: "Unauthorized" });
  expect((await intruder.call(VERIFY, { input: before })).data.verifyOtp).toMatchObject({ status: "EXPIRED" });
  const again = await user.ask(intruder.call, "payment", "SMS");
  expect(again.data.requestOtp.token).toMatchObject({ status: "SENT" });
  expect(again.data.requestOtp.token.id).not.toBe(phone);
});

test("S17 a hold that cannot be read ends the call before anything is charged or sent", async () => {
  const user = await afterReset();
  const { data } = await user.ask(user.call, "login", "SMS");
  const input = { id: data.requestOtp.token.id, code: codeIn(service.lastMessageTo(user.phone as string).text) };
  const failing = async (call: Caller, query: string, variables: object) => {
    const mend = service.endpoint.api.faults.inject({ dataSource: "Factors", kind: "error" });
    const answer = await call(query, variables);
    mend();
    return answer;
  };
  expect(onlyError(await failing(user.call, VERIFY, { input }))).toMatchObject({ errorType: "InternalError" });
  expect((await user.call(VERIFY, { input })).data.verifyOtp).toMatchObject({ status: "VERIFIED" });
  expect((await user.call(REQUEST, { input: { channel: "EMAIL", purpose: "transfer" } })).errors).toBeUndefined();
});
