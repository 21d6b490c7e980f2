import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { COOLDOWN, DAY, owner, payload, poolOwner, unlocked } from "./owner.ts";
import { dump, freshNumber, toNextWindow } from "./person.ts";
import { startTestService, type TestService } from "./support.ts";

/** Whose messages a known device's lane counts with: its own, and those of addresses that it has verified. */

const OWN = 3;
const EVERYBODYS = 3;
const KNOWN = 5;
const limit = (messages: number) => ({ quarterHour: messages, day: messages });

let service: TestService;
beforeAll(async () => {
  service = await startTestService({
    sends: { subject: limit(OWN), destination: limit(EVERYBODYS), knownDestination: limit(KNOWN) },
  });
});
beforeEach(() => nextDay());
afterEach(() => service.endpoint.api.faults.clear());
afterAll(() => service.stop());

const nextDay = () => toNextWindow(service, DAY);

type Owner = Pick<ReturnType<typeof owner>, "ask">;

/** Asks until a message is refused. @returns the number of messages before, and the limit */
async function useUp(someone: Owner, input: object = {}): Promise<[sent: number, limit: string]> {
  for (let sent = 0; ; sent++) {
    service.advance(COOLDOWN);
    const { errors } = await someone.ask(input);
    if (!errors) continue;
    expect(errors).toMatchObject([{ errorType: "Throttled" }]);
    return [sent, errors[0]?.errorInfo.limit];
  }
}

/** Somebody with a known device that has verified their address, on a day on which nothing was sent yet. */
async function known(given: Parameters<typeof owner>[1] = {}) {
  const someone = owner(service, given);
  const deviceToken = await someone.device();
  nextDay();
  return { ...someone, deviceToken };
}

test("S39 with the messages of the common lane used up, a device has as many of its own, every day anew", async () => {
  const { deviceToken, ...someone } = await known();
  for (let day = 0; day < 2; day++) {
    expect(await useUp(someone)).toEqual([OWN, "SUBJECT"]);
    expect(await useUp(someone, { deviceToken })).toEqual([OWN, "SUBJECT"]);
    nextDay();
  }
});

test("S39 messages in a device's lane take none from the common lane or from another device", async () => {
  const someone = owner(service);
  const [one, other] = [await someone.device(), await someone.device()];
  nextDay();
  expect(await useUp(someone, { deviceToken: one })).toEqual([OWN, "SUBJECT"]);
  expect(await useUp(someone, { deviceToken: other, purpose: "payment" })).toEqual([KNOWN - OWN, "DESTINATION"]);
  expect(await useUp(someone)).toEqual([OWN, "SUBJECT"]);
});

test("S39 strangers who use up the messages to an address keep no message from a device that has verified it", async () => {
  const { deviceToken, ...someone } = await known();
  expect(await useUp(owner(service, { destination: someone.destination }))).toEqual([EVERYBODYS, "SUBJECT"]);
  expect(await useUp(someone)).toEqual([0, "DESTINATION"]);
  expect(await useUp(someone, { deviceToken })).toEqual([OWN, "SUBJECT"]);
});

test("S40 a device gives no fresh limit for a stranger's address: whoever asks, it gets as many messages as everybody may send it", async () => {
  const victim = "victim@example.com";
  const accomplices = [owner(service), owner(service)];
  const devices = [];
  for (const someone of [...accomplices, ...accomplices]) {
    devices.push({ someone, deviceToken: await someone.device() });
  }
  nextDay();
  let sent = 0;
  for (const { someone, deviceToken } of devices) {
    sent += (await useUp(someone, { deviceToken, destination: victim }))[0];
  }
  expect(sent).toBe(EVERYBODYS);
});

test("S40 a device that has verified a mailbox knows it under every spelling", async () => {
  const { deviceToken, ...someone } = await known({ destination: "o.wner@gmail.com" });
  await useUp(owner(service, { destination: "owner@gmail.com" }));
  expect(await useUp(someone)).toEqual([0, "DESTINATION"]);
  expect(await useUp(someone, { deviceToken, destination: "owner+codes@gmail.com" })).toEqual([OWN, "SUBJECT"]);
});

test("S40 a device knows the last two addresses or numbers that were verified with it", async () => {
  const someone = owner(service);
  const [second, third] = [freshNumber(), "third@example.com"];
  const deviceToken = await someone.device();
  await someone.device({ deviceToken, channel: "SMS", destination: second });
  const isKnown = async (input: { destination: string; channel?: string }) => {
    nextDay();
    await useUp(owner(service), input);
    return (await useUp(someone, { deviceToken, ...input }))[0] > 0;
  };
  const first = { destination: someone.destination };
  expect(await isKnown(first)).toBe(true);
  expect(await isKnown({ channel: "SMS", destination: second })).toBe(true);
  expect(await isKnown({ destination: third })).toBe(false);
  nextDay();
  await someone.device({ deviceToken, destination: third });
  expect(await isKnown({ destination: third })).toBe(true);
  expect(await isKnown({ channel: "SMS", destination: second })).toBe(true);
  expect(await isKnown(first)).toBe(false);
});

test("S40 those who have verified one address share a limit for it, over all their subjects", async () => {
  const destination = "shared@example.com";
  const household = [await known({ destination }), await known({ destination }), await known({ destination })];
  const sent = [];
  for (const { deviceToken, ...someone } of household) sent.push(await useUp(someone, { deviceToken }));
  expect(sent).toEqual([
    [OWN, "SUBJECT"],
    [KNOWN - OWN, "DESTINATION"],
    [0, "DESTINATION"],
  ]);
});

test("S39 a device of a user of the pool knows all verified claims, by either channel, also those that it was not made with", async () => {
  const phone_number = freshNumber();
  const someone = await poolOwner(service, { phone_number, phone_number_verified: "true" });
  const deviceToken = await someone.device();
  for (const channel of ["SMS", "EMAIL"]) {
    nextDay();
    expect(await useUp(someone, { channel })).toEqual([OWN, "SUBJECT"]);
    expect(await useUp(someone, { channel, deviceToken })).toEqual([OWN, "SUBJECT"]);
  }
});

test("S39 a device that an operator has handed over knows every address, until a code was verified with it", async () => {
  const someone = owner(service);
  const elsewhere = "elsewhere@example.com";
  const deviceToken = await unlocked(service, { subject: someone.subject, tenant: "role:shop" });
  await useUp(owner(service), { destination: someone.destination });
  await useUp(owner(service), { destination: elsewhere });
  expect(payload(await someone.ask({ deviceToken, destination: elsewhere }), "requestOtp").knownDevice).toBe(true);
  await someone.device({ deviceToken });
  service.advance(COOLDOWN);
  expect((await someone.ask({ deviceToken, destination: elsewhere })).errors).toMatchObject([
    { errorType: "Throttled", errorInfo: { limit: "DESTINATION" } },
  ]);
  expect((await someone.token({ deviceToken })).knownDevice).toBe(true);
});

test("S39 the payload tells what is left of the lane's own limits", async () => {
  const { deviceToken, ...someone } = await known();
  await useUp(someone);
  const { limits } = payload(await someone.ask({ deviceToken }), "requestOtp");
  expect(limits).toEqual([
    { name: "COOLDOWN", remaining: 0 },
    { name: "TOKEN", remaining: 2 },
    { name: "SUBJECT", remaining: OWN - 1 },
    { name: "DESTINATION", remaining: KNOWN - 1 },
  ]);
});

test("S44 what certainly was not sent in a device's lane is withdrawn: slot, counters and idempotency keys are as before", async () => {
  const { deviceToken, ...someone } = await known();
  await someone.ask({ deviceToken, idempotencyKey: "before" });
  service.advance(COOLDOWN);
  const sortKeyed = async () =>
    Object.fromEntries((await dump(service)).map(({ revision: _, ...item }) => [`${item.pk?.S} ${item.sk?.S}`, item]));
  const before = await sortKeyed();
  for (const input of [{}, { codeLength: 8 }, { idempotencyKey: "k" }]) {
    const mend = service.endpoint.api.faults.inject({ dataSource: "Send", operation: "Invoke", kind: "throttling" });
    expect((await someone.ask({ deviceToken, ...input })).errors).toMatchObject([{ errorType: "DeliveryFailed" }]);
    mend();
  }
  expect(await sortKeyed()).toEqual(before);
  expect(await useUp(someone, { deviceToken })).toEqual([OWN - 1, "SUBJECT"]);
});
