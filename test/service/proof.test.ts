import { createHmac, createPublicKey } from "node:crypto";
import { iamPrincipal } from "appsync-local/testing";
import { decodeJwt, decodeProtectedHeader } from "jose";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { contextOf, stepOf } from "../resolvers/steps.ts";
import { freshNumber } from "./person.ts";
import { checkWithJose, proofOf, send, verifyFor } from "./proofs.ts";
import { codeIn, REQUEST, startTestService, type TestService, wrongFor } from "./support.ts";

/** The proof: what it says, who accepts it, who gets it, and that it fails closed. */

const PLENTY = { quarterHour: 100, day: 1_000 };
let service: TestService;
beforeAll(async () => {
  service = await startTestService({ sends: { subject: PLENTY, destination: PLENTY } });
});
afterAll(() => service.stop());

const parts = (proof: string) => proof.split(".") as [string, string, string];
const encoded = (part: object) => Buffer.from(JSON.stringify(part)).toString("base64url");
/** The proof with other claims, or another header, and its signature. */
const altered = (proof: string, claims: object, header: object = {}) => {
  const [head, body, signature] = parts(proof);
  const merged = (part: string, more: object) =>
    encoded({ ...JSON.parse(`${Buffer.from(part, "base64url")}`), ...more });
  return `${merged(head, header)}.${merged(body, claims)}.${signature}`;
};

describe("a proof says what was verified:", () => {
  test("S36 issuer with the tenant, subject, audience, id, purpose, moment and end, of a backend's login by e-mail", async () => {
    const sent = await send(service, { subject: "näme", destination: "name@example.com" });
    const { data } = await verifyFor(service.backend(), sent);
    const { payload, protectedHeader } = await checkWithJose(service, data.verifyOtp.proof);
    const now = service.now() / 1000;
    expect(protectedHeader).toEqual({ alg: "RS256", typ: "otp-proof+jwt", kid: "1" });
    expect(payload).toEqual({
      iss: `${service.outputs.proofIssuer}/role:shop`,
      sub: "näme",
      aud: "role:shop",
      jti: sent.id,
      iat: now,
      exp: now + 300,
      purpose: "login",
      amr: ["otp"],
    });
  });

  test.each([
    ["EMAIL", ["otp"]],
    ["SMS", ["otp", "sms"]],
  ])("S11 a code by %s is amr %j, and an e-mail never sms or mfa", async (channel, amr) => {
    const destination = channel === "SMS" ? freshNumber() : "amr@example.com";
    const { payload } = await checkWithJose(service, await proofOf(service, { channel, destination }));
    expect(payload.amr).toEqual(amr);
  });

  test("S36 a user's names the app client that they signed in with, of an ID token and of an access token", async () => {
    const { userPoolClientId, proofIssuer } = service.outputs;
    const tokens = await service.cognito.tokensOf("user@example.com", userPoolClientId);
    for (const token of [tokens.IdToken, tokens.AccessToken]) {
      const idHolder = service.holder(tokens.IdToken);
      const { data } = await idHolder(REQUEST, { input: { channel: "EMAIL" } });
      const code = codeIn(service.lastMessageTo("user@example.com").text);
      const answer = await verifyFor(service.holder(token), { id: data.requestOtp.token.id, code });
      const { payload } = await checkWithJose(service, answer.data.verifyOtp.proof, {
        issuer: `${proofIssuer}/pool`,
        audience: userPoolClientId,
      });
      expect(payload).toMatchObject({ sub: decodeJwt(tokens.IdToken).sub, purpose: "login" });
      service.advance(31);
    }
  });

  test("S10 the payment itself, as the payer saw it", async () => {
    const transaction = { amount: "12.50", currency: "EUR", payee: "Bäckerei Süd" };
    const { payload } = await checkWithJose(service, await proofOf(service, { purpose: "payment", transaction }));
    expect(payload).toMatchObject({ purpose: "payment", transaction });
    expect(payload).not.toHaveProperty("email");
  });

  test.each([
    ["EMAIL", "email", () => "proven@example.com"],
    ["SMS", "phone_number", freshNumber],
  ])("the address that verify-contact proved by %s, as the claim %s", async (channel, claim, destinationOf) => {
    const destination = destinationOf();
    const proof = await proofOf(service, { purpose: "verify-contact", channel, destination });
    const { payload } = await checkWithJose(service, proof);
    expect(payload).toMatchObject({ purpose: "verify-contact", [claim]: destination });
  });

  test("with the longest input that there is, it still fits into what KMS signs", async () => {
    const long = await startTestService({ backends: { "shop-backend": `t${"x".repeat(31)}` } });
    onTestFinished(() => long.stop());
    const subject = "€".repeat(256);
    const transaction = { amount: "9".repeat(24), currency: "EUR", payee: "字".repeat(64) };
    const destination = `${"n".repeat(64)}@${"d".repeat(61)}.${"d".repeat(61)}.${"d".repeat(57)}.example`;
    expect(destination).toHaveLength(254);
    const proof = await proofOf(long, { subject, purpose: "verify-contact", destination, transaction });
    expect(decodeJwt(proof)).toMatchObject({ sub: subject, transaction, email: destination });
    const [head, body] = parts(proof);
    // KMS takes 4,096 bytes. Another purpose may be 18 characters longer, and stands in the claims twice.
    expect(`${head}.${body}`.length).toBeLessThan(4_096 - 100);
  });
});

describe("S36 a consumer that has nothing but the published keys", () => {
  let proof: string;
  beforeAll(async () => {
    proof = await proofOf(service);
  });

  test("accepts a right one", async () => {
    await expect(checkWithJose(service, proof)).resolves.toMatchObject({ payload: { purpose: "login" } });
  });

  test.each(["sub", "jti", "purpose", "aud", "iss", "iat", "exp"])(
    "refuses one whose %s was altered",
    async (claim) => {
      const value = ["iat", "exp"].includes(claim) ? service.now() / 1000 + 200 : "other";
      const options = { issuer: claim === "iss" ? "other" : `${service.outputs.proofIssuer}/role:shop` };
      const audience = claim === "aud" ? "other" : "role:shop";
      await expect(
        checkWithJose(service, altered(proof, { [claim]: value }), { ...options, audience }),
      ).rejects.toThrow("signature verification failed");
    },
  );

  test("refuses one from the moment on at which it ends", async () => {
    const at = (seconds: number) => ({ currentDate: new Date(service.now() + seconds * 1000) });
    await expect(checkWithJose(service, proof, at(299))).resolves.toBeDefined();
    await expect(checkWithJose(service, proof, at(300))).rejects.toThrow('"exp" claim timestamp check failed');
  });

  test("refuses another tenant's, by the issuer alone and by the audience alone", async () => {
    const foreign = await proofOf(service, { subject: "s-1" }, service.backend(1));
    await expect(checkWithJose(service, foreign, { audience: "role:bank" })).rejects.toThrow('unexpected "iss"');
    const issuer = `${service.outputs.proofIssuer}/role:bank`;
    await expect(checkWithJose(service, foreign, { issuer })).rejects.toThrow('unexpected "aud"');
  });

  test("refuses one that claims to need no signature (alg none)", async () => {
    const [, body] = parts(proof);
    for (const alg of ["none", "None"]) {
      const header = encoded({ alg, typ: "otp-proof+jwt", kid: "1" });
      for (const signature of ["", parts(proof)[2]]) {
        await expect(checkWithJose(service, `${header}.${body}.${signature}`)).rejects.toThrow(/"alg"/);
      }
    }
  });

  test("refuses one that somebody made with the published key as the secret of HS256", async () => {
    const [jwk] = (await (await fetch(service.outputs.jwksUrl)).json()).keys;
    const pem = createPublicKey({ key: jwk, format: "jwk" }).export({ type: "spki", format: "pem" });
    const [, body] = parts(proof);
    const signed = `${encoded({ alg: "HS256", typ: "otp-proof+jwt", kid: "1" })}.${body}`;
    const forged = `${signed}.${createHmac("sha256", pem).update(signed).digest("base64url")}`;
    await expect(checkWithJose(service, forged)).rejects.toThrow(/"alg"/);
    await expect(checkWithJose(service, forged, { algorithms: ["RS256", "HS256"] })).rejects.toThrow();
  });

  test("refuses another kind of token, and one of a key that is not published", async () => {
    await expect(checkWithJose(service, proof, { typ: "at+jwt" })).rejects.toThrow('unexpected "typ"');
    const { IdToken } = await service.cognito.tokensOf("user@example.com", service.outputs.userPoolClientId);
    await expect(checkWithJose(service, IdToken)).rejects.toThrow();
    await expect(checkWithJose(service, altered(proof, {}, { kid: "2" }))).rejects.toThrow("no applicable key");
  });

  test("tells another purpose's by the claim", async () => {
    expect(decodeJwt(await proofOf(service, { purpose: "payment" })).purpose).toBe("payment");
  });
});

describe("who gets a proof, and when:", () => {
  const callsOf = () => service.traces.at(-1)?.calls.map(({ dataSource }) => dataSource);

  test("S43 it is signed only where it is selected, by one call of KMS", async () => {
    const sent = await send(service);
    await verifyFor(service.backend(), sent);
    expect(callsOf()).toEqual(["Kms", "Tokens", "Kms"]);
    await verifyFor(service.backend(), sent);
    expect(callsOf()).toEqual(["Kms", "Tokens"]);
  });

  test("S36 nobody gets one for a wrong code, a dead token, or a used one", async () => {
    const sent = await send(service);
    const wrong = await verifyFor(service.backend(), { ...sent, code: wrongFor(sent.code) });
    expect(wrong.data.verifyOtp).toEqual({ status: "WRONG_CODE", proof: null });
    await verifyFor(service.backend(), sent);
    const used = await verifyFor(service.backend(), sent);
    expect(used.data.verifyOtp).toEqual({ status: "EXPIRED", proof: null });
    expect(used.errors).toBeUndefined();
  });

  test.each(["manage-account", "operator"])("S36 there is none for %s, which steps up", async (purpose) => {
    const user = await service.operator();
    const { data } = await user(REQUEST, { input: { channel: "EMAIL", purpose } });
    const code = codeIn(service.lastMessageTo("admin@example.com").text, /^[0-9A-HJKMNP-TV-Z]{12,16}$/m);
    const answer = await verifyFor(user, { id: data.requestOtp.token.id, code });
    expect(answer.data.verifyOtp).toEqual({ status: "VERIFIED", proof: null });
    expect(answer.errors).toBeUndefined();
  });

  test("S36 there is none for a success that version 0.1 wrote down, which has no date", () => {
    const caller = iamPrincipal({ userArn: "arn:aws:sts::123456789012:assumed-role/shop-backend/session" });
    const lane = { tenant: "role:shop", subject: "s", device: null };
    const verified = {
      lane,
      id: "login_1",
      purpose: "login",
      channel: "EMAIL",
      destination: "u@example.com",
      transaction: null,
    };
    const asked = (at: number) =>
      stepOf("proof/signProof").request(contextOf({ caller, source: { verified: { ...verified, at } } })) as object;
    expect(asked(1_800_000_000)).toHaveProperty("method");
    expect(asked(0)).not.toHaveProperty("method");
  });

  test("S36 a caller whose answer was lost gets the same one again by the idempotency key, later and in any form of the code", async () => {
    const sent = { ...(await send(service)), idempotencyKey: "lost" };
    const first = (await verifyFor(service.backend(), sent)).data.verifyOtp;
    service.advance(45);
    for (const code of [sent.code, ` ${sent.code} `]) {
      expect((await verifyFor(service.backend(), { ...sent, code })).data.verifyOtp).toEqual(first);
    }
    expect(first.status).toBe("VERIFIED");
    await expect(checkWithJose(service, first.proof)).resolves.toBeDefined();
  });

  test("S36 another session of the same user, another tenant, and a wrong code do not, although they know the key", async () => {
    const user = await service.user();
    const { data } = await user(REQUEST, { input: { channel: "EMAIL", purpose: "payment" } });
    const code = codeIn(service.lastMessageTo("user@example.com").text);
    const input = { id: data.requestOtp.token.id, code, idempotencyKey: "known" };
    const first = (await verifyFor(user, input)).data.verifyOtp;
    expect(first.status).toBe("VERIFIED");
    const refused = [
      verifyFor(await service.user(), input),
      verifyFor(service.backend(), { ...input, subject: decodeJwt(first.proof).sub }),
      verifyFor(user, { ...input, code: wrongFor(code) }),
    ];
    for (const answer of await Promise.all(refused)) {
      expect(answer.data.verifyOtp).toEqual({ status: "EXPIRED", proof: null });
    }
    expect((await verifyFor(user, input)).data.verifyOtp).toEqual(first);
  });
});

describe("S17 where KMS does not sign, there is no proof, and a repeat by the key gives it later:", () => {
  test.each([
    ["it refuses", { errorType: "AccessDeniedException" }],
    ["it fails", { status: 500 }],
    ["it is throttled", { errorType: "ThrottlingException" }],
    ["its answer is lost", { drop: true }],
  ])("%s", async (_, fault) => {
    const sent = { ...(await send(service)), idempotencyKey: "key" };
    const remove = service.kms.faults.inject({ operation: "Sign", ...fault });
    const { data, errors } = await verifyFor(service.backend(), sent);
    remove();
    expect(data.verifyOtp).toEqual({ status: "VERIFIED", proof: null });
    expect(errors).toMatchObject([{ path: ["verifyOtp", "proof"], errorType: "InternalError" }]);
    const again = (await verifyFor(service.backend(), sent)).data.verifyOtp;
    await expect(checkWithJose(service, again.proof)).resolves.toBeDefined();
  });

  test.each([
    ["nothing", "null"],
    ["no signature", "{}"],
    ["a short one", '{"Signature":"x"}'],
    ["one of another length", `{"Signature":"${"A".repeat(344)}"}`],
    ["one with a line end", `{"Signature":"A\\n${"A".repeat(340)}=="}`],
    ["another kind of value", '{"Signature":{"length":344}}'],
  ])("it answers %s", (_, body) => {
    const answered = (text: string) =>
      contextOf({ stash: { signed: "x.y" }, result: { statusCode: 200, headers: {}, body: text } });
    const step = stepOf("proof/signProof");
    expect(() => step.response(answered(body))).toThrow("something went wrong on our side");
    expect(() => step.response(answered(`{"Signature":"${"A".repeat(342)}=="}`))).not.toThrow();
  });
});

test("S13 a proof stands in no log, trace, error, table or file, and the search finds one that does", async () => {
  const [, , signature] = parts(await proofOf(service));
  expect(await service.leaks()).toEqual([]);
  service.logs.push(`signed ${signature}`);
  const found = await service.leaks();
  service.logs.pop();
  expect(found).toEqual([`${signature} stands in a log or metric`]);
});

test("S36 the keys are published with what a checker needs, and no secret part", async () => {
  const answer = await fetch(service.outputs.jwksUrl);
  expect(answer.headers.get("cache-control")).toBe("public, max-age=300");
  const { keys } = await answer.json();
  expect(keys).toEqual([
    { kid: "1", kty: "RSA", alg: "RS256", use: "sig", n: expect.stringMatching(/^[\w-]{342}$/), e: "AQAB" },
  ]);
  expect(decodeProtectedHeader(await proofOf(service)).kid).toBe("1");
  expect((await fetch(`${service.outputs.proofIssuer}/`)).status).toBe(404);
});
