import { createRemoteJWKSet, decodeJwt, jwtVerify } from "jose";
import { expect } from "vitest";
import { signIn } from "../../local/sign-in.ts";
import { accountOwner, CONFIRM_CHANGE, contactAsked } from "./account-owner.ts";
import { clientItem, newClient, signedCaller } from "./api-client.ts";
import { newOperator } from "./managed-clients.ts";
import { person } from "./person.ts";
import { proofOf } from "./proofs.ts";
import { addAccount, NEW_PASSWORD, codeTo as resetCodeTo, signsIn, stranger } from "./resets.ts";
import { DEVICES, FORGET, LONG_CODE, stepUp, UNLOCK, VERIFY_TOKENS } from "./step-up.ts";
import { CANCEL, codeIn, LIST, REQUEST, type TestService, VERIFY, wrongFor } from "./support.ts";
import { reply, startReceiver } from "./webhook-receiver.ts";

/**
 * The main job from end to end, with real clients: sign in by SRP, request, receive, verify, list, cancel. Each journey runs on any
 * service, and in parallel with the others.
 */

type Journey = (service: TestService) => Promise<void>;

const callsOf = (service: TestService) =>
  service.traces.at(-1)?.calls.map(({ dataSource, operation }) => `${dataSource} ${operation}`);

export const JOURNEYS: Record<string, Journey> = {
  "F01, F14, F29: a signed-in user receives six digits by SMS, checks them, and the data comes back": async (
    service,
  ) => {
    const user = service.holder(await signIn(service.outputs, "user@example.com"));
    const { data } = await user(REQUEST, { input: { channel: "SMS", data: '{"cart":42}' } });
    const { token, limits } = data.requestOtp;
    expect(token).toMatchObject({
      purpose: "login",
      channel: "SMS",
      destination: "+1••••••••23",
      status: "SENT",
      codeLength: 6,
    });
    const names = limits.map(({ name }: { name: string }) => name);
    expect(names).toEqual(["COOLDOWN", "TOKEN", "SUBJECT", "DESTINATION"]);
    expect((await user(LIST)).data.activeTokens.items).toMatchObject([{ id: token.id }]);

    const code = codeIn(service.lastMessageTo("+12025550123").text);
    const verified = await user(VERIFY, { input: { id: token.id, code } });
    expect(verified.data.verifyOtp).toMatchObject({
      status: "VERIFIED",
      attemptsRemaining: 0,
      token: { id: token.id, status: "VERIFIED" },
    });
    expect(JSON.parse(verified.data.verifyOtp.data)).toEqual({ cart: 42 });
    expect((await user(LIST)).data.activeTokens.items).toEqual([]);
  },

  "F02, F10, F15: fifteen characters by e-mail": async (service) => {
    const user = await service.user("admin@example.com");
    const { data, errors } = await user(REQUEST, {
      input: { channel: "EMAIL", codeLength: 15, alphabet: "ALPHANUMERIC" },
    });
    expect(errors).toBeUndefined();
    const { subject, text } = service.lastMessageTo("admin@example.com");
    expect(subject).toBeTruthy();
    const code = codeIn(text, /^[0-9A-HJKMNP-TV-Z]{15}$/m);
    const input = { id: data.requestOtp.token.id, code: code.toLowerCase() };
    const { verifyOtp } = (await user(VERIFY, { input })).data;
    expect(verifyOtp).toMatchObject({ status: "VERIFIED", token: { destination: "a•••@example.com" } });
  },

  "F02: a backend by IAM names subject, destination, message, data and transaction": async (service) => {
    const backend = service.backend();
    const transaction = { amount: "12.50", currency: "EUR", payee: "Bäckerei Süd" };
    const input = {
      channel: "SMS",
      purpose: "payment",
      subject: "customer-1",
      destination: "+12025550199",
      message: "Pay with {code}",
      data: '"order-7"',
      transaction,
    };
    const { data, errors } = await backend(REQUEST, { input });
    expect(errors).toBeUndefined();
    const { text } = service.lastMessageTo("+12025550199");
    expect(text).toContain("Pay with ");
    const check = { id: data.requestOtp.token.id, subject: "customer-1", code: codeIn(text) };
    const dearer = await backend(VERIFY, { input: { ...check, transaction: { ...transaction, amount: "12.51" } } });
    expect(dearer.data.verifyOtp.status).toBe("WRONG_CODE");
    const { verifyOtp } = (await backend(VERIFY, { input: { ...check, transaction } })).data;
    expect(verifyOtp).toMatchObject({ status: "VERIFIED", data: '"order-7"' });
  },

  "S36: a backend hands a proof on, which says who proved what": async (service) => {
    const proof = await proofOf(service);
    const { payload } = await jwtVerify(proof, createRemoteJWKSet(new URL(service.outputs.jwksUrl)), {
      currentDate: new Date(service.now()),
    });
    expect(payload).toMatchObject({ aud: "role:shop", purpose: "login", amr: ["otp"] });
    expect(payload.iss).toMatch(/^https?:\/\/[^/]+\/role:shop$/);
  },

  "verifyOtp makes two data-source calls, right or wrong; a sending requestOtp four": async (service) => {
    const backend = service.backend();
    const input = { channel: "SMS", subject: "counted", destination: "+12025550198" };
    const { data } = await backend(REQUEST, { input });
    expect(callsOf(service)).toEqual([
      "Tokens BatchGetItem",
      "Tokens TransactWriteItems",
      "Send Invoke",
      "Tokens UpdateItem",
    ]);
    const code = codeIn(service.lastMessageTo("+12025550198").text);
    const verify = "mutation V($input: VerifyOtpInput!) { verifyOtp(input: $input) { status } }";
    for (const guess of [wrongFor(code), code]) {
      await backend(verify, { input: { id: data.requestOtp.token.id, subject: "counted", code: guess } });
      expect(callsOf(service)).toEqual(["Kms POST", "Tokens UpdateItem"]);
    }
  },

  "asking again is throttled, then sends the same code; five wrong guesses end it": async (service) => {
    const someone = person(service);
    const { id } = await someone.token();
    expect((await someone.ask()).errors).toMatchObject([{ errorType: "Throttled", errorInfo: { limit: "COOLDOWN" } }]);
    service.advance(31);
    expect((await someone.token()).id).toBe(id);
    const [second, first] = someone.messages();
    expect(codeIn(second?.text ?? "")).toBe(codeIn(first?.text ?? ""));
    await someone.guessWrong(id, 5);
    expect((await someone.check(id, someone.code())).status).toBe("ATTEMPTS_EXHAUSTED");
  },

  "S35: an API client signs its requests, asks for a code and checks it; another signature is refused": async (
    service,
  ) => {
    const key = await newClient(service);
    const customer = person(service, { caller: signedCaller(service, key) });
    const { id } = await customer.token();
    expect(await customer.check(id, customer.code())).toMatchObject({ status: "VERIFIED" });
    const { errors } = await signedCaller(service, { ...key, secret: "guessed" })(LIST);
    expect(errors).toMatchObject([{ errorType: "UnauthorizedException" }]);
    expect((await clientItem(service, key.clientId))?.lastUsedAt?.N).toBe(
      `${service.now() / 1000 - ((service.now() / 1000) % 86_400)}`,
    );
  },

  "with a second factor an operator lists a tenant's tokens, ends one, and hands a device over, which its owner keeps and forgets":
    async (service) => {
      const someone = person(service, { subject: "listed" });
      const { subject } = someone;
      const { id } = await someone.token();
      const [operator, backend] = [await service.operator(), service.backend()];
      const named = { tenant: "role:shop", subject, stepUpToken: await stepUp(service, operator) };
      expect((await operator(LIST, { filter: named })).data.activeTokens.items).toMatchObject([{ id }]);
      expect((await service.backend(1)(LIST, { filter: { subject } })).data.activeTokens.items).toEqual([]);
      const cancelled = await operator(CANCEL, { input: { ...named, id } });
      expect(cancelled.data.cancelOtp.token).toMatchObject({ id, status: "CANCELED" });
      expect((await someone.check(id, someone.code())).status).toBe("EXPIRED");

      const { deviceToken } = (await operator(UNLOCK, { input: named })).data.unlockSubject;
      const ofDevice = await someone.token({ deviceToken });
      const kept = await backend(VERIFY_TOKENS, { input: { id: ofDevice.id, subject, code: someone.code() } });
      expect(kept.data.verifyOtp).toMatchObject({ status: "VERIFIED", deviceToken: expect.any(String) });
      expect((await backend(DEVICES, { subject })).data.devices).toHaveLength(1);
      const own = await someone.token({ purpose: "manage-account" });
      const code = someone.code(LONG_CODE);
      const { stepUpToken } = (await backend(VERIFY_TOKENS, { input: { id: own.id, subject, code } })).data.verifyOtp;
      expect((await backend(FORGET, { input: { subject, stepUpToken } })).data.forgetDevices.devices).toEqual([]);
    },

  "S18: a user changes their address by a second factor and a code to the new one, and is told at the old one": async (
    service,
  ) => {
    const user = await accountOwner(service);
    const { call } = await user.signIn();
    const destination = `new-${user.email}`;
    const asked = await contactAsked(service, call, { stepUpToken: await user.stepUp(call), destination });
    const { data } = await call(CONFIRM_CHANGE, { input: asked });
    expect(data.confirmContactChange).toEqual({ status: "VERIFIED", attemptsRemaining: 0 });
    service.advance(1);
    const again = await user.signIn();
    expect((await user.ask(again.call, "login", "SMS")).errors).toBeUndefined();
    await service.streams.read();
    expect(service.lastMessageTo(user.email).subject).toBe("The e-mail address of your Example account was changed");
  },

  "F21: an operator registers an API client, whoever has its code is told the secret, and it asks for a code": async (
    service,
  ) => {
    const operator = await newOperator(service);
    const { keyId, secret } = await operator.active({ email: "journey@example.com", transactionRequired: false });
    expect((await operator.list({ limit: 100 })).items.map(({ id }: { id: string }) => `${id}_1`)).toContain(keyId);
    const key = { clientId: keyId.slice(0, -2), secretVersion: 1, secret };
    const customer = person(service, { caller: signedCaller(service, key) });
    const { id } = await customer.token();
    expect((await customer.check(id, customer.code())).status).toBe("VERIFIED");
  },

  "S33: a backend outside AWS hears of what it verified by its webhook, signed as its proof is; what fails comes again":
    async (service) => {
      const receiver = await startReceiver();
      const key = await newClient(service, { webhookUrl: receiver.url });
      const proof = await proofOf(service, {}, signedCaller(service, key));
      receiver.answer = reply(503);
      await service.streams.read();
      await service.webhooks.deliver();
      const failed = receiver.take();
      receiver.answer = reply(202);
      service.advance(30);
      await service.webhooks.deliver();
      const pushed = receiver.take();
      expect(pushed.map(({ body }) => body).toSorted()).toEqual(failed.map(({ body }) => body).toSorted());
      const types: unknown[] = [];
      for (const { body } of pushed) {
        const { payload } = await jwtVerify(body, createRemoteJWKSet(new URL(service.outputs.jwksUrl)), {
          typ: "secevent+jwt",
          issuer: decodeJwt(proof).iss as string,
          audience: `client:${key.clientId}`,
        });
        types.push(...Object.values(payload.events as object).map(({ type }) => type));
      }
      expect(types.toSorted()).toEqual(["otp.requested", "otp.sent", "otp.verified"]);
      await receiver.close();
    },

  "F11: somebody who forgot the password sets another one by a code, with the API key alone": async (service) => {
    const { email } = await addAccount(service);
    const someone = stranger(service);
    const { id } = await someone.request(email);
    expect(await someone.status(id, email, resetCodeTo(service, email))).toBe("VERIFIED");
    expect(await signsIn(service, email, NEW_PASSWORD)).toBe(true);
  },

  "a backend pages through its own tokens": async (service) => {
    const mine = await Promise.all(
      Array.from({ length: 3 }, () => person(service, { caller: service.backend(1) }).token()),
    );
    const found: string[] = [];
    let nextToken: string | null = null;
    do {
      const { data }: Awaited<ReturnType<ReturnType<TestService["backend"]>>> = await service.backend(1)(LIST, {
        limit: 2,
        nextToken,
      });
      found.push(...data.activeTokens.items.map(({ id }: { id: string }) => id));
      nextToken = data.activeTokens.nextToken;
    } while (nextToken);
    expect(found).toEqual(expect.arrayContaining(mine.map(({ id }) => id)));
  },
};
