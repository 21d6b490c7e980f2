import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { UNREACHED_MESSAGE } from "../../contract/errors.ts";
import { clientItem, keyOf, signedCaller } from "./api-client.ts";
import {
  activate,
  CREATE,
  codeTo,
  keyHolder,
  newOperator,
  operatorOf,
  payloadOf,
  RESEND,
  REVOKE,
  ROTATE,
  SHOP,
  UPDATE,
} from "./managed-clients.ts";
import { LIST, startTestService, type TestService } from "./support.ts";

/** API clients from their creation to their end. Every test service is searched for secrets and activation codes when it stops. */

const DAY = 24 * 60 * 60;
const PLENTY = { quarterHour: 100, day: 1_000 };
const NOT_FOUND = [{ errorType: "NotFound", errorInfo: null }];
let service: TestService;
let operator: Awaited<ReturnType<typeof operatorOf>>;
beforeAll(async () => {
  service = await startTestService({ sends: { subject: PLENTY, destination: PLENTY } });
});
afterAll(() => service.stop());
beforeEach(async () => {
  // Each test has an operator who has just signed in and stepped up, however far the one before has moved the clock.
  service.advance(60);
  operator = await operatorOf(service);
});

/** Whether requests that this secret signs are let in. */
async function signs(keyId: string, secret: string): Promise<boolean> {
  const [clientId = "", version] = keyId.split("_");
  const { data } = await signedCaller(service, { clientId, secretVersion: Number(version), secret })(LIST);
  return data?.activeTokens !== undefined && data.activeTokens !== null;
}

describe("activation", () => {
  test("S34 F21 an operator creates a client, an e-mail brings its code, and whoever has that is told the secret, once", async () => {
    const created = await operator.create();
    expect(created).toMatchObject({ ...SHOP, status: "PENDING", activatedAt: null, lastUsedOn: null });
    expect(created.activationExpiresAt).toBe(new Date(service.now() + DAY * 1_000).toISOString());
    const { subject, text } = service.lastMessageTo(SHOP.email);
    expect(`${subject} ${text}`).toMatch(new RegExp(`Web shop at Example .*Client id: ${created.id}`, "s"));

    const code = codeTo(service, SHOP.email);
    const told = payloadOf(await activate(service, created.id, code));
    expect(told).toMatchObject({ client: { id: created.id, status: "ACTIVE" }, keyId: `${created.id}_1` });
    expect(told.client).toMatchObject({
      activatedAt: new Date(service.now()).toISOString(),
      activationExpiresAt: null,
    });
    expect(told.secret).toMatch(/^[A-Za-z0-9+/]{43}=$/);
    expect(await signs(told.keyId, told.secret)).toBe(true);
    expect((await activate(service, created.id, code)).errors).toMatchObject(NOT_FOUND);
  });

  test("S34 a code may be typed in small letters, without its hyphens, and with look-alikes", async () => {
    const { id } = await operator.create();
    const typed = codeTo(service, SHOP.email)
      .toLowerCase()
      .replaceAll("-", " ")
      .replaceAll("0", "o")
      .replaceAll("1", "l");
    expect(payloadOf(await activate(service, id, typed)).keyId).toBe(`${id}_1`);
  });

  test("S34 of twenty calls with the code at once one is told the secret", async () => {
    const { id } = await operator.create();
    const code = codeTo(service, SHOP.email);
    const answers = await Promise.all(Array.from({ length: 20 }, () => activate(service, id, code)));
    expect(answers.filter(({ errors }) => errors === undefined)).toHaveLength(1);
    const refused = answers.flatMap(({ errors = [] }) => errors);
    expect(new Set(refused.map(({ errorType }) => errorType))).toEqual(new Set(["NotFound"]));
    expect(refused).toHaveLength(19);
  });

  test("S34 S12 wrong, expired, used and foreign codes and unknown clients are answered in the same bytes, after the same calls", async () => {
    const seen = async (id: string, code: string) => {
      await activate(service, id, code);
      const calls = service.traces.at(-1)?.calls.map(({ milliseconds: _, ...call }) => call) ?? [];
      // DynamoDB's messages name its own request, each of which has another id.
      const alike = JSON.stringify(calls).replaceAll(/Request ID: \w+/g, "Request ID");
      return { answer: service.answers.at(-1), calls: JSON.parse(alike) };
    };
    const expired = await operator.create({ email: "expired@example.com" });
    service.advance(DAY);
    operator = await operatorOf(service);
    const live = await operator.create({ email: "live@example.com" });
    const other = await operator.create({ email: "other@example.com" });
    const used = await operator.active({ email: "used@example.com" });
    const revoked = await operator.create({ email: "revoked@example.com" });
    await operator.done(REVOKE, { id: revoked.id });
    const code = (name: string) => codeTo(service, `${name}@example.com`);
    const wrong = await seen(live.id, "0".repeat(26));
    expect(wrong).toMatchObject({
      answer: expect.stringMatching(/^\{"data":\{"activateApiClient":null\},"errors":\[.*"errorType":"NotFound"/),
      calls: [{ dataSource: "Kms" }, { dataSource: "Clients", operation: "UpdateItem" }],
    });
    expect(await seen(expired.id, code("expired"))).toEqual(wrong);
    expect(await seen(used.client.id, code("used"))).toEqual(wrong);
    expect(await seen(revoked.id, code("revoked"))).toEqual(wrong);
    expect(await seen(live.id, code("other"))).toEqual(wrong);
    expect(await seen("0123456789abcdef", code("live"))).toEqual(wrong);
    // What is no id needs no call to be known as none.
    expect((await seen("clients", code("live"))).answer).toBe(wrong.answer);
    expect(payloadOf(await activate(service, other.id, code("other"))).client.id).toBe(other.id);
  });

  test("S34 another code takes the place of the one before, and counts for a day again", async () => {
    const { id } = await operator.create();
    const first = codeTo(service, SHOP.email);
    service.advance(600);
    const { client } = await operator.done(RESEND, { id, locale: "de" });
    // The client's revision is added in seconds.
    expect(client.activationExpiresAt).toBe(new Date(service.now() + (DAY + 2) * 1_000).toISOString());
    expect(service.lastMessageTo(SHOP.email).text).toContain("Aktivierungscode");
    const second = codeTo(service, SHOP.email);
    expect(second).not.toBe(first);
    service.advance(DAY - 1);
    expect((await activate(service, id, first)).errors).toMatchObject(NOT_FOUND);
    expect(payloadOf(await activate(service, id, second)).client.status).toBe("ACTIVE");
    operator = await operatorOf(service);
    expect((await operator.call(RESEND, { id })).errors).toMatchObject(NOT_FOUND);
  });

  test("S34 a code that went to an address which was put right since does not count", async () => {
    const { id } = await operator.create({ email: "typo@example.com" });
    const { client } = await operator.done(UPDATE, { id, email: "Right@Example.com" });
    expect(client).toMatchObject({ email: "right@example.com", activationExpiresAt: null });
    expect((await activate(service, id, codeTo(service, "typo@example.com"))).errors).toMatchObject(NOT_FOUND);
    await operator.done(RESEND, { id });
    expect(payloadOf(await activate(service, id, codeTo(service, "right@example.com"))).client.id).toBe(id);
  });

  test("S34 before it is activated nothing signs as the client, not even who can derive its secret", async () => {
    const { id } = await operator.create();
    const { secret } = keyOf(service, id, 1);
    expect(await signs(`${id}_1`, secret)).toBe(false);
  });
});

describe("an activation code that does not get out", () => {
  test("is an error that names the client, which is there and can be sent another", async () => {
    const remove = service.messages.faults.inject({ operation: "SendEmail", errorType: "MessageRejected" });
    const { errors } = await operator.call(CREATE, SHOP);
    remove();
    expect(errors).toMatchObject([{ errorType: "DeliveryFailed", errorInfo: { retryable: false } }]);
    const { id } = errors?.[0]?.errorInfo ?? {};
    const { client } = await operator.done(RESEND, { id });
    expect(client).toMatchObject({ id, status: "PENDING" });
    expect(payloadOf(await activate(service, id, codeTo(service, SHOP.email))).client.id).toBe(id);
  });

  test("S44 because the send function cannot be called is told in the sentence that its alarm looks for, and leaves no code", async () => {
    const { id } = await operator.create();
    service.endpoint.api.faults.inject({ dataSource: "Send", kind: "throttling", times: 1 });
    const { errors } = await operator.call(RESEND, { id });
    expect(errors).toMatchObject([{ errorType: "DeliveryFailed", errorInfo: { retryable: true, id } }]);
    expect(errors?.[0]?.message).toContain(UNREACHED_MESSAGE);
    const { items } = await operator.list({ limit: 100 });
    expect(items.find((each: { id: string }) => each.id === id)).toMatchObject({ activationExpiresAt: null });
  });

  test("because the client was revoked meanwhile does not count", async () => {
    const { id } = await operator.create();
    const [, sent] = await Promise.all([operator.done(REVOKE, { id }), operator.call(RESEND, { id })]);
    expect(["NotFound", "Conflict", undefined]).toContain(sent.errors?.[0]?.errorType);
    expect((await activate(service, id, codeTo(service, SHOP.email))).errors).toMatchObject(NOT_FOUND);
  });
});

test("S43 an operator has at most fifty activation codes sent in a day, and another one is not held up", async () => {
  const busy = await newOperator(service);
  const { id } = await busy.create({ email: "busy@example.com" });
  await Promise.all(Array.from({ length: 49 }, () => busy.call(RESEND, { id })));
  const sent = service.messages.inbox.list().length;
  const left = DAY - ((service.now() / 1_000) % DAY);
  const errors = [{ errorType: "Throttled", errorInfo: { limit: "ACTIVATIONS", retryAfterSeconds: left } }];
  expect((await busy.call(RESEND, { id })).errors).toMatchObject(errors);
  expect((await busy.call(CREATE, SHOP)).errors).toMatchObject(errors);
  expect(service.messages.inbox.list()).toHaveLength(sent);
  expect((await operator.create()).status).toBe("PENDING");
});

describe("rotation", () => {
  const rotate = (id: string, overlapSeconds: number) => operator.done(ROTATE, { id, overlapSeconds });

  test("S34 F27 the old secret signs beside the new one for the stated time, and then no more", async () => {
    const old = await operator.active();
    const next = await rotate(old.client.id, 3_600);
    expect(next).toMatchObject({
      keyId: `${old.client.id}_2`,
      client: { previousValidUntil: new Date(service.now() + 3_600_000).toISOString() },
    });
    expect(next.secret).not.toBe(old.secret);
    service.advance(3_599);
    expect([await signs(old.keyId, old.secret), await signs(next.keyId, next.secret)]).toEqual([true, true]);
    service.advance(1);
    expect([await signs(old.keyId, old.secret), await signs(next.keyId, next.secret)]).toEqual([false, true]);
  });

  test("S34 without an overlap the old secret ends at once, also while an earlier rotation overlaps", async () => {
    const first = await operator.active();
    const second = await rotate(first.client.id, 3_600);
    const third = await rotate(first.client.id, 0);
    expect(third.client.previousValidUntil).toBeNull();
    const signing = [first, second, third].map(({ keyId, secret }) => signs(keyId, secret));
    expect(await Promise.all(signing)).toEqual([false, false, true]);
  });

  test("S34 F27 an answer that was lost is cured by another rotation, and the secret in use never stops signing", async () => {
    const inUse = await operator.active();
    await rotate(inUse.client.id, 3_600); // the answer is lost
    service.advance(60);
    const third = await rotate(inUse.client.id, 3_600);
    expect([await signs(inUse.keyId, inUse.secret), await signs(third.keyId, third.secret)]).toEqual([true, true]);
    service.advance(3_600);
    expect([await signs(inUse.keyId, inUse.secret), await signs(third.keyId, third.secret)]).toEqual([false, true]);
  });

  test("S34 a later rotation brings no secret back that has ended", async () => {
    const first = await operator.active();
    const second = await rotate(first.client.id, 60);
    service.advance(60);
    const third = await rotate(first.client.id, 60);
    const signing = [first, second, third].map(({ keyId, secret }) => signs(keyId, secret));
    expect(await Promise.all(signing)).toEqual([false, true, true]);
  });

  test("S34 rotations at the same time tell different secrets, and the last one signs", async () => {
    const { client } = await operator.active();
    const calls = Array.from({ length: 6 }, () => operator.call(ROTATE, { id: client.id, overlapSeconds: 60 }));
    const answers = await Promise.all(calls);
    const told = answers.filter(({ errors }) => errors === undefined).map((answer) => payloadOf(answer));
    for (const { errors = [] } of answers) for (const { errorType } of errors) expect(errorType).toBe("Conflict");
    expect(new Set(told.map(({ secret }) => secret)).size).toBe(told.length);
    const last = told.toSorted((a, b) => (a.keyId < b.keyId ? -1 : 1)).at(-1);
    expect(last?.keyId).toBe(`${client.id}_${told.length + 1}`);
    expect(await signs(last?.keyId, last?.secret)).toBe(true);
  });

  test("is refused for a client that is not active", async () => {
    const { id } = await operator.create();
    expect((await operator.call(ROTATE, { id, overlapSeconds: 0 })).errors).toMatchObject(NOT_FOUND);
  });
});

describe("the end", () => {
  test("S34 from its next request on a revoked client is let in with no secret, and nothing brings it back", async () => {
    const first = await operator.active();
    const second = await operator.done(ROTATE, { id: first.client.id, overlapSeconds: 3_600 });
    expect(await signs(first.keyId, first.secret)).toBe(true);
    const { id } = first.client;
    expect((await operator.done(REVOKE, { id })).client).toMatchObject({ status: "REVOKED", previousValidUntil: null });
    expect([await signs(first.keyId, first.secret), await signs(second.keyId, second.secret)]).toEqual([false, false]);
    for (const [query, more] of [
      [ROTATE, { overlapSeconds: 60 }],
      [UPDATE, { name: "Again" }],
      [RESEND, {}],
    ] as const) {
      expect((await operator.call(query, { id, ...more })).errors, query).toMatchObject(NOT_FOUND);
    }
    expect((await operator.done(REVOKE, { id })).client.status).toBe("REVOKED");
  });

  test("of a client that does not exist is NotFound, and so is every other change of it", async () => {
    const changes = [
      [REVOKE, {}],
      [RESEND, {}],
      [UPDATE, { name: "x" }],
      [ROTATE, { overlapSeconds: 0 }],
    ] as const;
    for (const id of ["0123456789abcdef", "0123456789ABCDEF", "", "x".repeat(1_000)]) {
      for (const [query, more] of changes) {
        expect((await operator.call(query, { id, ...more })).errors, `${query} ${id}`).toMatchObject(NOT_FOUND);
      }
    }
  });
});

describe("what operators see", () => {
  test("an update changes what it names, and nothing else", async () => {
    const { client } = await operator.active();
    const { id } = client;
    const changes = [
      { name: "Shop 2" },
      { email: "two@example.com" },
      { purposes: ["verify-contact"] },
      { dailySends: 5 },
      { countries: [] },
      { sites: [{ host: "b.example.com", androidHash: null }] },
      { transactionRequired: false },
    ];
    let expected = client;
    for (const change of changes) {
      expected = { ...expected, ...change };
      expect((await operator.done(UPDATE, { id, ...change })).client).toEqual(expected);
    }
    const nothing = Object.fromEntries(Object.keys(SHOP).map((name) => [name, null]));
    expect((await operator.done(UPDATE, { id, ...nothing })).client).toEqual(expected);
  });

  test("F26 S34 the list has every client in pages, with the day of its last use, and never a secret", async () => {
    const used = await operator.active();
    await signs(used.keyId, used.secret);
    const ids: string[] = [];
    let nextToken: string | null = null;
    do {
      const page: { items: { id: string; lastUsedOn: string | null }[]; nextToken: string | null } =
        await operator.list({ limit: 3, nextToken });
      expect(page.items.length).toBeLessThanOrEqual(3);
      for (const { id, lastUsedOn } of page.items) {
        ids.push(id);
        if (id === used.client.id) expect(lastUsedOn).toBe(new Date(service.now()).toISOString().slice(0, 10));
      }
      nextToken = page.nextToken;
    } while (nextToken);
    expect(ids).toContain(used.client.id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids).toEqual(ids.toSorted());
  });

  test("F22 S34 of the secret and the code nothing is in the table that could be tried: a keyed MAC, until it is used", async () => {
    const { id } = await operator.create();
    expect((await clientItem(service, id))?.activationMac?.S).toMatch(/^1:[A-Za-z0-9+/]{43}=$/);
    await activate(service, id, codeTo(service, SHOP.email));
    const item = await clientItem(service, id);
    expect(item?.activationMac?.S).toBe("-");
    expect(JSON.stringify(item)).not.toMatch(/[A-Za-z0-9+/]{43}=/);
  });
});

test("the API key opens activateApiClient and nothing else, and another key not even that", async () => {
  const { id } = await operator.create();
  const holder = keyHolder(service);
  expect((await holder(LIST)).errors).toMatchObject([{ errorType: "Unauthorized" }]);
  expect((await holder("{ apiClients { items { id } } }")).errors).toMatchObject([{ errorType: "Unauthorized" }]);
  expect((await holder(REVOKE, { input: { id } })).errors).toMatchObject([{ errorType: "Unauthorized" }]);
  const other = keyHolder(service, service.outputs.apiKey.replace("da2-", "da2-0"));
  expect((await other("{ __typename }")).errors).toMatchObject([{ errorType: "UnauthorizedException" }]);
});
