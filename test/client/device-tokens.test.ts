import { type DeviceTokens, inLocalStorage, inMemory, type OtpClient } from "appsync-otp-client";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { LONG } from "../service/person.ts";
import { startTestService, type TestService } from "../service/support.ts";
import { clientsOf, codeTo, stranger, troubled } from "./support.ts";

/** How the typed client remembers that a person has proven the second factor in it. */

let service: TestService;
let clients: ReturnType<typeof clientsOf>;
beforeAll(async () => {
  service = await startTestService();
  clients = clientsOf(service);
});
afterAll(() => service.stop());

/** Requests a code, reads it in the inbox, and verifies it. */
async function prove(client: OtpClient, address: string, named: { subject?: string; destination?: string } = {}) {
  const { token, knownDevice } = await client.requestOtp({ channel: "EMAIL", ...named });
  const { subject } = named;
  const input = { id: token.id, code: codeTo(service, address), ...(subject ? { subject } : {}) };
  return { id: token.id, knownDevice, ...(await client.verifyOtp(input, { remember: true })) };
}

async function stepUp(client: OtpClient, address: string): Promise<string> {
  const { token } = await client.requestOtp({ channel: "EMAIL", purpose: "manage-account" });
  const input = { id: token.id, code: codeTo(service, address, LONG) };
  return `${(await client.verifyOtp(input, { select: ["stepUpToken"] })).stepUpToken}`;
}

test("S39 a user who asked to be remembered has a lane of their own from then on", async () => {
  const deviceTokens = inMemory();
  const { client, email, sub } = await clients.user({ deviceTokens });
  const first = await prove(client, email);
  expect(first).toMatchObject({ status: "VERIFIED", remembered: true, knownDevice: false });
  expect(first).not.toHaveProperty("deviceToken");
  expect(await deviceTokens.get(sub)).toEqual(expect.any(String));
  service.advance(31);
  const attacker = await (await clients.as(email)).requestOtp({ channel: "EMAIL" });
  const { token, knownDevice } = await client.requestOtp({ channel: "EMAIL" });
  expect(knownDevice).toBe(true);
  expect(token.id).not.toBe(attacker.token.id);
});

test("S40 nobody is remembered who did not ask for it, or whose code was wrong", async () => {
  const deviceTokens = inMemory();
  const { client, email, sub } = await clients.user({ deviceTokens });
  const { token } = await client.requestOtp({ channel: "EMAIL" });
  const wrong = await client.verifyOtp({ id: token.id, code: "AAAAAAAA" }, { remember: true });
  expect(wrong).toMatchObject({ status: "WRONG_CODE", remembered: false });
  const right = await client.verifyOtp({ id: token.id, code: codeTo(service, email) });
  expect(right).toMatchObject({ status: "VERIFIED", remembered: false });
  expect(await deviceTokens.get(sub)).toBeUndefined();
  expect(await client.devices()).toEqual([]);
});

test("a device token that is remembered is in the result only if it was selected, too", async () => {
  const deviceTokens = inMemory();
  const { client, email, sub } = await clients.user({ deviceTokens });
  const { token } = await client.requestOtp({ channel: "EMAIL" });
  const input = { id: token.id, code: codeTo(service, email) };
  const verified = await client.verifyOtp(input, { remember: true, select: ["deviceToken"] });
  expect(verified).toMatchObject({ remembered: true, deviceToken: await deviceTokens.get(sub) });
});

test("a backend's tokens are kept by subject", async () => {
  const deviceTokens = inMemory();
  const client = clients.backend({ deviceTokens });
  const [ada, eve] = [stranger(), stranger()];
  await prove(client, ada.destination, ada);
  expect((await client.requestOtp({ channel: "EMAIL", ...eve })).knownDevice).toBe(false);
  service.advance(31);
  expect((await client.requestOtp({ channel: "EMAIL", ...ada })).knownDevice).toBe(true);
});

test("who forgets all devices has no token left, and who forgets another one keeps it", async () => {
  const deviceTokens = inMemory();
  const { client, email, sub } = await clients.user({ deviceTokens });
  const other = await clients.as(email, { deviceTokens: inMemory() });
  await prove(other, email);
  const [first] = await client.devices();
  service.advance(31);
  await prove(client, email);
  const kept = await deviceTokens.get(sub);
  await client.forgetDevices({ id: `${first?.id}`, stepUpToken: await stepUp(client, email) });
  expect(await deviceTokens.get(sub)).toBe(kept);
  service.advance(31);
  await client.forgetDevices({ stepUpToken: await stepUp(client, email) });
  expect(await deviceTokens.get(sub)).toBeUndefined();
});

test("a token that names no known device any more is sent once, and deleted", async () => {
  const deviceTokens = inMemory();
  const { client, email, sub } = await clients.user({ deviceTokens });
  await prove(client, email);
  const elsewhere = await clients.as(email);
  await elsewhere.forgetDevices({ stepUpToken: await stepUp(elsewhere, email) });
  service.advance(31);
  expect((await client.requestOtp({ channel: "EMAIL" })).knownDevice).toBe(false);
  expect(await deviceTokens.get(sub)).toBeUndefined();
});

test("one that another page has kept meanwhile is not deleted", async () => {
  const deviceTokens = inMemory();
  const { fetch } = troubled();
  const { client, sub } = await clients.user({
    deviceTokens,
    fetch: async (input, init) => {
      await deviceTokens.set(sub, "newer");
      return fetch(input, init);
    },
  });
  await deviceTokens.set(sub, "older");
  await client.requestOtp({ channel: "EMAIL" });
  expect(await deviceTokens.get(sub)).toBe("newer");
});

test("a token that the caller gives goes before the one that is kept, which stays", async () => {
  const deviceTokens = inMemory();
  const { fetch, requests } = troubled();
  const { client, sub } = await clients.user({ deviceTokens, fetch });
  await deviceTokens.set(sub, "kept");
  await client.requestOtp({ channel: "EMAIL", deviceToken: "given" });
  expect(requests[0]?.variables.input.deviceToken).toBe("given");
  expect(await deviceTokens.get(sub)).toBe("kept");
});

describe("a store", () => {
  const failing = (method: keyof DeviceTokens): DeviceTokens => ({
    ...inMemory(),
    [method]: () => Promise.reject(new Error("the store is full")),
  });

  test("that fails after the answer loses no answer", async () => {
    const { client, email } = await clients.user({ deviceTokens: failing("set") });
    expect(await prove(client, email)).toMatchObject({ status: "VERIFIED", remembered: false });
    const undeletable = { ...failing("delete"), get: () => "forged" };
    const { client: other } = await clients.user({ deviceTokens: undeletable });
    expect((await other.requestOtp({ channel: "EMAIL" })).token.status).toBe("SENT");
  });

  test("that cannot be read fails the call before anything is sent", async () => {
    const { fetch, requests } = troubled();
    const { client } = await clients.user({ deviceTokens: failing("get"), fetch });
    await expect(client.requestOtp({ channel: "EMAIL" })).rejects.toThrow("the store is full");
    expect(requests).toEqual([]);
  });

  test("is needed to be remembered, and nothing is sent without one", async () => {
    const { fetch, requests } = troubled();
    const { client } = await clients.user({ fetch });
    const call = client.verifyOtp({ id: "x", code: "123456" }, { remember: true });
    await expect(call).rejects.toThrow("to remember a device, the client needs deviceTokens");
    expect(requests).toEqual([]);
  });

  test("in a browser's storage keeps them by subject, with a prefix", () => {
    const items = new Map<string, string>();
    const storage = {
      getItem: (key: string) => items.get(key) ?? null,
      setItem: (key: string, value: string) => void items.set(key, value),
      removeItem: (key: string) => void items.delete(key),
    };
    const [one, other] = [inLocalStorage(storage), inLocalStorage(storage, "other.")];
    one.set("ada", "t1");
    other.set("ada", "t2");
    expect([...items]).toEqual([
      ["appsync-otp.device.ada", "t1"],
      ["other.ada", "t2"],
    ]);
    one.delete("ada");
    expect([one.get("ada"), other.get("ada")]).toEqual([null, "t2"]);
  });
});

test("what is no ID token of Cognito is refused without being shown", async () => {
  for (const text of ["", "secret", "a.c2VjcmV0.c", `a.${btoa('{"sub":7}')}.c`]) {
    const client = clients.by(() => text, { deviceTokens: inMemory() });
    const error = await client.requestOtp({ channel: "SMS" }).catch((refused) => refused);
    expect(error).toEqual(new TypeError("getIdToken gave no ID token of Cognito"));
  }
});
