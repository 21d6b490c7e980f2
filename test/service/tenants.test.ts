import { fileURLToPath } from "node:url";
import {
  AdminUpdateUserAttributesCommand,
  CognitoIdentityProviderClient,
} from "@aws-sdk/client-cognito-identity-provider";
import { context, iamPrincipal, loadStep, type TestCaller } from "appsync-local/testing";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { REGION } from "../../local/service/index.ts";
import { openSession } from "../../local/sign-in.ts";
import { bakeStepSettings } from "../../resolvers/bundle.ts";
import { DEFAULTS } from "../../settings/schema.ts";
import { person } from "./person.ts";
import { stepUp } from "./step-up.ts";
import { CANCEL, codeIn, LIST, REQUEST, startTestService, type TestService, VERIFY } from "./support.ts";

/** Permissions of each kind of caller, and the walls between tenants, tested from both sides (design, section 1). */

let service: TestService;
let cognito: CognitoIdentityProviderClient;
beforeAll(async () => {
  service = await startTestService();
  cognito = new CognitoIdentityProviderClient({
    endpoint: service.outputs.cognitoUrl,
    region: REGION,
    credentials: { accessKeyId: "AKIATEST", secretAccessKey: "secret" },
  });
});
afterAll(async () => {
  cognito.destroy();
  await service.stop();
});

const unauthorized = [{ errorType: "Unauthorized" }];
const EMAIL = { channel: "EMAIL" };

/** Makes a user of the pool who calls with the chosen token. */
async function signedIn(which: "IdToken" | "AccessToken", username = "user@example.com", clientId?: string) {
  const session = await openSession(service.outputs, username, clientId);
  const idToken = session.getIdToken();
  const token = which === "IdToken" ? idToken : session.getAccessToken();
  return {
    call: service.holder(token.getJwtToken()),
    withIdToken: service.holder(idToken.getJwtToken()),
    sub: idToken.payload.sub as string,
  };
}

/** Makes an operator who calls with the chosen token, and has proven a second factor in this session. */
async function steppedUp(which: "IdToken" | "AccessToken") {
  const { call, withIdToken } = await signedIn(which, "admin@example.com");
  service.advance(31);
  return { call, stepUpToken: await stepUp(service, withIdToken) };
}

const setAttribute = (Name: string, Value: string) =>
  cognito.send(
    new AdminUpdateUserAttributesCommand({
      UserPoolId: service.outputs.userPoolId,
      Username: "user@example.com",
      UserAttributes: [{ Name, Value }],
    }),
  );

describe("a signed-in user", () => {
  test("is the subject: naming oneself works, naming somebody else is Unauthorized in every field", async () => {
    const { call, sub } = await signedIn("IdToken");
    const asked = await call(REQUEST, { input: { ...EMAIL, subject: sub } });
    expect(asked.data.requestOtp.token.subject).toBe(sub);
    const { id } = asked.data.requestOtp.token;
    for (const subject of ["somebody", ""]) {
      expect((await call(REQUEST, { input: { ...EMAIL, subject } })).errors).toMatchObject(unauthorized);
      expect((await call(VERIFY, { input: { id, code: "123456", subject } })).errors).toMatchObject(unauthorized);
      expect((await call(CANCEL, { input: { id, subject } })).errors).toMatchObject(unauthorized);
      expect((await call(LIST, { filter: { subject } })).errors).toMatchObject(unauthorized);
    }
    expect((await call(LIST, { filter: { subject: sub, tenant: "pool" } })).data.activeTokens.items).toHaveLength(1);
    expect((await call(LIST, { filter: { tenant: "role:shop" } })).errors).toMatchObject(unauthorized);
    expect((await call(CANCEL, { input: { id } })).errors).toBeUndefined();
  });

  test("S18: may not name a destination, not even their own, nor give a text", async () => {
    const { call } = await signedIn("IdToken");
    for (const destination of ["+12025550123", "user@example.com", ""]) {
      const { errors } = await call(REQUEST, { input: { ...EMAIL, destination } });
      expect(errors).toMatchObject([{ errorType: "InvalidInput", errorInfo: { field: "destination" } }]);
    }
    const { errors } = await call(REQUEST, { input: { ...EMAIL, message: "{code}" } });
    expect(errors).toMatchObject([
      { errorType: "InvalidInput", errorInfo: { field: "message", reason: "BACKENDS_ONLY" } },
    ]);
  });

  test.each([
    ["payee", "LETTERS_ONLY", { payee: "Shop 24" }],
    ["payee", "LETTERS_ONLY", { payee: "evil.example" }],
    ["payee", "LETTERS_ONLY", { payee: "A/B" }],
    ["amount", "MALFORMED", { amount: "192.0.2.1" }],
    ["amount", "MALFORMED", { amount: "1 800 555 0199" }],
  ])("S38: writes no link into a message: %s %s %j", async (field, reason, part) => {
    const { call } = await signedIn("IdToken");
    const transaction = { amount: "12.50", currency: "EUR", payee: "Bäckerei Süd", ...part };
    const { errors } = await call(REQUEST, { input: { ...EMAIL, transaction } });
    expect(errors).toMatchObject([{ errorType: "InvalidInput", errorInfo: { field: `transaction.${field}`, reason } }]);
  });

  test("S18: gets no message without a verified claim for the channel, or with an access token", async () => {
    const none = [{ errorType: "InvalidInput", errorInfo: { field: "channel", reason: "NO_VERIFIED_DESTINATION" } }];
    const { call } = await signedIn("AccessToken");
    for (const channel of ["SMS", "EMAIL"]) {
      const { errors } = await call(REQUEST, { input: { channel } });
      expect(errors).toMatchObject(none);
      expect(errors?.[0]?.message).toContain("send the ID token");
    }
    await setAttribute("phone_number_verified", "false");
    const unverified = await signedIn("IdToken");
    await setAttribute("phone_number_verified", "true");
    expect((await unverified.call(REQUEST, { input: { channel: "SMS" } })).errors).toMatchObject(none);
    const purpose = "verify-contact";
    expect((await unverified.call(REQUEST, { input: { ...EMAIL, purpose } })).errors).toBeUndefined();
  });
});

describe("an operator", () => {
  /** A token that a backend's customer holds. */
  async function someones() {
    const customer = person(service);
    const { id } = await customer.token();
    return { subject: customer.subject, token: { id } };
  }

  test("lists and cancels the tokens of everybody in the pool", async () => {
    const user = await signedIn("IdToken");
    const { call: operator, stepUpToken } = await steppedUp("IdToken");
    const named = { subject: user.sub, stepUpToken };
    const { id } = (await user.call(REQUEST, { input: { ...EMAIL, purpose: "payment" } })).data.requestOtp.token;
    const listed = (await operator(LIST, { filter: named })).data.activeTokens.items;
    expect(listed.map((token: { id: string }) => token.id)).toContain(id);
    const { data } = await operator(CANCEL, { input: { id, ...named } });
    expect(data.cancelOtp.token).toMatchObject({ id, status: "CANCELED" });
  });

  test("S41 lists and cancels with an access token, too, as long as it is of the operators' app client", async () => {
    const { subject, token } = await someones();
    const { call, stepUpToken } = await steppedUp("AccessToken");
    const named = { subject, tenant: "role:shop", stepUpToken };
    expect((await call(LIST, { filter: named })).data.activeTokens.items).toMatchObject([token]);
    expect((await call(CANCEL, { input: { ...token, ...named } })).data.cancelOtp.token.status).toBe("CANCELED");
  });

  test.each<[string, string, "userPoolClientId" | "operatorsClientId"]>([
    ["a member of the group admin who signed in as users do", "admin@example.com", "userPoolClientId"],
    ["a user who signed in as operators do", "user@example.com", "operatorsClientId"],
  ])("S41 is not %s: that is a plain user", async (_, username, clientId) => {
    const { subject, token } = await someones();
    for (const which of ["IdToken", "AccessToken"] as const) {
      const { call } = await signedIn(which, username, service.outputs[clientId]);
      const named = { subject, tenant: "role:shop" };
      expect((await call(LIST, { filter: named })).errors).toMatchObject(unauthorized);
      expect((await call(CANCEL, { input: { ...token, ...named } })).errors).toMatchObject(unauthorized);
      expect((await call(LIST)).errors).toBeUndefined();
    }
  });

  test("may not request or verify codes for others", async () => {
    const user = await signedIn("IdToken");
    const { call } = await signedIn("IdToken", "admin@example.com");
    expect((await call(REQUEST, { input: { ...EMAIL, subject: user.sub } })).errors).toMatchObject(unauthorized);
    const input = { id: "login_1", code: "123456", subject: user.sub };
    expect((await call(VERIFY, { input })).errors).toMatchObject(unauthorized);
  });

  test("sees a backend's tokens by naming its tenant, but cannot cancel them without naming it", async () => {
    const customer = person(service);
    const { id } = await customer.token();
    const { call, stepUpToken } = await steppedUp("IdToken");
    const { subject } = customer;
    const items = async (filter: object) =>
      (await call(LIST, { filter: { ...filter, stepUpToken } })).data.activeTokens.items;
    expect(await items({ subject, tenant: "role:shop" })).toMatchObject([{ id }]);
    const { errors } = await call(LIST, { filter: { subject, stepUpToken } });
    expect(errors).toMatchObject([{ errorType: "InvalidInput", errorInfo: { field: "subject" } }]);
    expect(await items({ subject, tenant: "role:bank" })).toEqual([]);
    expect((await call(CANCEL, { input: { id, subject, stepUpToken } })).errors).toMatchObject([
      { errorType: "NotFound" },
    ]);
  });
});

describe("the wall between tenants", () => {
  test("two backends with the same subject and purpose have a token, a cooldown and a budget each", async () => {
    const shop = person(service);
    const { subject, destination } = shop;
    const bank = person(service, { caller: service.backend(1), subject, destination });
    const first = await shop.token();
    const shopCode = shop.code();
    const second = await bank.token();
    const bankCode = bank.code();
    expect(second).toMatchObject({ subject, attemptsRemaining: 5 });
    const asBank = (id: string, code: string) =>
      service
        .backend(1)(VERIFY, { input: { id, code, subject } })
        .then(({ data }) => data.verifyOtp.status);
    expect(await asBank(first.id, shopCode)).toBe("EXPIRED");
    expect((await shop.check(second.id, bankCode)).status).toBe("EXPIRED");
    for (const wrong of ["1111111", "2222222", "3333333"]) {
      expect(await asBank(first.id, wrong)).toBe("EXPIRED");
    }
    expect((await service.backend(1)(CANCEL, { input: { id: first.id, subject } })).errors).toMatchObject([
      { errorType: "NotFound" },
    ]);
    const listOf = async (n: number) => (await service.backend(n)(LIST, { filter: { subject } })).data.activeTokens;
    expect((await listOf(0)).items).toMatchObject([{ id: first.id, attemptsRemaining: 5 }]);
    expect((await listOf(1)).items).toMatchObject([{ id: second.id }]);
    const foreign = await service.backend(1)(LIST, { filter: { subject, tenant: "role:shop" } });
    expect(foreign.errors).toMatchObject(unauthorized);
    expect((await shop.check(first.id, shopCode)).status).toBe("VERIFIED");
    expect(await asBank(second.id, bankCode)).toBe("VERIFIED");
  });

  test("a tenant uses up no limit of another: subject and destination count for each tenant", async () => {
    const shop = person(service);
    const { subject, destination } = shop;
    for (const purpose of ["login", "payment", "verify-contact"]) await shop.token({ purpose });
    const { data } = await service.backend(1)(REQUEST, { input: { ...EMAIL, subject, destination } });
    expect(data.requestOtp.limits).toMatchObject([
      { name: "COOLDOWN" },
      { name: "TOKEN" },
      { name: "SUBJECT", remaining: 4 },
      { name: "DESTINATION", remaining: 4 },
    ]);
  });

  test("a backend that names a user of the pool reaches nothing of theirs, and a user nothing of a backend's", async () => {
    service.advance(30);
    const { call, sub } = await signedIn("IdToken");
    const backend = service.backend();
    const asked = await call(REQUEST, { input: { channel: "SMS", purpose: "payment" } });
    const { id } = asked.data.requestOtp.token;
    const code = codeIn(service.lastMessageTo("+12025550123").text);
    const check = { id, code };
    expect((await backend(VERIFY, { input: { ...check, subject: sub } })).data.verifyOtp.status).toBe("EXPIRED");
    expect((await backend(CANCEL, { input: { id, subject: sub } })).errors).toMatchObject([{ errorType: "NotFound" }]);
    expect((await backend(LIST, { filter: { subject: sub } })).data.activeTokens.items).toEqual([]);
    expect((await call(VERIFY, { input: check })).data.verifyOtp.status).toBe("VERIFIED");
    const theirs = person(service, { subject: sub });
    const { token } = (await theirs.ask()).data.requestOtp;
    expect((await call(VERIFY, { input: { id: token.id, code: theirs.code() } })).data.verifyOtp.status).toBe(
      "EXPIRED",
    );
  });
});

describe("callers without access:", () => {
  const before = loadStep(fileURLToPath(new URL("../../resolvers/cancelOtp/cancelOtp.ts", import.meta.url)), {
    define: bakeStepSettings(DEFAULTS),
  });
  const calling = (caller: TestCaller) => {
    const ctx = context({ caller, args: { input: { id: `login_${"0".repeat(64)}`, subject: "s" } } });
    before.request(ctx);
    return ctx.stash;
  };
  const arn = (name: string) => `arn:aws:sts::123456789012:${name}`;
  const role = iamPrincipal({ userArn: arn("assumed-role/shop-backend/session") });

  test("an allow-listed role has access", () => {
    expect(calling(role)).toMatchObject({ lane: { tenant: "role:shop", subject: "s" } });
  });

  test.each<[string, TestCaller]>([
    ["a role that is not listed", iamPrincipal({ userArn: arn("assumed-role/other/session") })],
    ["a role named like a property", iamPrincipal({ userArn: arn("assumed-role/constructor/session") })],
    ["a federated user", iamPrincipal({ userArn: arn("federated-user/shop-backend") })],
    ["an IAM user", iamPrincipal({ userArn: "arn:aws:iam::123456789012:user/shop-backend" })],
    ["a session named like a listed role", iamPrincipal({ userArn: arn("assumed-role/other/shop-backend") })],
    [
      "an identity of an identity pool in a listed role",
      {
        ...role,
        identity: { ...role.identity, cognitoIdentityId: "us-east-1:1", cognitoIdentityAuthType: "unauthenticated" },
      },
    ],
    ["nobody", { mode: "API_KEY", identity: null }],
    ["somebody whom an authorizer let in", { mode: "AWS_LAMBDA", identity: { resolverContext: { sub: "s" } } }],
  ])("%s: Unauthorized", (_, caller) => {
    expect(() => calling(caller)).toThrow(expect.objectContaining({ type: "Unauthorized" }));
  });
});
