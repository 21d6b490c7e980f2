import { afterAll, beforeAll, expect, test } from "vitest";
import { LIMITS } from "../../contract/limits.ts";
import { dump, person } from "./person.ts";
import { CANCEL, startTestService, type TestService } from "./support.ts";

/** An id is looked at as a whole before it costs anything: a text that cannot be one is refused without a call of a data source. */

let service: TestService;
beforeAll(async () => {
  service = await startTestService();
});
afterAll(() => service.stop());

const HEX = "0123456789abcdef".repeat(4);
const DEVICE = HEX.slice(0, 32);
const NO_IDS = [
  "login_0",
  "login_",
  `login_${HEX.slice(1)}`,
  `login_${HEX}0`,
  `login_${HEX}\n`,
  ` login_${HEX}`,
  `login_${HEX.toUpperCase()}`,
  `LOGIN_${HEX}`,
  `${"x".repeat(33)}_${HEX}`,
  `_${HEX}`,
  `login_x_${HEX}`,
  `login_-_${HEX}`,
  `login_0-_${HEX}`,
  `login_1_${HEX}`,
  `login_1${DEVICE.slice(1)}_${HEX}`,
  `login_1${DEVICE}0_${HEX}`,
  `login_1${DEVICE.toUpperCase()}_${HEX}`,
  `login_11-_${HEX}`,
  `login_1-_${HEX}_`,
  HEX,
];

const callsSince = (before: number) => service.traces.slice(before).flatMap(({ calls }) => calls);

test("S43 aliased verifyOtp with texts that are no ids are EXPIRED, without a call of KMS and without a write", async () => {
  const someone = person(service);
  await someone.token();
  const items = await dump(service);
  const before = service.traces.length;
  const aliases = Array.from({ length: LIMITS.resolverCount }, (_, n) => n);
  for (const id of NO_IDS) {
    const fields = aliases.map((n) => `a${n}: verifyOtp(input: $input) { status attemptsRemaining }`);
    const query = `mutation Check($input: VerifyOtpInput!) { ${fields.join(" ")} }`;
    const { data, errors } = await service.backend()(query, {
      input: { id, code: "123456", subject: someone.subject },
    });
    expect(errors).toBeUndefined();
    const expired = { status: "EXPIRED", attemptsRemaining: 0 };
    expect(Object.values(data as object)).toEqual(aliases.map(() => expired));
  }
  expect(service.traces.length).toBeGreaterThan(before);
  expect(callsSince(before)).toEqual([]);
  expect(await dump(service)).toEqual(items);
});

test("cancelOtp of a text that is no id is NotFound, without a call of the table", async () => {
  const before = service.traces.length;
  for (const id of NO_IDS) {
    const { errors } = await service.backend()(CANCEL, { input: { id, subject: "s" } });
    expect(errors).toMatchObject([{ errorType: "NotFound" }]);
  }
  expect(service.traces.length).toBeGreaterThan(before);
  expect(callsSince(before)).toEqual([]);
});

test("an id that requestOtp made is one, and a well-formed one that nobody made costs what a dead one costs", async () => {
  const someone = person(service);
  const { id } = await someone.token();
  expect(id).toMatch(/^login_1-_[0-9a-f]{64}$/);
  const before = service.traces.length;
  for (const form of [`login_1-_${HEX}`, `login_1${DEVICE}_${HEX}`, `login_${HEX}`]) {
    expect((await someone.check(form, "123456")).status).toBe("EXPIRED");
  }
  expect(callsSince(before)).toHaveLength(6);
  expect((await someone.check(id, someone.code())).status).toBe("VERIFIED");
});

test("an id of a key version that the deployment does not have is EXPIRED without a call", async () => {
  const before = service.traces.length;
  expect((await person(service).check(`login_9-_${HEX}`, "123456")).status).toBe("EXPIRED");
  expect(callsSince(before)).toEqual([]);
});
