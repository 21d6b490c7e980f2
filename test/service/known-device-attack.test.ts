import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { times } from "../support/thorough.ts";
import { startFastService } from "./fast-service.ts";
import { ACCOUNT, CHANNELS, type Channel, type Deed, intruder, poolTarget, type Target } from "./intruder.ts";
import { codeIn, REQUEST, type TestService } from "./support.ts";

/** Days on which somebody who has a person's password does to them whatever they can, at every chance. */

const DAY = 24 * 60 * 60;
const SIGN_INS = 20;
/** Chances that the intruder takes between two sign-ins with a known device, beside one while each code is under way. */
const CHANCES = times(1, 6);
/** Seconds between two tries of an owner without a known device. */
const TRIES_EVERY = times(60, 15) * 60;
const EVERYTHING: Deed[] = ["ask", "guess", "cancel"];

let service: TestService;
beforeAll(async () => {
  service = await startFastService();
});
afterAll(() => service.stop());

/** A visitor of a backend, which hands on the calls of whoever has their password. */
const visitor = (): Target => {
  const own = { SMS: "+12025550177", EMAIL: "visitor@example.com" };
  const goesTo = (channel: Channel) => ({ destination: own[channel] });
  return { caller: service.backend(), tenant: "role:shop", subject: "visitor", goesTo };
};

const VERIFY =
  "mutation Check($input: VerifyOtpInput!) { verifyOtp(input: $input) { status deviceToken stepUpToken } }";
const CODE = /\b\d{6,8}\b|\b[0-9A-HJKMNP-TV-Z]{12}\b/;
const nothing = async () => {};

/** Makes the owner's sign-in by a code. `meanwhile` happens while the code is under way. */
function ownerOf({ caller, subject, goesTo }: Target) {
  const addressOf = (channel: Channel) =>
    goesTo(channel).destination ?? { SMS: ACCOUNT.phone, EMAIL: ACCOUNT.email }[channel];
  return async (channel: Channel, deviceToken: string | null, meanwhile: () => Promise<unknown>) => {
    const input = { subject, ...goesTo(channel), channel, deviceToken };
    const { data, errors } = await caller(REQUEST.replace("{ token", "{ knownDevice token"), { input });
    if (errors) return { result: errors[0]?.errorInfo?.limit as string, known: false, deviceToken: null };
    const { text } = service.lastMessageTo(addressOf(channel));
    await meanwhile();
    const guess = { id: data.requestOtp.token.id, subject, code: codeIn(text, CODE) };
    const { verifyOtp } = (await caller(VERIFY, { input: guess })).data;
    return { result: verifyOtp.status, known: data.requestOtp.knownDevice, deviceToken: verifyOtp.deviceToken };
  };
}

const IN = expect.objectContaining({ result: "VERIFIED", known: true });

test.each([
  ["a user of the pool", () => poolTarget(service), 20],
  // One of the day's messages goes to the intruder's own address.
  ["a backend's visitor", async () => visitor(), 19],
] as const)(
  "S39 %s gets in with a known device every time, 20 times a day, by SMS and by e-mail, whatever somebody with the password does at every chance",
  async (_, targetOf, messages) => {
    const target = await targetOf();
    const signIn = ownerOf(target);
    const { deviceToken } = await signIn("EMAIL", null, nothing);
    expect(await signIn("SMS", deviceToken, nothing)).toEqual(IN);
    service.advance(DAY);
    const { strike, loot, wonders } = intruder(service, target, EVERYTHING);
    for (let n = 0; n < SIGN_INS; n++) {
      expect(await signIn(CHANNELS[n % 2] as Channel, deviceToken, strike)).toEqual(IN);
      for (let k = 0; k < CHANCES; k++) {
        await strike();
        service.advance(DAY / SIGN_INS / CHANCES);
      }
    }
    expect(wonders).toEqual([]);
    expect(loot).toEqual({ messages, guesses: 5 * messages, cancelled: messages });
  },
);

describe("S39 without a known device, as it is published: an owner whom somebody with the password is ahead of", () => {
  test.each<[string, Deed[], Record<string, number>, object]>([
    [
      "guesses at each code gets 20 messages a day, and in by none",
      ["guess"],
      { ATTEMPTS_EXHAUSTED: 20 },
      { guesses: 100 },
    ],
    ["cancels each code gets 20 messages a day, and in by none", ["cancel"], { EXPIRED: 20 }, { cancelled: 20 }],
    ["asks first gets no message", ["ask"], { COOLDOWN: 4 }, { messages: 20 }],
    ["does all of it gets no message", EVERYTHING, { COOLDOWN: 4 }, { messages: 20, guesses: 100, cancelled: 20 }],
  ])("%s", async (_, deeds, results, spoils) => {
    service.advance(DAY);
    const target = await poolTarget(service);
    const signIn = ownerOf(target);
    const { strike, loot, wonders } = intruder(service, target, deeds);
    const counts: Record<string, number> = {};
    for (let n = 0; n < DAY / TRIES_EVERY; n++) {
      await strike();
      const { result } = await signIn(CHANNELS[n % 2] as Channel, null, strike);
      counts[result] = (counts[result] ?? 0) + 1;
      service.advance(TRIES_EVERY);
    }
    const answered = Object.values(results).reduce((sum, each) => sum + each, 0);
    // All other tries found the day's messages used.
    expect(counts).toEqual({ ...results, SUBJECT: DAY / TRIES_EVERY - answered });
    expect(loot).toEqual({ messages: 0, guesses: 0, cancelled: 0, ...spoils });
    expect(wonders).toEqual([]);
  });
});

test("S39 S41 what an operator hands over gets that owner in by both channels, and is a device that lasts", async () => {
  service.advance(DAY);
  const target = await poolTarget(service);
  const signIn = ownerOf(target);
  const { strike } = intruder(service, target, EVERYTHING);
  await strike();
  expect((await signIn("EMAIL", null, strike)).result).toBe("COOLDOWN");
  const operator = await service.operator();
  const asked = await operator(REQUEST, { input: { channel: "EMAIL", purpose: "operator" } });
  const code = codeIn(service.lastMessageTo("admin@example.com").text, CODE);
  const { stepUpToken } = (await operator(VERIFY, { input: { id: asked.data.requestOtp.token.id, code } })).data
    .verifyOtp;
  const UNLOCK = "mutation Unlock($input: UnlockSubjectInput!) { unlockSubject(input: $input) { deviceToken } }";
  const unlocked = await operator(UNLOCK, { input: { subject: target.subject, stepUpToken } });
  const { deviceToken } = unlocked.data.unlockSubject;
  service.advance(60);
  expect(await signIn("SMS", deviceToken, strike)).toEqual(IN);
  service.advance(DAY);
  await strike();
  expect(await signIn("EMAIL", deviceToken, strike)).toEqual(IN);
});
