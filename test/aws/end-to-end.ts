import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { decodeJwt } from "jose";
import { LIMITS } from "../../contract/limits.ts";
import { type ClientKey, sign } from "../service/api-client.ts";
import { DEVICES, FORGET, LONG_CODE, UNLOCK, VERIFY_TOKENS } from "../service/step-up.ts";
import { type Answer, CANCEL, type Caller, type Headers, LIST, REQUEST, VERIFY } from "../service/support.ts";

/**
 * Simulator addresses of SES and SNS: no message reaches anybody or counts against a reputation. Each run sends at most two
 * messages to each, so two runs fit the limits of a quarter of an hour.
 */
export const MAILBOX = "success@simulator.amazonses.com";
const OTHER_MAILBOX = "ooto@simulator.amazonses.com";
const PHONE = "+14254147755";

export interface Deployed {
  graphqlUrl: string;
  /** Makes a call as a backend. */
  call: Caller;
  /** Gives the header fields of the last answer to it. */
  lastHeaders(): Headers;
  /** Gives the code sent to an address. It is left out on AWS, where nobody can read the messages. */
  codeFor?(destination: string, pattern?: RegExp): string;
  /** An operator who has proven a second factor. Likewise left out on AWS. */
  operator?: { call: Caller; stepUpToken: string };
  /** An API client. It is left out on AWS where nobody says which. */
  client?: SigningClient;
}

/** An API client, and what it signs. */
export interface SigningClient {
  key: ClientKey;
  apiId: string;
  /** Milliseconds since the epoch. */
  clock(): number;
}

/** Gives the reason why the caller may not call the endpoint; undefined when it may. */
export async function refusalOf({ call }: Deployed): Promise<string | undefined> {
  const { errors } = await call(LIST, { limit: 1 });
  return errors?.[0] && `${errors[0].errorType}: ${errors[0].message}`;
}

const asking = (input: object = {}) => ({
  channel: "EMAIL",
  subject: `test-aws-${randomUUID()}`,
  destination: MAILBOX,
  ...input,
});

const REQUEST_IN_LANE =
  "mutation Ask($input: RequestOtpInput!) { requestOtp(input: $input) { token { id } knownDevice } }";
const errorOf = ({ errors }: Answer) => errors?.[0]?.errorType;

const VERIFY_FOR_PROOF = VERIFY.replace(" data }", " data proof }");

/** Checks of a deployed endpoint. Each is independent, and leaves only a slot behind, which expires. */
export const CHECKS: Record<string, (deployed: Deployed) => Promise<void>> = {
  "a code goes out by e-mail; its key answers the same; asking again waits; it is listed until it is cancelled":
    async ({ call }) => {
      const input = asking({ idempotencyKey: "k" });
      const first = await call(REQUEST, { input });
      assert.equal(errorOf(first), undefined);
      const { token } = first.data.requestOtp;
      assert.deepEqual([token.status, token.destination], ["SENT", "s•••@simulator.amazonses.com"]);
      assert.equal((await call(REQUEST, { input })).data.requestOtp.token.id, token.id);
      assert.equal(errorOf(await call(REQUEST, { input: { ...input, idempotencyKey: "l" } })), "Throttled");
      const { subject } = input;
      const listed = async () =>
        (await call(LIST, { filter: { subject } })).data.activeTokens.items.map(({ id }: { id: string }) => id);
      assert.deepEqual(await listed(), [token.id]);
      const cancelled = await call(CANCEL, { input: { id: token.id, subject } });
      assert.equal(cancelled.data.cancelOtp.token.status, "CANCELED");
      assert.deepEqual(await listed(), []);
    },

  "a visitor counts, and the header fields tell what is left of it": async ({ call, lastHeaders }) => {
    const visitor = { address: "2001:db8::7", device: `test-aws-${randomUUID()}` };
    const { data, errors } = await call(REQUEST, { input: asking({ destination: OTHER_MAILBOX, visitor }) });
    assert.equal(errors, undefined);
    const names = data.requestOtp.limits.map(({ name }: { name: string }) => name);
    assert.ok(names.includes("VISITOR_ADDRESS") && names.includes("VISITOR_DEVICE"), names.join());
    assert.match(String(lastHeaders().ratelimit), /"visitor-device-day";r=\d+;t=\d+/);
    assert.match(String(lastHeaders()["ratelimit-policy"]), /"visitor-address-quarter-hour";q=\d+;w=900/);
  },

  "a code goes out by SMS": async ({ call }) => {
    const { data, errors } = await call(REQUEST, { input: asking({ channel: "SMS", destination: PHONE }) });
    assert.equal(errors, undefined);
    assert.equal(data.requestOtp.token.status, "SENT");
  },

  "a wrong code is charged; a right one verifies once, and brings the data back and a proof": async ({
    call,
    codeFor,
  }) => {
    const transaction = { amount: "12.50", currency: "EUR", payee: "Bäckerei Süd" };
    const input = asking({ destination: OTHER_MAILBOX, data: '{"cart":42}', transaction });
    const { id } = (await call(REQUEST, { input })).data.requestOtp.token;
    const check = async (code: string) =>
      (await call(VERIFY_FOR_PROOF, { input: { id, subject: input.subject, code, transaction } })).data.verifyOtp;
    const code = codeFor?.(input.destination);
    const wrong = await check(code === "000000" ? "000001" : "000000");
    assert.deepEqual([wrong.status, wrong.attemptsRemaining], ["WRONG_CODE", 4]);
    if (code === undefined) return;
    const right = await check(code);
    assert.deepEqual([right.status, JSON.parse(right.data)], ["VERIFIED", { cart: 42 }]);
    assert.deepEqual(decodeJwt(right.proof).transaction, transaction);
    assert.equal((await check(code)).status, "EXPIRED");
  },

  "a known device has a lane of its own until it is forgotten, which takes a second factor": async ({
    call,
    codeFor,
  }) => {
    const destination = `ooto+${randomUUID()}@simulator.amazonses.com`;
    const { subject, ...input } = asking({ destination });
    const devices = async () => (await call(DEVICES, { subject })).data.devices;
    assert.deepEqual(await devices(), []);
    assert.equal(errorOf(await call(FORGET, { input: { subject } })), "SecondFactorRequired");
    if (codeFor === undefined) return;
    const ask = async (more: object) => (await call(REQUEST_IN_LANE, { input: { ...input, subject, ...more } })).data;
    const verified = async (id: string, pattern?: RegExp) => {
      const code = codeFor(destination, pattern);
      return (await call(VERIFY_TOKENS, { input: { id, subject, code } })).data.verifyOtp;
    };
    const { deviceToken } = await verified((await ask({})).requestOtp.token.id);
    assert.equal((await devices()).length, 1);
    const own = (await ask({ deviceToken, purpose: "payment", message: "{code}" })).requestOtp;
    assert.equal(own.knownDevice, true);
    for (const more of [{ deviceToken }, { includeDevices: true }]) {
      const { items } = (await call(LIST, { filter: { subject, ...more } })).data.activeTokens;
      assert.deepEqual(
        items.map(({ id }: { id: string }) => id),
        [own.token.id],
      );
    }
    assert.notEqual((await verified(own.token.id)).deviceToken, null);
    const proving = (await ask({ purpose: "manage-account" })).requestOtp.token;
    const { stepUpToken } = await verified(proving.id, LONG_CODE);
    const forgotten = await call(FORGET, { input: { subject, stepUpToken } });
    assert.deepEqual(forgotten.data.forgetDevices.devices, []);
    assert.equal((await ask({ deviceToken, purpose: "verify-contact" })).requestOtp.knownDevice, false);
  },

  "an operator with a second factor hands a known device over": async ({ operator }) => {
    if (operator === undefined) return;
    const { call, stepUpToken } = operator;
    const subject = randomUUID();
    const unlocked = await call(UNLOCK, { input: { subject, stepUpToken } });
    assert.equal(typeof unlocked.data.unlockSubject.deviceToken, "string");
    const named = { subject, tenant: "pool", stepUpToken };
    assert.equal((await call(DEVICES, named)).data.devices.length, 1);
  },

  "a page of the tenant's tokens can be asked for": async ({ call }) => {
    assert.equal((await call(LIST, { limit: 1 })).errors, undefined);
  },

  "what is wrong is refused by name": async ({ call }) => {
    const ask = async (input: object) => errorOf(await call(REQUEST, { input: asking(input) }));
    assert.equal(await ask({ codeLength: 3 }), "InvalidInput");
    assert.equal(await ask({ channel: "SMS", destination: "+18765550123" }), "DestinationNotAllowed");
    assert.equal(await ask({ channel: "SMS", destination: "+12" }), "InvalidInput");
    const cancelled = await call(CANCEL, { input: { id: `login_${"0".repeat(64)}`, subject: "nobody" } });
    assert.equal(errorOf(cancelled), "NotFound");
  },

  "a request runs as many resolvers as the limit allows, however many steps each has, and not one more": async ({
    call,
  }) => {
    const lists = Array.from(
      { length: LIMITS.resolverCount + 1 },
      (_, n) => `a${n}: activeTokens(limit: 1) { nextToken }`,
    );
    const { data, errors = [] } = await call(`{ ${lists.join(" ")} }`);
    assert.deepEqual(
      errors.map(({ errorType }) => errorType),
      ["ResolverExecutionLimitReached"],
    );
    assert.equal(Object.values(data).filter((page) => page === null).length, 1);
  },

  "a request that an API client signs gets in once, with and without operation name and variables": async ({
    client,
    graphqlUrl,
  }) => {
    if (client === undefined) return;
    const { key, apiId, clock } = client;
    const named =
      "query Mine($filter: ActiveTokensFilter) {\n  # Grüße\n  activeTokens(filter: $filter) { nextToken }\n}";
    const variables = { filter: { subject: 'é "\\" \u20ac \u{1f600}', includeDevices: null } };
    const bodies = [
      { query: "{ __typename }" },
      { query: named, operationName: "Mine", variables },
      { query: named, variables },
    ];
    for (const body of bodies) {
      const authorization = sign(key, { apiId, ...body }, { at: Math.floor(clock() / 1000) });
      const headers = { "content-type": "application/json", authorization };
      const ask = () => fetch(graphqlUrl, { method: "POST", headers, body: JSON.stringify(body) });
      const statuses = [(await ask()).status, (await ask()).status];
      assert.deepEqual(statuses, [200, 401], JSON.stringify(body));
    }
  },

  "AppSync gives each request its id by itself: the authorizer knows AppSync's second question by it": async ({
    graphqlUrl,
  }) => {
    const chosen = randomUUID();
    const headers = { "content-type": "application/json", "x-amzn-requestid": chosen, "x-amzn-request-id": chosen };
    const answer = await fetch(graphqlUrl, { method: "POST", headers, body: "{}" });
    assert.notEqual(answer.headers.get("x-amzn-requestid"), chosen);
  },

  "nobody gets in unsigned, and no body above 8 KB": async ({ call, graphqlUrl }) => {
    const body = JSON.stringify({ query: "{ activeTokens { nextToken } }" });
    const unsigned = await fetch(graphqlUrl, { method: "POST", headers: { "content-type": "application/json" }, body });
    // AppSync refuses it; before that the firewall does, where the endpoint is closed to all but signed requests.
    assert.ok([401, 403].includes(unsigned.status), `${unsigned.status}`);
    const long = await call(LIST, { filter: { subject: "x".repeat(9_000) } }).catch(() => null);
    assert.equal(long?.data ?? null, null);
  },
};
