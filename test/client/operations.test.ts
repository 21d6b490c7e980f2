import type { OtpClient, VerifyOtpPayload } from "appsync-otp-client";
import { afterAll, beforeAll, describe, expect, expectTypeOf, test } from "vitest";
import { LONG } from "../service/person.ts";
import { startTestService, type TestService, wrongFor } from "../service/support.ts";
import { clientsOf, codeTo, stranger, troubled } from "./support.ts";

/** The operations of the typed client, against the running service. */

let service: TestService;
let clients: ReturnType<typeof clientsOf>;
beforeAll(async () => {
  service = await startTestService();
  clients = clientsOf(service);
});
afterAll(() => service.stop());

/** A person who may be asked for a code, with the client that asks. */
interface Someone {
  client: OtpClient;
  email: string;
  /** What a backend has to give in each call. */
  named: { subject?: string };
  asked: { subject?: string; destination?: string };
}

const kinds: Record<string, () => Promise<Someone>> = {
  async "a signed-in user"() {
    const { client, email } = await clients.user();
    return { client, email, named: {}, asked: {} };
  },
  async "a backend with an IAM role"() {
    const { subject, destination } = stranger();
    return { client: clients.backend(), email: destination, named: { subject }, asked: { subject, destination } };
  },
  async "an API client"() {
    const { subject, destination } = stranger();
    const client = await clients.apiClient();
    return { client, email: destination, named: { subject }, asked: { subject, destination } };
  },
};

/** A step-up token for a purpose. */
async function steppedUp(client: OtpClient, address: string, purpose: string): Promise<string> {
  const { token } = await client.requestOtp({ channel: "EMAIL", purpose });
  const input = { id: token.id, code: codeTo(service, address, LONG) };
  const { stepUpToken } = await client.verifyOtp(input, { select: ["stepUpToken"] });
  return stepUpToken as string;
}

describe.each(Object.entries(kinds))("%s", (_, make) => {
  test("F14 F29 requests a code, guesses wrong, verifies it and gets the data back, by the same code", async () => {
    const { client, email, named, asked } = await make();
    const data = JSON.stringify({ cart: 42 });
    const { token, limits, knownDevice } = await client.requestOtp({ channel: "EMAIL", data, ...asked });
    expect(token).toMatchObject({ status: "SENT", channel: "EMAIL", attemptsRemaining: 5 });
    expect(limits.map(({ name }) => name).slice(0, 4)).toEqual(["COOLDOWN", "TOKEN", "SUBJECT", "DESTINATION"]);
    expect(knownDevice).toBe(false);
    const code = codeTo(service, email);
    const wrong = await client.verifyOtp({ id: token.id, code: wrongFor(code), ...named });
    expect(wrong).toEqual({ status: "WRONG_CODE", attemptsRemaining: 4, token: null, remembered: false });
    const right = await client.verifyOtp({ id: token.id, code, ...named }, { select: ["data"] });
    expect(right).toMatchObject({ status: "VERIFIED", data });
  });

  test("F16 lists its tokens, and cancels one", async () => {
    const { client, asked, named } = await make();
    const { token } = await client.requestOtp({ channel: "EMAIL", ...asked });
    const list = async () => {
      const listed = [];
      for await (const { items } of client.activeTokens(named)) listed.push(...items);
      return listed.map(({ id }) => id);
    };
    expect(await list()).toEqual([token.id]);
    expect(await client.cancelOtp({ id: token.id, ...named })).toMatchObject({ token: { status: "CANCELED" } });
    expect(await list()).toEqual([]);
  });
});

test("a verification has the fields that were asked for, in its type and in the query", async () => {
  const { requests, fetch } = troubled();
  const { client, email } = await clients.user({ fetch });
  const { token } = await client.requestOtp({ channel: "EMAIL" });
  const input = { id: token.id, code: codeTo(service, email) };
  const plain = await client.verifyOtp(input);
  expectTypeOf(plain).toHaveProperty("status");
  expectTypeOf(plain).not.toHaveProperty("data");
  expectTypeOf(plain).not.toHaveProperty("deviceToken");
  expect(Object.keys(plain).sort()).toEqual(["attemptsRemaining", "remembered", "status", "token"]);
  const more = await client.verifyOtp(input, { select: ["data", "deviceToken"] });
  expectTypeOf(more.data).toEqualTypeOf<VerifyOtpPayload["data"]>();
  expectTypeOf(more).not.toHaveProperty("stepUpToken");
  expect(more).toMatchObject({ status: "EXPIRED", data: null, deviceToken: null });
  const [, without, with_] = requests.map(({ query }) => query);
  expect(without).not.toMatch(/data|deviceToken|stepUpToken/);
  expect(with_).toMatch(/data deviceToken \}/);
});

test("pages of active tokens follow each other to the end, and from a page on", async () => {
  const client = clients.backend();
  const people = Array.from({ length: 5 }, stranger);
  for (const { subject, destination } of people) await client.requestOtp({ channel: "EMAIL", subject, destination });
  const seen: string[] = [];
  const rests: string[] = [];
  for await (const { items, nextToken } of client.activeTokens({}, { limit: 2 })) {
    seen.push(...items.map(({ subject }) => subject));
    if (nextToken) rests.push(nextToken);
  }
  expect(seen).toEqual(expect.arrayContaining(people.map(({ subject }) => subject)));
  const last = [];
  const nextToken = rests.at(-1) as string;
  for await (const page of client.activeTokens({}, { limit: 2, nextToken })) last.push(page);
  expect(last).toHaveLength(1);
});

test("S41 a user lists and forgets devices by a step-up token, and an operator helps somebody in", async () => {
  const { client, email, sub } = await clients.user();
  const { token } = await client.requestOtp({ channel: "EMAIL" });
  const input = { id: token.id, code: codeTo(service, email) };
  const { deviceToken } = await client.verifyOtp(input, { select: ["deviceToken"] });
  expect(deviceToken).toEqual(expect.any(String));
  expect(await client.devices()).toMatchObject([{ id: expect.any(String), createdAt: expect.any(String) }]);
  const stepUpToken = await steppedUp(client, email, "manage-account");
  expect(await client.forgetDevices({ stepUpToken })).toEqual({ devices: [] });
  const operator = await clients.operator();
  const own = await steppedUp(operator, "admin@example.com", "operator");
  const help = await operator.unlockSubject({ subject: sub, stepUpToken: own });
  service.advance(31);
  const { knownDevice } = await client.requestOtp({ channel: "EMAIL", deviceToken: help.deviceToken });
  expect(knownDevice).toBe(true);
});

test("an operator creates an API client, changes it, has its activation sent again, rotates its secret, and revokes it", async () => {
  const operator = await clients.operator();
  service.advance(31);
  const stepUpToken = await steppedUp(operator, "admin@example.com", "operator");
  const input = { name: "Billing", email: "billing@example.com", purposes: ["login"], dailySends: 10, stepUpToken };
  const { client } = await operator.createApiClient(input);
  const { id } = client;
  expect((await operator.updateApiClient({ id, dailySends: 20, stepUpToken })).client.dailySends).toBe(20);
  expect((await operator.resendApiClientActivation({ id, stepUpToken })).client.status).toBe("PENDING");
  const isNotActive = operator.rotateApiClientSecret({ id, overlapSeconds: 0, stepUpToken });
  await expect(isNotActive).rejects.toMatchObject({ name: "NotFoundError" });
  expect((await operator.revokeApiClient({ id, stepUpToken })).client.status).toBe("REVOKED");
  const listed: string[] = [];
  for await (const { items } of operator.apiClients(stepUpToken, { limit: 1 }))
    listed.push(...items.map((each) => each.id));
  expect(listed).toContain(id);
});
