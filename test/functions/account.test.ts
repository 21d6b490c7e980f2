import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { AccountRequest } from "../../contract/account-request.ts";
import { type AccountService, NEW_PASSWORD, startAccountService } from "../service/accounts.ts";
import { addPoolUser, administrator } from "../service/pool-user.ts";
import { openRelay } from "../service/relay.ts";

/** The account function as its bundle, with the pool and the engine on sockets. */

/** The stand-in has no users of an identity provider: Cognito's answer about this one is made to look so. */
const FEDERATED = "federated";
const relay = await openRelay((operation, answer) =>
  operation === "AdminGetUser" && answer.includes(FEDERATED)
    ? answer.replace(/"UserStatus":"[A-Z_]+"/, '"UserStatus":"EXTERNAL_PROVIDER"')
    : answer,
);
let accounts: AccountService;
const now = () => Math.floor(accounts.service.now() / 1000);

beforeAll(async () => {
  accounts = await startAccountService({}, relay.to);
});
beforeEach(() => accounts.service.advance(60));
afterAll(async () => {
  await accounts.stop();
  await relay.close();
});

const CHANGED = { outcome: "CHANGED" };
const refused = (reason: string) => ({ outcome: "REFUSED", reason });

/** Somebody with a verified address, and the calls about their account. */
async function someone(attributes: Record<string, string> = {}) {
  const user = await addPoolUser(accounts.service, attributes);
  const { sub } = user;
  const of = { subject: sub, username: sub, channel: "EMAIL" as const };
  return {
    ...user,
    password: (more: Partial<AccountRequest & { newPassword: string }> = {}) =>
      accounts.change({
        ...{ ...of, destination: user.email, verifiedAt: now(), newPassword: NEW_PASSWORD },
        ...more,
        change: "password",
      }),
    contact: (more: Partial<AccountRequest> = {}) =>
      accounts.change({ ...of, destination: `new-${user.email}`, verifiedAt: now(), ...more, change: "contact" }),
    account: () => accounts.account(sub),
    /** @returns whether the pool still takes what this sign-in gave */
    async signIn() {
      const { cognito, outputs } = accounts.service;
      const { AccessToken } = await cognito.tokensOf(sub, outputs.userPoolClientId);
      return () =>
        administrator(accounts.service)
          .getUser({ AccessToken })
          .then(() => true)
          .catch(() => false);
    },
    attributes: async () => {
      const { UserAttributes, ...rest } = await administrator(accounts.service).adminGetUser({
        ...user.pool,
        Username: sub,
      });
      return { ...rest, ...Object.fromEntries((UserAttributes ?? []).map(({ Name, Value }) => [Name, Value])) };
    },
  };
}

const PHONE = { phone_number: "+12025550199", phone_number_verified: "true" };

describe("a password", () => {
  test("is set, everybody is signed out, and the mailbox that it was reset by is held", async () => {
    const user = await someone(PHONE);
    const isSignedIn = await user.signIn();
    expect(await user.password()).toEqual(CHANGED);
    expect(await user.attributes()).toMatchObject({ UserStatus: "CONFIRMED" });
    expect(await user.account()).toMatchObject({
      signedOutBefore: now(),
      held: user.email,
      change: { change: "password", done: true, verifiedAt: now() },
    });
    expect(await isSignedIn()).toBe(false);
  });

  test("leaves no hold where the mailbox is the only factor", async () => {
    const user = await someone();
    await user.password();
    expect(await user.account()).toMatchObject({ held: null, signedOutBefore: now() });
  });

  test("that the pool refuses is refused by the policy's name, and nothing is done but that sessions are void", async () => {
    const user = await someone();
    for (const newPassword of ["short", "x".repeat(300), " leadingSpace1!"]) {
      expect(await user.password({ newPassword })).toEqual(refused("PASSWORD_POLICY"));
    }
    expect(await user.attributes()).toMatchObject({ UserStatus: "FORCE_CHANGE_PASSWORD" });
    expect(await user.account()).toMatchObject({ change: { done: false } });
    expect(await user.password()).toEqual(CHANGED);
  });

  test("whose call is repeated signs nobody out a second time, and is set to what the repeat says", async () => {
    const user = await someone(PHONE);
    const verifiedAt = now();
    await user.password();
    const { signedOutBefore } = (await user.account()) as { signedOutBefore: number };
    accounts.service.advance(10);
    const isSignedIn = await user.signIn();
    expect(await user.password({ verifiedAt })).toEqual(CHANGED);
    expect(await user.account()).toMatchObject({ signedOutBefore });
    expect(await isSignedIn()).toBe(true);
  });

  test("is not changed by a code that is older than the last change", async () => {
    const user = await someone();
    const verifiedAt = now();
    accounts.service.advance(5);
    expect(await user.contact({ channel: "SMS", destination: "+12025550198" })).toEqual(CHANGED);
    expect(await user.password({ verifiedAt })).toEqual(refused("SUPERSEDED"));
    expect(await user.attributes()).toMatchObject({ UserStatus: "FORCE_CHANGE_PASSWORD" });
  });
});

describe("an address or number", () => {
  test("is written as verified, with no hold, and the old address is kept only until it is done", async () => {
    const user = await someone();
    expect(await user.contact()).toEqual(CHANGED);
    expect(await user.attributes()).toMatchObject({ email: `new-${user.email}`, email_verified: "true" });
    const { change, held } = (await user.account()) as { change: object; held: null };
    expect({ held, change }).toEqual({
      held: null,
      change: {
        ...{ change: "contact", channel: "EMAIL", destination: `new-${user.email}`, verifiedAt: now() },
        ...{ done: true, signedOutBefore: 0 },
      },
    });
    accounts.service.advance(5);
    expect(await user.contact({ channel: "SMS", destination: "+12025550188" })).toEqual(CHANGED);
    expect(await user.attributes()).toMatchObject({
      phone_number: "+12025550188",
      phone_number_verified: "true",
    });
  });

  test("keeps a hold as it is", async () => {
    const user = await someone(PHONE);
    await user.password();
    accounts.service.advance(5);
    expect(await user.contact()).toEqual(CHANGED);
    expect(await user.account()).toMatchObject({ held: user.email });
  });

  test("that another signs in by is refused before anything is written", async () => {
    const [user, other] = [await someone(), await someone()];
    expect(await user.contact({ destination: other.email })).toEqual(refused("TAKEN"));
    expect(await user.account()).toBeNull();
  });
});

describe("nobody changes the account of", () => {
  const both = async (user: Awaited<ReturnType<typeof someone>>, reason: string, more: object = {}) => {
    expect(await user.password(more)).toEqual(refused(reason));
    expect(await user.contact(more)).toEqual(refused(reason));
    expect(await user.account()).toBeNull();
  };

  test("an operator", async () => {
    const user = await someone();
    await administrator(accounts.service).adminAddUserToGroup({ ...user.pool, GroupName: "admin" });
    await both(user, "OPERATOR");
  });

  test("somebody from an identity provider, whose session says nothing of it", async () => {
    await both(await someone({ email: `${FEDERATED}@example.com` }), "FEDERATED");
  });

  test("somebody who is disabled, unknown, or another than the code's", async () => {
    const [user, other] = [await someone(), await someone()];
    await both(user, "NO_ACCOUNT", { username: other.sub });
    await both(user, "NO_ACCOUNT", { username: "3f0c9f1e-0000-4000-8000-000000000000" });
    await administrator(accounts.service).adminDisableUser(user.pool);
    await both(user, "NO_ACCOUNT");
  });
});

describe("where Cognito fails", () => {
  const failing = async (operation: string, body: () => Promise<unknown>) => {
    const fault = { operation, errorType: "InternalErrorException", message: "secret", status: 500 };
    const mend = accounts.service.cognito.faults.inject(fault);
    const answer = await body();
    mend();
    return answer;
  };

  test.each(["AdminSetUserPassword", "AdminUserGlobalSignOut"])(
    "at %s, sessions are void and the hold stands already, and a repeat goes on",
    async (operation) => {
      const user = await someone(PHONE);
      const verifiedAt = now();
      expect(await failing(operation, () => user.password())).toBe("InternalErrorException");
      expect(await user.account()).toMatchObject({ signedOutBefore: now(), held: user.email, change: { done: false } });
      accounts.service.advance(30);
      expect(await user.password({ verifiedAt })).toEqual(CHANGED);
      expect(await user.account()).toMatchObject({ signedOutBefore: now(), change: { done: true, verifiedAt } });
    },
  );

  test("a contact change that was made, and not signed out, still knows the old address", async () => {
    const user = await someone();
    const verifiedAt = now();
    await failing("AdminUserGlobalSignOut", () => user.contact());
    accounts.service.advance(5);
    await failing("AdminUserGlobalSignOut", () => user.contact({ verifiedAt }));
    expect(await user.account()).toMatchObject({ change: { oldEmail: user.email, done: false, signedOutBefore: 0 } });
    expect(await user.contact({ verifiedAt })).toEqual(CHANGED);
  });
});

test("S13 neither passwords nor addresses are in the function's log", () => {
  const lines = accounts.logs.join("\n");
  expect(lines).toContain("accountsChanged");
  for (const text of [NEW_PASSWORD, "@example.com", "+1202"]) expect(lines).not.toContain(text);
});
