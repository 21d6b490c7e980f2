import { randomUUID } from "node:crypto";
import type { Bound } from "./slot-model.ts";
import { DAY, WINDOW } from "./slot-plan.ts";
import { codeIn, REQUEST, type TestService } from "./support.ts";

/** The lanes that a plan is played in: the common one of a new person and, if the plan has it, that of a known device. */
export interface PlayedLane {
  subject: string;
  /** Tells the lane's messages and idempotency keys from those of others. */
  name: string;
  /** The partition key of its slot. */
  pk: string;
  bound: Bound;
  deviceToken: string | null;
}

const TENANT = "role:shop";
/** The windows of known devices are longer by this, and end together. */
const LATE = 15 * 60;
const REMEMBER = "mutation Check($input: VerifyOtpInput!) { verifyOtp(input: $input) { deviceToken } }";

export async function openLanes(service: TestService, withDevice: boolean): Promise<PlayedLane[]> {
  const subject = `s-${randomUUID()}`;
  const common: PlayedLane = {
    subject,
    name: subject,
    pk: `${TENANT}|s|${subject}`,
    bound: { budget: 20, windowEnd: (from) => from + WINDOW },
    deviceToken: null,
  };
  if (!withDevice) return [common];
  const began = Math.floor(service.now() / 1_000);
  const deviceToken = await newDevice(service, subject);
  const device = deviceToken.split(".")[3];
  const length = WINDOW + LATE;
  const bound = { budget: 3, windowEnd: (from: number) => from + length - ((from - began) % length) };
  return [common, { subject, name: `${subject}-own`, pk: `${TENANT}|l|${device}|${subject}`, bound, deviceToken }];
}

/** Makes a known device by a success for a purpose that no plan has. */
async function newDevice(service: TestService, subject: string): Promise<string> {
  const caller = service.backend();
  const destination = `${subject}@example.com`;
  const input = { channel: "EMAIL", purpose: "payment", subject, destination };
  const { id } = (await caller(REQUEST, { input })).data.requestOtp.token;
  const code = codeIn(service.lastMessageTo(destination).text);
  service.messages.inbox.clear();
  return (await caller(REMEMBER, { input: { id, subject, code } })).data.verifyOtp.deviceToken;
}

/** Seconds for which a device that is not renewed can be played with. */
export const DEVICE_LASTS = 89 * DAY;
