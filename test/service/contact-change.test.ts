import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { accountOwner, CONFIRM_CHANGE, contactAsked, newNumber, REQUEST_CHANGE } from "./account-owner.ts";
import { type AccountService, startAccountService } from "./accounts.ts";
import { administrator } from "./pool-user.ts";
import { operatorSession, signedIn } from "./sessions.ts";
import { missing, onlyError, stepUp } from "./step-up.ts";
import { CANCEL, type Caller, REQUEST, type TestService, VERIFY } from "./support.ts";

/** A user's new address or number. */

const DAY = 24 * 60 * 60;
let accounts: AccountService;
let service: TestService;
beforeAll(async () => {
  accounts = await startAccountService({ sends: { subject: { quarterHour: 5, day: 20 } } });
  service = accounts.service;
});
/** Each test has a day of its own. */
beforeEach(() => service.advance(DAY));
afterAll(() => accounts.stop());

const VERIFIED = { status: "VERIFIED", attemptsRemaining: 0 };
const NEEDED = missing("manage-account");
const confirm = (call: Caller, input: object) => call(CONFIRM_CHANGE, { input });
const confirmed = async (call: Caller, input: object) => (await confirm(call, input)).data.confirmContactChange;

/** Somebody who has proven their second factor. */
async function steppedUp(given: { phone?: string | null } = {}) {
  const user = await accountOwner(service, given);
  const session = await user.signIn();
  const stepUpToken = await user.stepUp(session.call, given.phone === null ? "EMAIL" : "SMS");
  const attributes = async () => {
    const name = { ...user.pool, Username: user.sub };
    const { UserAttributes = [] } = await administrator(service).adminGetUser(name);
    return Object.fromEntries(UserAttributes.map(({ Name, Value }) => [Name, Value]));
  };
  return { ...user, ...session, stepUpToken, attributes };
}

const newAddress = () => `${crypto.randomUUID()}@new.example.com`;

test.each(["EMAIL", "SMS"] as const)(
  "a new one by %s is confirmed by the code that was sent there, and verified",
  async (channel) => {
    const user = await steppedUp();
    const destination = channel === "EMAIL" ? newAddress() : newNumber();
    const asked = await contactAsked(service, user.call, { ...user, destination, channel });
    expect(asked.id).toMatch(/^contact-change_/);
    expect(asked.code).toMatch(/^[0-9A-HJKMNP-TV-Z]{12}$/);
    expect(await confirmed(user.call, asked)).toEqual(VERIFIED);
    const name = channel === "EMAIL" ? "email" : "phone_number";
    expect(await user.attributes()).toMatchObject({ [name]: destination, [`${name}_verified`]: "true" });
  },
);

test("an address is written in small letters, however it was typed", async () => {
  const user = await steppedUp();
  const destination = newAddress();
  const { data } = await user.call(REQUEST_CHANGE, {
    input: { channel: "EMAIL", destination: destination.toUpperCase(), stepUpToken: user.stepUpToken },
  });
  expect(data.requestContactChange.token).toMatchObject({ purpose: "contact-change", status: "SENT" });
  const code = /^[0-9A-HJKMNP-TV-Z]{12}$/m.exec(service.lastMessageTo(destination).text)?.[0];
  const { id } = data.requestContactChange.token;
  expect(await confirmed(user.call, { id, code, stepUpToken: user.stepUpToken })).toEqual(VERIFIED);
  expect(await user.attributes()).toMatchObject({ email: destination });
});

test("everybody is signed out by it, and a new sign-in counts again", async () => {
  const user = await steppedUp();
  const other = await user.signIn();
  await confirmed(user.call, await contactAsked(service, user.call, { ...user, destination: newAddress() }));
  for (const { call } of [user, other]) {
    expect(onlyError(await user.ask(call, "login", "SMS"))).toMatchObject({ errorType: "Unauthorized" });
  }
  service.advance(1);
  expect((await user.ask((await user.signIn()).call, "login", "SMS")).errors).toBeUndefined();
});

describe("the owner is told by e-mail", () => {
  const notices = async (to: string) => {
    await service.streams.read();
    return service.messages.inbox
      .list()
      .filter((message) => message.to === to && /was changed$/.test(message.subject ?? ""));
  };

  test("of another address at the old one, in words without a code, a link or an address", async () => {
    const user = await steppedUp();
    const destination = newAddress();
    await confirmed(user.call, await contactAsked(service, user.call, { ...user, destination }));
    const [notice, ...more] = await notices(user.email);
    expect(more).toEqual([]);
    expect(notice?.subject).toBe("The e-mail address of your Example account was changed");
    expect(notice?.text).not.toMatch(/@|http|\d{6}|[A-Z0-9]{12}/);
    expect(await notices(destination)).toEqual([]);
  });

  test("of another number at the verified address", async () => {
    const user = await steppedUp();
    const asked = await contactAsked(service, user.call, { ...user, destination: newNumber(), channel: "SMS" });
    await confirmed(user.call, asked);
    expect(await notices(user.email)).toMatchObject([
      { subject: "The phone number of your Example account was changed" },
    ]);
  });

  test("of another password at the verified address", async () => {
    const user = await accountOwner(service);
    await accounts.reset(user);
    expect(await notices(user.email)).toMatchObject([{ subject: "Your Example password was changed" }]);
  });

  test("of nothing where the old address was never verified", async () => {
    const user = await steppedUp();
    const name = { ...user.pool, Username: user.sub };
    const UserAttributes = [{ Name: "email_verified", Value: "false" }];
    await administrator(service).adminUpdateUserAttributes({ ...name, UserAttributes });
    await confirmed(user.call, await contactAsked(service, user.call, { ...user, destination: newAddress() }));
    expect(await notices(user.email)).toEqual([]);
  });
});

test("S33 audit events tell of a changed contact, a reset password and a lifted hold, with masked destinations", async () => {
  const user = await steppedUp();
  const destination = newAddress();
  await confirmed(user.call, await contactAsked(service, user.call, { ...user, destination }));
  service.advance(5);
  await accounts.reset({ sub: user.sub, email: destination });
  service.advance(5);
  await user.prove((await user.signIn()).call, "login", "SMS");
  await service.streams.read();
  const answer = await fetch(`${service.outputs.eventsUrl}.json?subject=${user.sub}`);
  const own = ((await answer.json()) as { type: string }[]).filter(({ type }) => type.startsWith("account."));
  const head = { tenant: "pool", result: "SUCCESS", operator: null };
  expect(own.sort((a, b) => a.type.localeCompare(b.type))).toMatchObject([
    { ...head, type: "account.contact_changed", channel: "EMAIL", destination: `${destination[0]}•••@new.example.com` },
    { ...head, type: "account.hold_lifted" },
    { ...head, type: "account.password_changed", channel: "EMAIL", held: true },
  ]);
  expect(JSON.stringify(own)).not.toContain(destination);
});

describe("S41 both calls need the user's step-up token", () => {
  test("of this session, purpose and subject, recent, and from after the last sign-out", async () => {
    const user = await steppedUp();
    const stranger = await steppedUp();
    const other = await user.signIn();
    const ofOther = await user.stepUp(other.call, "EMAIL");
    const forOperators = await user.stepUp(user.call, "EMAIL", "operator");
    const stepUpToken = await user.stepUp(user.call);
    const destination = newAddress();
    const asked = await contactAsked(service, user.call, { stepUpToken, destination });
    const wrong = {
      none: null,
      foreign: stranger.stepUpToken,
      "of another session": ofOther,
      "for operators": forOperators,
    };
    for (const [which, token] of Object.entries(wrong)) {
      const given = { channel: "EMAIL", destination, stepUpToken: token };
      expect(onlyError(await user.call(REQUEST_CHANGE, { input: given })), which).toMatchObject(NEEDED);
      expect(onlyError(await confirm(user.call, { ...asked, stepUpToken: token })), which).toMatchObject(NEEDED);
    }
    service.advance(601);
    expect(onlyError(await confirm(await user.renewed(), asked))).toMatchObject(NEEDED);
    expect(await user.attributes()).toMatchObject({ email: user.email });
  });

  test("so that a stolen session changes nothing, not even with the code", async () => {
    const user = await steppedUp();
    const asked = await contactAsked(service, user.call, { ...user, destination: newAddress() });
    const stolen = await user.signIn();
    expect(onlyError(await confirm(stolen.call, asked))).toMatchObject(NEEDED);
    expect(await confirmed(user.call, asked)).toEqual(VERIFIED);
  });
});

test("S18 the id of one mutation means nothing to another, and nobody requests the purpose by requestOtp", async () => {
  const user = await steppedUp();
  const asked = await contactAsked(service, user.call, { ...user, destination: newAddress() });
  const { stepUpToken: _, ...guess } = asked;
  expect((await user.call(VERIFY, { input: guess })).data.verifyOtp).toMatchObject({ status: "EXPIRED" });
  const login = (await user.ask(user.call, "login", "EMAIL")).data.requestOtp.token.id;
  expect(await confirmed(user.call, { ...asked, id: login })).toEqual({ status: "EXPIRED", attemptsRemaining: 0 });
  const refused = await user.call(REQUEST, { input: { channel: "EMAIL", purpose: "contact-change" } });
  expect(onlyError(refused)).toMatchObject({ errorInfo: { field: "purpose", reason: "RESERVED" } });
  expect(await confirmed(user.call, asked)).toEqual(VERIFIED);
});

test("S18 another user's id is EXPIRED, and one that the user has cancelled, too", async () => {
  const [user, other] = [await steppedUp(), await steppedUp()];
  const theirs = await contactAsked(service, other.call, { ...other, destination: newAddress() });
  const own = await contactAsked(service, user.call, { ...user, destination: newAddress() });
  const swapped = { ...theirs, stepUpToken: user.stepUpToken };
  expect(await confirmed(user.call, swapped)).toMatchObject({ status: "EXPIRED" });
  expect((await user.call(CANCEL, { input: { id: own.id } })).errors).toBeUndefined();
  expect(await confirmed(user.call, own)).toMatchObject({ status: "EXPIRED" });
});

test("wrong codes are counted, and the last one ends the token", async () => {
  const user = await steppedUp();
  const asked = await contactAsked(service, user.call, { ...user, destination: newAddress() });
  for (let left = 4; left >= 0; left--) {
    const guess = { ...asked, code: "ZZZZ22223333" };
    expect(await confirmed(user.call, guess)).toEqual({ status: "WRONG_CODE", attemptsRemaining: left });
  }
  expect(await confirmed(user.call, asked)).toMatchObject({ status: "ATTEMPTS_EXHAUSTED" });
});

test("a request from before a sign-out is void, although its session was renewed since", async () => {
  const user = await steppedUp();
  const asked = await contactAsked(service, user.call, { ...user, destination: newAddress() });
  service.advance(1);
  await accounts.reset(user);
  service.advance(1);
  expect(onlyError(await confirm(user.call, asked))).toMatchObject({ errorType: "Unauthorized" });
  const again = await user.signIn();
  const stepUpToken = await user.stepUp(again.call);
  expect(await confirmed(again.call, { ...asked, stepUpToken })).toMatchObject({ status: "EXPIRED" });
});

test("of parallel confirmations one is right, and with one key all are, and it is done once", async () => {
  const first = await steppedUp();
  const asked = await contactAsked(service, first.call, { ...first, destination: newAddress() });
  const answers = await Promise.all(Array.from({ length: 8 }, () => confirm(first.call, asked)));
  const statuses = answers.map(({ data }) => data?.confirmContactChange?.status ?? "refused");
  expect(statuses.filter((status) => status === "VERIFIED")).toHaveLength(1);

  const second = await steppedUp();
  const keyed = {
    ...(await contactAsked(service, second.call, { ...second, destination: newAddress() })),
    idempotencyKey: "k",
  };
  const all = await Promise.all(Array.from({ length: 4 }, () => confirm(second.call, keyed)));
  for (const { data, errors } of all) {
    // One that comes when it is done is of a session that was signed out.
    if (errors) expect(errors).toMatchObject([{ errorType: expect.stringMatching(/^(Unauthorized|InternalError)$/) }]);
    else expect(data.confirmContactChange).toEqual(VERIFIED);
  }
  expect(await accounts.account(second.sub)).toMatchObject({ change: { done: true } });
});

describe("S12 an address that somebody else signs in by", () => {
  test("gets a code as any other does, and is refused once the code was verified, without a word of whose it is", async () => {
    const [user, other] = [await steppedUp(), await accountOwner(service)];
    const free = await contactAsked(service, user.call, { ...user, destination: newAddress() });
    service.advance(31);
    const taken = await contactAsked(service, user.call, { ...user, destination: other.email });
    expect(free.id.length).toBe(taken.id.length);
    const error = onlyError(await confirm(user.call, taken));
    expect(error).toMatchObject({ errorType: "InvalidInput", errorInfo: { field: "destination", reason: "TAKEN" } });
    expect(JSON.stringify(error)).not.toContain(other.sub);
    // Nothing was changed, and nobody signed out.
    expect(await user.attributes()).toMatchObject({ email: user.email });
    expect((await user.ask(user.call, "login", "SMS")).errors).toBeUndefined();
  });
});

describe("limits", () => {
  test("of contact changes are of their own: sign-ins spend none of them, and they none of a sign-in's or of the new address's", async () => {
    const user = await steppedUp();
    const victim = await accountOwner(service);
    for (let n = 0; n < 3; n++) {
      const destination = n === 0 ? victim.email : newAddress();
      const stepUpToken = await user.stepUp(user.call);
      await contactAsked(service, user.call, { stepUpToken, destination });
    }
    const stepUpToken = await user.stepUp(user.call, "EMAIL");
    const more = { channel: "EMAIL", destination: newAddress(), stepUpToken };
    expect(onlyError(await user.call(REQUEST_CHANGE, { input: more }))).toMatchObject({
      errorType: "Throttled",
      errorInfo: { limit: "SUBJECT" },
    });
    const { call } = await victim.signIn();
    const { data } = await victim.ask(call, "login", "EMAIL");
    expect(data.requestOtp.token.status).toBe("SENT");
  });

  test("bound what one address gets from all users together", async () => {
    const destination = newAddress();
    const results: unknown[] = [];
    const users = [await steppedUp(), await steppedUp(), await steppedUp(), await steppedUp()];
    for (const user of users) {
      const input = { channel: "EMAIL", destination, stepUpToken: user.stepUpToken };
      const { data, errors } = await user.call(REQUEST_CHANGE, { input });
      results.push(errors?.[0]?.errorInfo.limit ?? data.requestContactChange.token.status);
    }
    expect(results).toEqual(["SENT", "SENT", "SENT", "DESTINATION"]);
  });
});

test("S19 the rules for numbers hold for a new one", async () => {
  const user = await steppedUp();
  const ask = async (destination: string) =>
    onlyError(
      await user.call(REQUEST_CHANGE, { input: { channel: "SMS", destination, stepUpToken: user.stepUpToken } }),
    );
  expect(await ask("+8821234567890")).toMatchObject({ errorType: "DestinationNotAllowed" });
  expect(await ask("+1202555")).toMatchObject({ errorType: "InvalidInput", errorInfo: { field: "destination" } });
  expect(await ask("0676 123")).toMatchObject({ errorInfo: { field: "destination", reason: "MALFORMED" } });
});

test("a known key answers as before and sends nothing again", async () => {
  const user = await steppedUp();
  const destination = newAddress();
  const input = { channel: "EMAIL", destination, stepUpToken: user.stepUpToken, idempotencyKey: "once" };
  const [one, two] = [await user.call(REQUEST_CHANGE, { input }), await user.call(REQUEST_CHANGE, { input })];
  expect(two.data.requestContactChange.token).toEqual(one.data.requestContactChange.token);
  expect(service.messages.inbox.list().filter(({ to }) => to === destination)).toHaveLength(1);
  const other = await user.call(REQUEST_CHANGE, { input: { ...input, destination: newAddress() } });
  expect(onlyError(other)).toMatchObject({ errorType: "IdempotencyMismatch" });
});

describe("nobody but a user of the pool itself changes a contact", () => {
  const input = { channel: "EMAIL", destination: "new@example.com", stepUpToken: null };
  const refusedTo = async (call: Caller) => {
    for (const answer of [
      await call(REQUEST_CHANGE, { input }),
      await confirm(call, { id: "contact-change", code: "123456" }),
    ]) {
      expect(answer.errors).toMatchObject([{ errorType: "Unauthorized" }]);
    }
  };

  test("not a backend, not an operator, nor one by the users' app client, nor somebody from an identity provider", async () => {
    await refusedTo(service.backend());
    const operator = await operatorSession(service);
    await refusedTo(operator.call);
    const asUser = await signedIn(service, "admin@example.com", "userPoolClientId");
    await refusedTo(asUser.call);
    const user = await accountOwner(service);
    const session = await user.signIn();
    await refusedTo(await session.renewed({ identities: [{ providerName: "Google", userId: "1" }] }));
    expect(await stepUp(service, operator.call)).toMatch(/^step-up_/);
  });
});

describe("S17 where Cognito fails in the middle", () => {
  test.each(["AdminUpdateUserAttributes", "AdminUserGlobalSignOut"])(
    "at %s, other sessions do nothing any more, and the same call goes on to the end, also by a renewed session",
    async (operation) => {
      const user = await steppedUp();
      const other = await user.signIn();
      const destination = newAddress();
      const asked = { ...(await contactAsked(service, user.call, { ...user, destination })), idempotencyKey: "k" };
      const fault = { operation, errorType: "InternalErrorException", status: 500 };
      const mend = service.cognito.faults.inject(fault);
      const failed = await confirm(user.call, asked);
      mend();
      expect(onlyError(failed)).toMatchObject({ errorType: "InternalError" });
      expect(onlyError(await user.ask(other.call, "login", "SMS"))).toMatchObject({ errorType: "Unauthorized" });
      expect(onlyError(await confirm(other.call, asked))).toMatchObject(NEEDED);
      expect(await confirmed(await user.renewed(), asked)).toEqual(VERIFIED);
      expect(await user.attributes()).toMatchObject({ email: destination });
      service.advance(1);
      expect(onlyError(await confirm(await user.renewed(), asked))).toMatchObject({ errorType: "Unauthorized" });
    },
  );

  test("a function that cannot be called changes nothing, and a repeat goes on", async () => {
    const user = await steppedUp();
    const asked = {
      ...(await contactAsked(service, user.call, { ...user, destination: newAddress() })),
      idempotencyKey: "k",
    };
    const mend = service.endpoint.api.faults.inject({ dataSource: "Account", kind: "error" });
    expect(onlyError(await confirm(user.call, asked))).toMatchObject({ errorType: "InternalError" });
    mend();
    expect(await accounts.account(user.sub)).toBeNull();
    expect(await confirmed(user.call, asked)).toEqual(VERIFIED);
  });
});
