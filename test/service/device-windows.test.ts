import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { person, toNextWindow } from "./person.ts";
import { startTestService, type TestService } from "./support.ts";

/** The border of the 24 hours in which new devices are counted. `device-sums.test.ts` has that of the windows of guesses. */

const LIFE = 300;
const DAY = 24 * 60 * 60;
const VERIFY = "mutation Check($input: VerifyOtpInput!) { verifyOtp(input: $input) { status deviceToken } }";
const WITHOUT_DEVICE = "mutation Check($input: VerifyOtpInput!) { verifyOtp(input: $input) { status } }";

let service: TestService;
beforeAll(async () => {
  service = await startTestService();
});
beforeEach(() => toNextWindow(service, DAY));
afterAll(() => service.stop());

/** Calls verifyOtp as a backend. @returns its payload */
async function verified(query: string, input: object) {
  const { data, errors } = await service.backend()(query, { input });
  expect(errors).toBeUndefined();
  expect(data.verifyOtp.status).toBe("VERIFIED");
  return data.verifyOtp as { deviceToken: string | null };
}

test("S40 a device counts on the day that it becomes known, not on that of its code: repeats that ask for it late do not give a third in 24 hours", async () => {
  const someone = person(service);
  const { subject } = someone;
  const calls: object[] = [];
  for (const purpose of ["login", "payment"]) {
    const { id } = await someone.token({ purpose });
    const call = { id, subject, code: someone.code(), idempotencyKey: purpose };
    await verified(WITHOUT_DEVICE, call);
    calls.push(call);
  }
  service.advance(LIFE + 59);
  for (const call of calls) expect((await verified(VERIFY, call)).deviceToken).not.toBeNull();
  service.advance(DAY - LIFE);
  const third = async () => {
    const { id } = await someone.token();
    return (await verified(VERIFY, { id, subject, code: someone.code() })).deviceToken;
  };
  expect(await third()).toBeNull();
  service.advance(LIFE);
  expect(await third()).not.toBeNull();
});
