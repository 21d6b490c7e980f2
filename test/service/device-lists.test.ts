import { afterAll, beforeAll, expect, test } from "vitest";
import { COOLDOWN, listedIds, NO_LIMITS, owner, payload, poolOwner, unlocked } from "./owner.ts";
import { stepUp } from "./step-up.ts";
import { CANCEL, type Caller, LIST, REQUEST, startTestService, type TestService } from "./support.ts";

/** Who sees and ends the tokens of a known device's lane: its holder, the tenant's backend and operators. */

let service: TestService;
beforeAll(async () => {
  service = await startTestService(NO_LIMITS);
});
afterAll(() => service.stop());

/** The ids of the tokens that a caller is shown. */
async function shown(caller: Caller, filter: object) {
  const { items } = payload(await caller(LIST, { filter }), "activeTokens");
  return (items as { id: string }[]).map(({ id }) => id).sort();
}

/** A user of the pool with a token in the common lane and one in the lane of each of two devices. */
async function withTokens() {
  const someone = await poolOwner(service);
  const [one, other] = [await someone.device(), await someone.device()];
  const ids = [];
  for (const deviceToken of [undefined, one, other]) {
    ids.push((await someone.token(deviceToken === undefined ? {} : { deviceToken })).id);
  }
  const [common, own, others] = ids as [string, string, string];
  return { ...someone, one, other, common, own, others };
}

test("S39 a user without a device's token does not see that its lane has tokens; with it, those of this one device are listed, too", async () => {
  const { caller, one, other, common, own, others } = await withTokens();
  expect(await shown(caller, {})).toEqual([common]);
  expect(await shown(caller, { deviceToken: one })).toEqual([common, own].sort());
  expect(await shown(caller, { deviceToken: other })).toEqual([common, others].sort());
});

test("S40 a forged, a foreign and a forgotten device's token list the common lane alone", async () => {
  const someone = await withTokens();
  const { caller, one, common } = someone;
  const foreign = await (await poolOwner(service)).device();
  for (const deviceToken of ["known", "", one.replace(/[^.]*$/, `${"A".repeat(43)}=`), foreign]) {
    expect(await shown(caller, { deviceToken })).toEqual([common]);
  }
  await someone.forget(...listedIds(one));
  const { id } = await someone.token({ codeLength: 8 });
  expect(await shown(caller, { deviceToken: one })).toEqual([id]);
});

test("S39 users may not ask for the tokens of all devices, not even with the token of one", async () => {
  const { caller, one } = await withTokens();
  for (const filter of [{ includeDevices: true }, { includeDevices: true, deviceToken: one }]) {
    expect((await caller(LIST, { filter })).errors).toMatchObject([
      { errorType: "InvalidInput", errorInfo: { field: "includeDevices", reason: "NOT_FOR_USERS" } },
    ]);
  }
  expect(await shown(caller, { includeDevices: false })).toHaveLength(1);
});

test("S39 a backend sees a subject's device tokens where it asks for them, and of its own tenant alone", async () => {
  const someone = owner(service);
  const { caller, subject } = someone;
  const [one, other] = [await someone.device(), await someone.device()];
  const { id: common } = await someone.token();
  const own = [(await someone.token({ deviceToken: one })).id, (await someone.token({ deviceToken: other })).id];
  expect(await shown(caller, { subject })).toEqual([common]);
  expect(await shown(caller, { subject, includeDevices: true })).toEqual([common, ...own].sort());
  expect(await shown(caller, { subject, deviceToken: one })).toEqual([common, own[0]].sort());
  expect(await shown(service.backend(1), { subject, includeDevices: true })).toEqual([]);
  await someone.forget(...listedIds(other));
  expect(await shown(caller, { subject, includeDevices: true })).not.toContain(own[1]);
});

test("S40 the tokens of a device whose time is over are not listed as those of a device any more", async () => {
  const someone = owner(service);
  const { caller, subject } = someone;
  const deviceToken = await unlocked(service, { subject, tenant: "role:shop" });
  service.advance(3_600 - 2 * COOLDOWN);
  const { id, knownDevice } = await someone.token({ deviceToken });
  expect(knownDevice).toBe(true);
  for (const filter of [{ deviceToken }, { includeDevices: true }]) {
    expect(await shown(caller, { subject, ...filter })).toEqual([id]);
  }
  service.advance(COOLDOWN);
  for (const filter of [{ deviceToken }, { includeDevices: true }]) {
    expect(await shown(caller, { subject, ...filter })).toEqual([]);
  }
});

test("S39 the pages of a tenant show the tokens of devices where they are asked for, each once, and none otherwise", async () => {
  const tenant = service.backend(1);
  const devices: { someone: ReturnType<typeof owner>; deviceToken: string }[] = [];
  for (let n = 0; n < 4; n++) {
    const someone = owner(service, { caller: tenant });
    devices.push({ someone, deviceToken: await someone.device() });
  }
  service.advance(COOLDOWN);
  const idsOf = async (given: (deviceToken: string) => object) => {
    const ids: string[] = [];
    for (const { someone, deviceToken } of devices) {
      for (const purpose of ["login", "payment"]) {
        ids.push(payload(await someone.ask({ purpose, ...given(deviceToken) }), "requestOtp").token.id);
      }
    }
    return ids;
  };
  const common = await idsOf(() => ({}));
  const own = await idsOf((deviceToken) => ({ deviceToken }));
  const pages = async (includeDevices: boolean) => {
    const ids: string[] = [];
    let nextToken: string | null = null;
    do {
      const page = payload(await tenant(LIST, { filter: { includeDevices }, limit: 3, nextToken }), "activeTokens");
      expect(page.items.length).toBeLessThanOrEqual(3);
      ids.push(...(page.items as { id: string }[]).map(({ id }) => id));
      nextToken = page.nextToken;
    } while (nextToken !== null);
    return ids.sort();
  };
  expect(await pages(false)).toEqual(common.sort());
  expect(await pages(true)).toEqual([...common, ...own].sort());
});

test("S39 operators see the tokens of devices with a second factor alone, their own included", async () => {
  const { subject, common, own, others } = await withTokens();
  const caller = await service.operator();
  const stepUpToken = await stepUp(service, caller);
  const asked = await caller(REQUEST, { input: { channel: "EMAIL" } });
  const { subject: themselves } = payload(asked, "requestOtp").token;
  const required = [{ errorType: "SecondFactorRequired", errorInfo: { purpose: "operator" } }];
  expect((await caller(LIST, { filter: { subject, includeDevices: true } })).errors).toMatchObject(required);
  expect((await caller(LIST, { filter: { includeDevices: true } })).errors).toMatchObject(required);
  expect((await caller(LIST, { filter: { subject: themselves, includeDevices: true } })).errors).toMatchObject(
    required,
  );
  const filter = { subject, includeDevices: true, stepUpToken };
  expect(await shown(caller, filter)).toEqual([common, own, others].sort());
});

test("S39 a device's token is cancelled by its id; cancelling the common lane's leaves it alone", async () => {
  const someone = await withTokens();
  const { caller, one, common, own, others } = someone;
  const cancel = (id: string) => caller(CANCEL, { input: { id } });
  expect(payload(await cancel(common), "cancelOtp").token).toMatchObject({ id: common, status: "CANCELED" });
  expect(await shown(caller, { deviceToken: one })).toEqual([own]);
  expect(payload(await cancel(own), "cancelOtp").token).toMatchObject({ id: own, status: "CANCELED" });
  expect(await shown(caller, { deviceToken: one })).toEqual([]);
  const [purpose, , random] = own.split("_");
  const guessed = [`${purpose}_1-_${random}`, `${purpose}_1${"0".repeat(32)}_${random}`, own.replace(/.$/, "x"), own];
  for (const id of guessed) expect((await cancel(id)).errors).toMatchObject([{ errorType: "NotFound" }]);
  expect(await shown(caller, { deviceToken: someone.other })).toEqual([others]);
});

test("S40 the token of a forgotten device is cancelled by its id, too", async () => {
  const someone = await withTokens();
  await someone.forget(...listedIds(someone.one));
  const cancelled = await someone.caller(CANCEL, { input: { id: someone.own } });
  expect(payload(cancelled, "cancelOtp").token).toMatchObject({ id: someone.own, status: "CANCELED" });
});
