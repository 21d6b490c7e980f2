import fc from "fast-check";
import { Agent, request } from "undici";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { MAX_SKEW_SECONDS } from "../../contract/signing.ts";
import { times } from "../support/thorough.ts";
import { type ClientKey, changeClient, keyOf, newClient, type Signable, sign, signedCaller } from "./api-client.ts";
import { dump, person } from "./person.ts";
import { CANCEL, LIST, REQUEST, startTestService, type TestService, VERIFY } from "./support.ts";

/** Requests that API clients sign, as AppSync takes them and refuses them. */

const SEED = 20261130;
const DAY = 86_400;

let service: TestService;
let key: ClientKey;
const agent = new Agent({ connections: 32 });
beforeAll(async () => {
  service = await startTestService();
  key = await newClient(service);
});
afterAll(async () => {
  await service.stop();
  await agent.close();
});

const now = () => service.now() / 1000;
const QUERY = 'query Mine($n: Int) { activeTokens(limit: $n, filter: { subject: "nobody" }) { nextToken } }';
/** What is asked unless a test asks for something else. */
const ASKED = { query: QUERY, operationName: "Mine", variables: { n: 5 } };

interface Sent {
  query: string;
  operationName?: string | null;
  variables?: unknown;
}

/** Posts a body with a header. @returns the status, and the types of the errors */
async function post(authorization: string, body: Sent = ASKED) {
  const headers = { "content-type": "application/json", authorization };
  const { graphqlUrl } = service.outputs;
  const answer = await request(graphqlUrl, { method: "POST", headers, body: JSON.stringify(body), dispatcher: agent });
  const text = await answer.body.text();
  service.answers.push(text);
  return { status: answer.statusCode, text };
}

/** Signs what is asked, or something else. */
function signed(over: Partial<Signable> & { at?: number; nonce?: string; by?: ClientKey } = {}): string {
  const { at = now(), nonce, by = key, ...parts } = over;
  const options = nonce === undefined ? { at } : { at, nonce };
  const authorization = sign(by, { apiId: service.outputs.apiId, ...ASKED, ...parts }, options);
  service.secrets.push(authorization.split("_").at(-1) as string);
  return authorization;
}

const LET_IN = { status: 200, text: '{"data":{"activeTokens":{"nextToken":null}}}' };
const REFUSED = {
  status: 401,
  text: '{"errors":[{"errorType":"UnauthorizedException","message":"You are not authorized to make this call."}]}',
};

test("S35 F28 an API client signs its requests, asks for codes and checks them", async () => {
  const customer = person(service, { caller: signedCaller(service, key) });
  const { id } = await customer.token({ data: JSON.stringify({ cart: 42 }) });
  expect(await customer.check(id, customer.code())).toMatchObject({ status: "VERIFIED", data: '{"cart":42}' });
});

describe("S35 the clock", () => {
  test.each([0, MAX_SKEW_SECONDS, -MAX_SKEW_SECONDS])("of a client may be off by %i seconds", async (seconds) => {
    expect(await post(signed({ at: now() + seconds }))).toEqual(LET_IN);
  });

  test.each([MAX_SKEW_SECONDS + 1, -MAX_SKEW_SECONDS - 1, DAY, -DAY])(
    "may not be off by %i seconds",
    async (seconds) => {
      expect(await post(signed({ at: now() + seconds }))).toEqual(REFUSED);
    },
  );
});

describe("S35 a nonce counts once:", () => {
  test("the same request is refused when it comes again, as long as its clock counts", async () => {
    const authorization = signed();
    expect(await post(authorization)).toEqual(LET_IN);
    for (let passed = 0; passed <= MAX_SKEW_SECONDS + 60; passed += 60) {
      await service.sweeper.sweep();
      expect(await post(authorization), `${passed} s later`).toEqual(REFUSED);
      service.advance(60);
    }
  });

  test("so it is with a clock five minutes ahead, ten minutes later, although expired items were swept", async () => {
    const authorization = signed({ at: now() + MAX_SKEW_SECONDS });
    expect(await post(authorization)).toEqual(LET_IN);
    for (const step of [0, 1, 298, 1, 1, 298, 1]) {
      service.advance(step);
      await service.sweeper.sweep();
      expect(await post(authorization), `${now()}`).toEqual(REFUSED);
    }
    // Now it is too old, whatever is kept.
    service.advance(1);
    expect(await post(authorization)).toEqual(REFUSED);
  });

  test("of many at once one is let in", async () => {
    const authorization = signed();
    const answers = await Promise.all(Array.from({ length: 20 }, () => post(authorization)));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
  });

  test("another request with it is refused, too, and so is one of another secret of the client", async () => {
    const nonce = "a".repeat(32);
    expect(await post(signed({ nonce }))).toEqual(LET_IN);
    service.advance(1);
    expect(await post(signed({ nonce }))).toEqual(REFUSED);
    expect(await post(signed({ nonce, variables: { n: 6 } }), { ...ASKED, variables: { n: 6 } })).toEqual(REFUSED);
  });

  test("two clients may have the same", async () => {
    const nonce = "b".repeat(32);
    expect(await post(signed({ nonce }))).toEqual(LET_IN);
    expect(await post(signed({ nonce, by: await newClient(service) }))).toEqual(LET_IN);
  });

  test("a request that is refused for its signature uses none up: nobody but the client can", async () => {
    const nonce = "c".repeat(32);
    expect(await post(signed({ nonce, by: { ...key, secret: "guessed" } }))).toEqual(REFUSED);
    expect(await post(signed({ nonce }))).toEqual(LET_IN);
  });
});

describe("S35 a signature covers", () => {
  test.each<[string, Partial<Signable>, Sent]>([
    ["a variable", {}, { ...ASKED, variables: { n: 6 } }],
    ["a variable more", {}, { ...ASKED, variables: { n: 5, more: "x" } }],
    ["a variable that is null instead of absent", { variables: {} }, { ...ASKED, variables: { n: null } }],
    ["a variable that is empty instead of null", { variables: { n: null } }, { ...ASKED, variables: { n: "" } }],
    ["no variables", { variables: {} }, ASKED],
    ["the query", {}, { ...ASKED, query: QUERY.replace("nextToken", "items { id }") }],
    ["each space of the query", {}, { ...ASKED, query: `${QUERY} ` }],
    [
      "the operation among several",
      { query: `${QUERY} query Other { __typename }` },
      { ...ASKED, query: `${QUERY} query Other { __typename }`, operationName: "Other" },
    ],
    ["no operation name", { operationName: "" }, ASKED],
    ["the API", { apiId: "zyxwvutsrqponmlkjihgfedcba" }, ASKED],
  ])("%s: a request in which it is another one is refused", async (_, parts, body) => {
    expect(await post(signed(parts), body)).toEqual(REFUSED);
  });

  test("what a JSON library may write in other ways: order, spaces and escapes do not matter", async () => {
    const variables = { n: 5, z: "é\u20ac", a: { 10: "1", 9: [true, null] } };
    const { graphqlUrl } = service.outputs;
    const body = `{"variables" : { "z":"\\u00e9\\u20ac", "a":{"9":[ true,null], "10":"\\u0031"}, "n": 5 }, "operationName":"Mine","query":${JSON.stringify(QUERY)}}`;
    const headers = { "content-type": "application/json", authorization: signed({ variables }) };
    const answer = await request(graphqlUrl, { method: "POST", headers, body });
    expect([answer.statusCode, await answer.body.text()]).toEqual([200, LET_IN.text]);
  });

  test.each([{ variables: undefined }, { variables: {} }, { variables: null }])("none and %j alike", async (body) => {
    const query = "{ __typename }";
    expect((await post(signed({ query, operationName: "", variables: {} }), { query, ...body })).status).toBe(200);
  });

  test.each([1.5, 2_147_483_648, -2_147_483_649, 1e21])("no number like %d, which is no 32-bit integer", async (n) => {
    expect(await post(signed({ variables: { n } }), { ...ASKED, variables: { n } })).toEqual(REFUSED);
  });
});

describe("S34 S35 whose signature counts:", () => {
  test("a client that is revoked is refused from the next request on, and one that is not active yet, too", async () => {
    const client = await newClient(service);
    expect(await post(signed({ by: client }))).toEqual(LET_IN);
    for (const status of ["REVOKED", "PENDING"] as const) {
      await changeClient(service, client.clientId, { status });
      expect(await post(signed({ by: client }))).toEqual(REFUSED);
    }
  });

  test("after a rotation both secrets count until the overlap ends, and the old one not a second longer", async () => {
    const old = await newClient(service, { secretVersion: 3, oldestSecretVersion: 3 });
    const { clientId } = old;
    const next = keyOf(service, clientId, 4);
    expect([await post(signed({ by: old })), await post(signed({ by: next }))]).toEqual([LET_IN, REFUSED]);
    await changeClient(service, clientId, { secretVersion: 4, previousValidUntil: now() + 600 });
    const both = [old, next];
    for (const by of both) expect(await post(signed({ by }))).toEqual(LET_IN);
    for (const version of [1, 2, 5]) {
      expect(await post(signed({ by: keyOf(service, clientId, version) })), `${version}`).toEqual(REFUSED);
    }
    service.advance(599);
    for (const by of both) expect(await post(signed({ by }))).toEqual(LET_IN);
    service.advance(1);
    expect([await post(signed({ by: old })), await post(signed({ by: next }))]).toEqual([REFUSED, LET_IN]);
  });

  test("no secret signs for another client or version, and nobody signs for a client that does not exist", async () => {
    const other = await newClient(service, { secretVersion: 2 });
    expect(await post(signed({ by: { ...key, secret: other.secret } }))).toEqual(REFUSED);
    expect(await post(signed({ by: { ...other, secretVersion: 1 } }))).toEqual(REFUSED);
    expect(await post(signed({ by: { ...key, secret: keyOf(service, key.clientId, 2).secret } }))).toEqual(REFUSED);
    expect(await post(signed({ by: keyOf(service, "f".repeat(16), 1) }))).toEqual(REFUSED);
  });

  test("a client's tokens are nobody else's: other clients, roles and users neither see nor spend them", async () => {
    const subject = "shared-subject";
    const mine = person(service, { caller: signedCaller(service, await newClient(service)), subject });
    const other = await newClient(service);
    const theirs = person(service, { caller: signedCaller(service, other), subject });
    const { id } = await mine.token();
    const code = mine.code();
    const strangers = [signedCaller(service, other), service.backend()];
    for (const stranger of strangers) {
      expect((await stranger(VERIFY, { input: { id, subject, code } })).data.verifyOtp.status).toBe("EXPIRED");
      expect((await stranger(CANCEL, { input: { id, subject } })).errors).toMatchObject([{ errorType: "NotFound" }]);
      expect((await stranger(LIST, { filter: { subject } })).data.activeTokens.items).toEqual([]);
      const foreign = { filter: { subject, tenant: "client:0000000000000000" } };
      expect((await stranger(LIST, foreign)).errors).toMatchObject([{ errorType: "Unauthorized" }]);
    }
    const { id: second } = await theirs.token();
    expect(await theirs.check(second, theirs.code())).toMatchObject({ status: "VERIFIED" });
    expect(await mine.check(id, code)).toMatchObject({ status: "VERIFIED", attemptsRemaining: 0 });
  });

  test("S41 a client calls nothing that is the operators', and names no tenant", async () => {
    const caller = signedCaller(service, key);
    const unlock = 'mutation { unlockSubject(input: { subject: "s" }) { deviceToken } }';
    expect((await caller(unlock)).errors).toMatchObject([{ errorType: "Unauthorized" }]);
    for (const tenant of ["pool", "role:shop"]) {
      expect((await caller(LIST, { filter: { tenant } })).errors).toMatchObject([{ errorType: "Unauthorized" }]);
    }
    expect((await caller(REQUEST, { input: { channel: "EMAIL", destination: "u@example.com" } })).errors).toMatchObject(
      [{ errorType: "InvalidInput", errorInfo: { field: "subject", reason: "REQUIRED" } }],
    );
  });
});

test("S13 secrets and signatures are looked for in logs, traces, answers, errors and tables: one that got out is found", async () => {
  const authorization = signed();
  for (const hidden of [key.secret, authorization]) {
    service.logs.push(`{"header":"${hidden}"}`);
    expect(await service.leaks()).toEqual([expect.stringContaining("stands in a log or metric")]);
    service.logs.pop();
  }
});

test("S17 while KMS fails nobody is let in whose secret is not known, and everybody again when it works", async () => {
  const client = await newClient(service);
  const mend = service.kms.faults.inject({ operation: "GenerateMac", status: 500 });
  const first = await post(signed({ by: client }));
  mend();
  expect([first, await post(signed({ by: client }))]).toEqual([REFUSED, LET_IN]);
});

describe("S35 whatever else is sent as a signature", () => {
  const NUM_RUNS = times(600, 10_000);
  /** Characters that a header may have, those of a token more often. */
  const character = fc.oneof(
    { arbitrary: fc.constantFrom(..."0123456789abcdefABCDEF_otp."), weight: 3 },
    { arbitrary: fc.constantFrom(..."ghz-+/=~!,;: %é"), weight: 1 },
  );
  /** A right token in which something is changed: a character, a part, or its whole. */
  const spoilt = (right: string) =>
    fc.oneof(
      fc.tuple(fc.nat(right.length - 1), character).map(([at, one]) => right.slice(0, at) + one + right.slice(at + 1)),
      fc.tuple(fc.nat(right.length), character).map(([at, one]) => right.slice(0, at) + one + right.slice(at)),
      fc.nat(right.length - 1).map((at) => right.slice(0, at) + right.slice(at + 1)),
      fc.tuple(fc.nat(5), fc.nat(5)).map(([one, other]) => swapped(right.split("_"), one, other).join("_")),
      fc
        .tuple(fc.nat(5), fc.string({ unit: character, maxLength: 70 }))
        .map(([at, part]) => right.split("_").with(at, part).join("_")),
      fc.nat(right.length).map((length) => right.slice(0, length)),
      fc.constantFrom(`Bearer ${right}`, `${right}, ${right}`, `${right}_`, right.toUpperCase(), `"${right}"`),
      fc.string({ unit: character, maxLength: 200 }),
    );
  const swapped = (parts: string[], one: number, other: number) =>
    parts.with(one, parts[other] as string).with(other, parts[one] as string);

  test(`is refused, and uses nothing up: ${NUM_RUNS} headers`, async () => {
    const nonces = async () => (await dump(service)).filter(({ pk }) => pk?.S?.startsWith("nonces|")).length;
    const before = await nonces();
    const right = signed();
    const headers = fc
      .sample(spoilt(right), { seed: SEED, numRuns: NUM_RUNS })
      // HTTP leaves out what stands around a header, and an empty one.
      .map((header) => header.trim())
      .filter((header) => header !== "" && header !== right);
    for (let from = 0; from < headers.length; from += 100) {
      const answers = await Promise.all(headers.slice(from, from + 100).map((header) => post(header)));
      for (const [n, { status }] of answers.entries()) expect(status, headers[from + n]).toBe(401);
    }
    expect(await nonces()).toBe(before);
    expect(await post(right)).toEqual(LET_IN);
  }, 300_000);
});
