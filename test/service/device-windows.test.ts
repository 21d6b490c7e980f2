import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { person, toNextWindow } from "./person.ts";
import { startTestService, type TestService } from "./support.ts";

/** The borders of the windows that known devices are counted in: 30 days for their guesses, 24 hours for new ones. */

const LIFE = 300;
const DAY = 24 * 60 * 60;
const WINDOW = 30 * DAY;
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

test("S04 a device's code that could be guessed at after the window's end is long, so that no 30 days have the guesses of three windows", async () => {
  const someone = person(service);
  const { subject } = someone;
  const { id } = await someone.token();
  const { deviceToken } = await verified(VERIFY, { id, subject, code: someone.code() });
  const lengths: number[] = [];
  service.advance(WINDOW - LIFE - 60);
  for (const seconds of [60, 60, LIFE - 60]) {
    service.advance(seconds);
    // A code of the one before would be sent again.
    const token = await someone.token({
      deviceToken,
      transaction: { amount: `${seconds + lengths.length}`, currency: "EUR", payee: "Anna" },
    });
    lengths.push(token.codeLength);
  }
  expect(lengths).toEqual([6, 12, 6]);
});

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
