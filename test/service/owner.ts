import { randomUUID } from "node:crypto";
import { expect } from "vitest";
import { LONG } from "./person.ts";
import { addPoolUser } from "./pool-user.ts";
import { DEVICES, FORGET, stepUp, UNLOCK } from "./step-up.ts";
import { type Answer, type Caller, codeIn, type TestService, TOKEN } from "./support.ts";

/** Somebody whom a service knows by devices, with all that can be done to them. */

/** Seconds after which a slot takes another request. */
export const COOLDOWN = 31;
export const DAY = 24 * 60 * 60;
const PLENTY = { quarterHour: 100, day: 1_000 };
/** Settings under which no limit on messages stands between a test and what it is about. */
export const NO_LIMITS = { sends: { subject: PLENTY, destination: PLENTY, knownDestination: PLENTY } };

const ASK = `mutation Ask($input: RequestOtpInput!) { requestOtp(input: $input) { knownDevice token { ${TOKEN} } limits { name remaining } } }`;
/** Checks a code, and selects these fields of the answer. */
const checking = (fields: string) =>
  `mutation Check($input: VerifyOtpInput!) { verifyOtp(input: $input) { status attemptsRemaining ${fields} } }`;

/** Gives the device that a `deviceToken` names: its whole id. */
export const deviceOf = (deviceToken: string) => deviceToken.split(".")[3] as string;
/** Gives the ids of the devices as `devices` lists them, in the order of the alphabet. */
export const listedIds = (...deviceTokens: string[]) =>
  deviceTokens.map((token) => deviceOf(token).slice(0, 16)).sort();

export interface ListedDevice {
  id: string;
  createdAt: string;
  lastUsedAt: string;
  expiresAt: string;
}

/** A token, and whether a known device has asked for it. */
interface Asked {
  id: string;
  attemptsRemaining: number;
  codeLength: number;
  knownDevice: boolean;
}

/** Makes a new person, who is served by a backend. */
export function owner(service: TestService, given: { caller?: Caller; subject?: string; destination?: string } = {}) {
  const { caller = service.backend(), subject = `s-${randomUUID()}` } = given;
  const { destination = `${subject}@example.com` } = given;
  return known(service, caller, { subject, destination }, { subject }, { subject, destination });
}

/** Seconds for which an ID token is used: it lasts for fifteen minutes, and tests move the clock. */
const ID_TOKEN_SECONDS = 14 * 60;

/** Makes a new user of the pool, who signs in anew when the ID token is about to end. */
export async function poolOwner(service: TestService, attributes: Record<string, string> = {}) {
  const { email, sub } = await addPoolUser(service, attributes);
  let session = { signedInAt: 0, caller: service.backend() };
  const caller: Caller = async (query, variables) => {
    if (service.now() >= session.signedInAt + ID_TOKEN_SECONDS * 1000) {
      session = { signedInAt: service.now(), caller: await service.user(email) };
    }
    return session.caller(query, variables);
  };
  return known(service, caller, { subject: sub, destination: email }, {}, {});
}

/** What else requestOtp is given. */
interface Input {
  destination?: string;
  channel?: string;
  purpose?: string;
  deviceToken?: string;
}

interface Person {
  subject: string;
  /** The address at which codes arrive, unless another is asked for. */
  destination: string;
}

/** @param named how the caller names the person @param input what the caller has to give to requestOtp */
function known(service: TestService, caller: Caller, { subject, destination }: Person, named: object, input: object) {
  const ask = (more: object = {}) => caller(ASK, { input: { channel: "EMAIL", ...input, ...more } });
  const code = (pattern?: RegExp, to = destination) => codeIn(service.lastMessageTo(to).text, pattern);
  const check = (id: string, typed: string, more: object = {}, fields = "deviceToken") =>
    caller(checking(fields), { input: { ...named, id, code: typed, ...more } });
  return {
    subject,
    destination,
    caller,
    ask,
    /** The code in the last message. */
    code,
    /** Calls verifyOtp, and selects the `deviceToken` unless other fields are named. */
    check,
    messages: () => service.messages.inbox.list().filter(({ to }) => to === destination),
    /** Asks for a code, once the cooldown is over. */
    async token(more: object = {}) {
      service.advance(COOLDOWN);
      const { token, knownDevice } = payload(await ask(more), "requestOtp");
      return { ...token, knownDevice } as Asked;
    },
    /** Asks for a code and verifies it. @returns the `deviceToken`, or null */
    async success(more: Input = {}) {
      const { id, codeLength } = await this.token(more);
      const typed = code(codeLength >= 12 ? LONG : undefined, more.destination);
      const { status, deviceToken } = payload(await check(id, typed), "verifyOtp");
      expect(status).toBe("VERIFIED");
      return deviceToken as string | null;
    },
    /** Asks for a code and verifies it with an idempotency key. @param fields what the first call selects */
    async verified(more: object = {}, fields = "deviceToken") {
      const { id } = await this.token(more);
      const typed = code();
      const again = async (selected = "deviceToken") =>
        payload(await check(id, typed, { idempotencyKey: "k" }, selected), "verifyOtp");
      return {
        first: await again(fields),
        /** Repeats the call. @returns its answer */
        again,
      };
    },
    /** Becomes known by another device. @returns its token */
    async device(more: Input = {}) {
      const deviceToken = await this.success(more);
      expect(deviceToken).not.toBeNull();
      return deviceToken as string;
    },
    /** The devices that are known. */
    async devices() {
      return payload(await caller(DEVICES, named), "devices") as ListedDevice[];
    },
    /** Their ids, in the order of the alphabet. */
    async deviceIds() {
      return (await this.devices()).map(({ id }) => id).sort();
    },
    /** Verifies a code for the purpose `manage-account`. @returns the `stepUpToken` */
    async stepUp() {
      const { id } = await this.token({ purpose: "manage-account" });
      return payload(await check(id, code(LONG), {}, "stepUpToken"), "verifyOtp").stepUpToken as string;
    },
    /** Forgets one device by its listed id, or all. @returns those that are left */
    async forget(id?: string) {
      const forgotten = await caller(FORGET, { input: { ...named, id, stepUpToken: await this.stepUp() } });
      return payload(forgotten, "forgetDevices").devices as ListedDevice[];
    },
  };
}

/** Has an operator unlock a subject. @returns the `deviceToken` that is handed over */
export async function unlocked(service: TestService, whom: { subject: string; tenant: string }) {
  const operator = await service.operator();
  service.advance(COOLDOWN);
  const answer = await operator(UNLOCK, { input: { ...whom, stepUpToken: await stepUp(service, operator) } });
  return payload(answer, "unlockSubject").deviceToken as string;
}

/** Gives the answer of a field, and fails on errors. */
export function payload({ data, errors }: Answer, field: string) {
  expect(errors).toBeUndefined();
  return data[field];
}
