import { afterAll, beforeAll, expect, test } from "vitest";
import { wrongCodes } from "./attacker.ts";
import { COOLDOWN, DAY, deviceOf, type ListedDevice, listedIds, NO_LIMITS, owner, payload, unlocked } from "./owner.ts";
import { startTestService, type TestService } from "./support.ts";

/** Which successes make a known device, and how many. */

let service: TestService;
beforeAll(async () => {
  service = await startTestService(NO_LIMITS);
});
afterAll(() => service.stop());

const seconds = () => service.now() / 1000;
const calls = () => service.traces.at(-1)?.calls.map(({ dataSource, operation }) => `${dataSource} ${operation}`);

test("S40 only VERIFIED makes a device: a wrong, a late and an exhausted guess give no token and list nothing", async () => {
  const someone = owner(service);
  const { id } = await someone.token();
  const code = someone.code();
  for (const guess of wrongCodes(code, 5)) {
    expect(payload(await someone.check(id, guess), "verifyOtp")).toMatchObject({
      status: "WRONG_CODE",
      deviceToken: null,
    });
  }
  const exhausted = { status: "ATTEMPTS_EXHAUSTED", deviceToken: null };
  expect(payload(await someone.check(id, code), "verifyOtp")).toMatchObject(exhausted);
  const late = await someone.token();
  const lateCode = someone.code();
  service.advance(301);
  expect(payload(await someone.check(late.id, lateCode), "verifyOtp")).toMatchObject({
    status: "EXPIRED",
    deviceToken: null,
  });
  expect(await someone.devices()).toEqual([]);
});

test("S40 only purposes that the settings list make devices: never verify-contact, nor those that step up", async () => {
  const someone = owner(service);
  for (const purpose of ["verify-contact", "operator", "manage-account"]) {
    expect(await someone.success({ purpose }), purpose).toBeNull();
  }
  expect(await someone.devices()).toEqual([]);
  for (const purpose of ["login", "payment"]) expect(await someone.success({ purpose }), purpose).not.toBeNull();
  expect(await someone.devices()).toHaveLength(2);
});

test("S40 where the settings list payment alone, a login makes no device", async () => {
  const strict = await startTestService({ devices: { purposes: ["payment"] } });
  const someone = owner(strict);
  expect(await someone.success()).toBeNull();
  const deviceToken = await someone.device({ purpose: "payment" });
  expect((await someone.token({ deviceToken })).knownDevice).toBe(true);
  await strict.stop();
});

test("S40 a device is made only where its token is selected, by three calls more; to renew it takes as many", async () => {
  const someone = owner(service);
  const checked = ["Kms POST", "Tokens UpdateItem"];
  const made = ["Tokens BatchGetItem", "Tokens UpdateItem", "Kms POST"];
  const { id } = await someone.token();
  await someone.check(id, someone.code(), {}, "");
  expect(calls()).toEqual(checked);
  expect(await someone.devices()).toEqual([]);
  const deviceToken = await someone.device();
  expect(calls()).toEqual([...checked, ...made]);
  await someone.device({ deviceToken });
  expect(calls()).toEqual([...checked, ...made]);
  expect(await someone.deviceIds()).toEqual(listedIds(deviceToken));
});

test("S40 one success makes one device: aliases in one query and repeats by the idempotency key give the same token", async () => {
  const someone = owner(service);
  const { first, again } = await someone.verified({}, "a: deviceToken b: deviceToken c: deviceToken");
  expect(first.a).toMatch(/^device_1\./);
  expect([first.b, first.c]).toEqual([first.a, first.a]);
  for (let n = 0; n < 3; n++) {
    service.advance(100);
    expect(await again()).toMatchObject({ status: "VERIFIED", deviceToken: first.a });
  }
  expect(await someone.deviceIds()).toEqual(listedIds(first.a));
  expect(await someone.success(), "the second of the day").not.toBeNull();
});

test("S40 a repeat in the lane of a device gives the token that the first call gave", async () => {
  const someone = owner(service);
  const deviceToken = await someone.device();
  const { first, again } = await someone.verified({ deviceToken });
  service.advance(60);
  expect(await again()).toEqual(first);
  expect(deviceOf(first.deviceToken)).toBe(deviceOf(deviceToken));
  expect(first.deviceToken).not.toBe(deviceToken);
});

test("S40 a repeat after its device was forgotten gives null, and makes no other", async () => {
  const someone = owner(service);
  const { first, again } = await someone.verified();
  expect(await someone.forget(...listedIds(first.deviceToken))).toEqual([]);
  expect(await again()).toMatchObject({ status: "VERIFIED", deviceToken: null });
  expect(await someone.devices()).toEqual([]);
});

/** Makes somebody with four devices, each of which came back, and verifies a code, which makes a fifth in place of the first. */
async function withAFifth() {
  const someone = owner(service);
  const four = [await someone.device(), await someone.device()];
  service.advance(DAY);
  four.push(await someone.device(), await someone.device());
  for (const deviceToken of four) await someone.device({ deviceToken });
  service.advance(DAY);
  const { again } = await someone.verified();
  return { someone, others: four.slice(1), again };
}

test("S40 a repeat after its device was displaced gives null, and displaces no other", async () => {
  const { someone, others, again } = await withAFifth();
  const sixth = await someone.device({ purpose: "payment" });
  const known = listedIds(...others, sixth);
  expect(await someone.deviceIds()).toEqual(known);
  expect(await again()).toMatchObject({ status: "VERIFIED", deviceToken: null });
  expect(await someone.deviceIds()).toEqual(known);
});

test("S40 a repeat whose device was displaced makes no other, though the day has room for one", async () => {
  const { someone, others, again } = await withAFifth();
  const handedOver = await unlocked(service, { subject: someone.subject, tenant: "role:shop" });
  const known = listedIds(...others, handedOver);
  expect(await someone.deviceIds()).toEqual(known);
  expect(await again()).toMatchObject({ status: "VERIFIED", deviceToken: null });
  expect(await someone.deviceIds()).toEqual(known);
});

test("S40 two devices are made in 24 hours: a third success gets null, and one more than 24 hours after the first a device", async () => {
  const someone = owner(service);
  await someone.device();
  const first = seconds();
  await someone.device({ purpose: "payment" });
  service.advance(first + DAY - seconds() - 60);
  const login = (await someone.ask()).data.requestOtp.token.id;
  const loginCode = someone.code();
  const payment = (await someone.ask({ purpose: "payment" })).data.requestOtp.token.id;
  const paymentCode = someone.code();
  service.advance(59);
  const refused = payload(await someone.check(login, loginCode), "verifyOtp");
  expect(refused).toMatchObject({ status: "VERIFIED", deviceToken: null });
  expect(await someone.devices()).toHaveLength(2);
  service.advance(2);
  expect(payload(await someone.check(payment, paymentCode), "verifyOtp").deviceToken).not.toBeNull();
  expect(await someone.devices()).toHaveLength(3);
});

test("S40 forgetting devices does not make room for more of them on the same day", async () => {
  const someone = owner(service);
  await someone.device();
  await someone.device();
  await someone.forget();
  expect(await someone.success()).toBeNull();
  expect(await someone.devices()).toEqual([]);
});

test("S40 a fifth device displaces one that never came back, and where all have the one that was unused for longest", async () => {
  const someone = owner(service);
  const [a, b] = [await someone.device(), await someone.device()];
  service.advance(DAY);
  const [c, d] = [await someone.device(), await someone.device()];
  await someone.device({ deviceToken: b });
  await someone.device({ deviceToken: a });
  await someone.device({ deviceToken: d });
  service.advance(DAY);
  const e = await someone.device();
  expect(await someone.deviceIds(), "c never came back").toEqual(listedIds(a, b, d, e));
  await someone.device({ deviceToken: e });
  const f = await someone.device();
  expect(await someone.deviceIds(), "b was unused for longest").toEqual(listedIds(a, d, e, f));
  for (const deviceToken of [b, c]) expect((await someone.token({ deviceToken })).knownDevice).toBe(false);
});

test("S40 of two successes at once with three devices known, each makes one or is a Conflict, and never are there five", async () => {
  const someone = owner(service);
  await someone.device();
  await someone.device();
  service.advance(DAY);
  const third = await someone.device();
  service.advance(DAY);
  service.advance(COOLDOWN);
  const tokens = [];
  for (const purpose of ["login", "payment"]) {
    const { id } = (await someone.ask({ purpose })).data.requestOtp.token;
    tokens.push([id, someone.code()] as const);
  }
  const answers = await Promise.all(tokens.map(([id, code]) => someone.check(id, code)));
  const listed = await someone.deviceIds();
  expect(listed).toHaveLength(4);
  const made = answers.flatMap(({ data, errors }) => {
    expect(data.verifyOtp.status).toBe("VERIFIED");
    if (data.verifyOtp.deviceToken !== null) return [data.verifyOtp.deviceToken as string];
    expect(errors).toMatchObject([{ errorType: "Conflict", path: ["verifyOtp", "deviceToken"] }]);
    return [];
  });
  expect(made.length).toBeGreaterThan(0);
  expect(listed).toEqual(expect.arrayContaining([...listedIds(...made), ...listedIds(third)]));
});

test("S40 what was verified before devices were forgotten makes none any more", async () => {
  const someone = owner(service);
  const { again } = await someone.verified({}, "");
  await someone.forget();
  expect(await again()).toMatchObject({ status: "VERIFIED", deviceToken: null });
  expect(await someone.devices()).toEqual([]);
  expect(await someone.success()).not.toBeNull();
});

test("S40 a device is forgotten 90 days after its last use, and each use with its own token puts that off", async () => {
  const someone = owner(service);
  const [used, unused] = [await someone.device(), await someone.device()];
  service.advance(60 * DAY);
  const renewed = await someone.device({ deviceToken: used });
  expect(renewed).not.toBe(used);
  service.advance(30 * DAY - COOLDOWN);
  expect(await someone.deviceIds()).toEqual(listedIds(used));
  expect((await someone.token({ deviceToken: unused })).knownDevice).toBe(false);
  expect((await someone.token({ deviceToken: renewed })).knownDevice).toBe(true);
  const { lastUsedAt, expiresAt } = (await someone.devices())[0] as ListedDevice;
  expect(Date.parse(expiresAt) - Date.parse(lastUsedAt)).toBe(90 * DAY * 1000);
  service.advance((Date.parse(expiresAt) - service.now()) / 1000 - 1);
  expect(await someone.devices()).toHaveLength(1);
  service.advance(1);
  expect(await someone.devices()).toEqual([]);
  expect((await someone.token({ deviceToken: renewed })).knownDevice).toBe(false);
});

test("S40 a success renews the device of its own lane alone, and only where its token is selected", async () => {
  const someone = owner(service);
  const [a, b] = [await someone.device(), await someone.device()];
  const uses = async () => Object.fromEntries((await someone.devices()).map(({ id, lastUsedAt }) => [id, lastUsedAt]));
  const before = await uses();
  const [idA, idB] = [listedIds(a)[0] as string, listedIds(b)[0] as string];
  const { id } = await someone.token({ deviceToken: a });
  await someone.check(id, someone.code(), {}, "");
  expect(await someone.success(), "the third in the common lane").toBeNull();
  expect(await uses()).toEqual(before);
  await someone.device({ deviceToken: a });
  const after = await uses();
  expect(after[idB]).toBe(before[idB]);
  expect(after[idA]).toBe(new Date(service.now()).toISOString());
});

test("S40 a repeat of an earlier success does not date a device's last use back", async () => {
  const someone = owner(service);
  const deviceToken = await someone.device();
  const { first, again } = await someone.verified({ deviceToken });
  await someone.device({ deviceToken, purpose: "payment" });
  const listed = await someone.devices();
  expect((await again()).deviceToken).toBe(first.deviceToken);
  expect(await someone.devices()).toEqual(listed);
});

test("S40 the code of a device that was forgotten meanwhile still verifies, and makes no device", async () => {
  const someone = owner(service);
  const deviceToken = await someone.device();
  const { id } = await someone.token({ deviceToken });
  const code = someone.code();
  await someone.forget();
  service.advance(1);
  expect(payload(await someone.check(id, code), "verifyOtp")).toMatchObject({ status: "VERIFIED", deviceToken: null });
  expect(await someone.devices()).toEqual([]);
});
