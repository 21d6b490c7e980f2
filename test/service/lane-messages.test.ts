import { afterAll, beforeAll, expect, test } from "vitest";
import { DEFAULTS } from "../../settings/schema.ts";
import { messagesOfSubject } from "../bench/odds-figures.ts";
import { startFastService } from "./fast-service.ts";
import { person, toNextWindow } from "./person.ts";
import type { TestService } from "./support.ts";

/** How many messages somebody gets who uses every lane and every new device that there may be. docs/send-limits.md publishes it. */

const HOUR = 3_600;
const DAY = 24 * HOUR;
const QUARTER = 15 * 60;
const COOLDOWN = 31;
const ASK = "mutation Ask($input: RequestOtpInput!) { requestOtp(input: $input) { knownDevice token { id } } }";
const CHECK = "mutation Check($input: VerifyOtpInput!) { verifyOtp(input: $input) { status deviceToken } }";

let service: TestService;
beforeAll(async () => {
  const plenty = { quarterHour: 100, day: 1_000 };
  service = await startFastService({ sends: { destination: plenty, knownDestination: plenty } });
});
afterAll(() => service.stop());

test("S20 S40 with four known devices and every new one that there may be, a subject gets as many messages in a day, and in 24 hours, as docs/send-limits.md says", async () => {
  const backend = service.backend();
  const { subject, destination, code, messages } = person(service);

  /** Asks once in a lane. @param deviceToken null in the common one */
  async function ask(deviceToken: string | null, purpose: string) {
    const input = { channel: "EMAIL", subject, destination, purpose, deviceToken };
    const { data, errors } = await backend(ASK, { input });
    return errors ? { refused: errors[0]?.errorInfo.limit } : data.requestOtp;
  }
  /** Asks and verifies in the common lane. @returns the token of the device that it makes */
  async function newDevice(purpose: string): Promise<string | null> {
    const { token } = await ask(null, purpose);
    const { data } = await backend(CHECK, { input: { id: token.id, subject, code: code() } });
    expect(data.verifyOtp.status).toBe("VERIFIED");
    return data.verifyOtp.deviceToken;
  }
  const twoNewDevices = async () => [(await newDevice("login")) as string, (await newDevice("payment")) as string];

  /** Asks in each lane until its day's messages are used up. */
  async function useUp(lanes: (string | null)[]): Promise<void> {
    for (const _ of Array(4)) {
      toNextWindow(service, QUARTER);
      for (const purpose of ["login", "payment", "verify-contact", "manage-account", "login"]) {
        await Promise.all(lanes.map((lane) => ask(lane, purpose)));
        service.advance(COOLDOWN);
      }
    }
    toNextWindow(service, QUARTER);
    const late = await Promise.all(lanes.map((lane) => ask(lane, "payment")));
    expect(late).toEqual(lanes.map(() => ({ refused: "SUBJECT" })));
  }

  toNextWindow(service, DAY);
  const oldest = await twoNewDevices();
  service.advance(DAY);
  const newer = await twoNewDevices();
  service.advance(DAY + 12 * HOUR);
  const start = service.now();
  const before = messages().length;
  await useUp([...oldest, ...newer]);
  const newest = await twoNewDevices();
  await useUp([null, ...newest]);
  const first = messages().length - before;

  toNextWindow(service, DAY);
  expect(await newDevice("login")).toBeNull();
  // The oldest, which never came back, made room for the newest.
  expect((await ask(oldest[0] as string, "payment")).knownDevice).toBe(false);
  expect((await ask(oldest[1] as string, "verify-contact")).knownDevice).toBe(false);
  await useUp([null, ...newer, ...newest]);
  expect(service.now() - start).toBeLessThan(DAY * 1_000);

  const { day, any24Hours } = messagesOfSubject(DEFAULTS.sends);
  expect([first, messages().length - before]).toEqual([day, any24Hours]);
});
