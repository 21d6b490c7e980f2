import { afterAll, beforeAll, expect, test } from "vitest";
import { wrongCodes } from "./attacker.ts";
import { COOLDOWN, DAY, NO_LIMITS, owner, payload } from "./owner.ts";
import { CANCEL, startTestService, type TestService } from "./support.ts";

/** A known device's lane: tokens and guesses of its own, and never more of them than all lanes may have together. */

/** The windows of devices are a quarter of an hour longer than those of the common lane. */
const WINDOW = 30 * DAY + 15 * 60;
const SHORT = 6;
const LONG_CODE = 12;

let service: TestService;
beforeAll(async () => {
  service = await startTestService(NO_LIMITS);
});
afterAll(() => service.stop());

type Owner = ReturnType<typeof owner>;

const seconds = () => service.now() / 1000;
const moveTo = (moment: number) => service.advance(moment - seconds());

/** Makes every guess that the token has, all of them wrong. */
async function spendToken(someone: Owner, { id, attemptsRemaining }: { id: string; attemptsRemaining: number }) {
  for (const guess of wrongCodes(someone.code(), attemptsRemaining)) {
    expect(payload(await someone.check(id, guess), "verifyOtp").status).toBe("WRONG_CODE");
  }
  return attemptsRemaining;
}

/** Guesses in a lane until its codes are long. @returns how many guesses at short codes that were */
async function spendLane(someone: Owner, input: { deviceToken?: string; purpose?: string } = {}): Promise<number> {
  let spent = 0;
  for (;;) {
    const token = await someone.token(input);
    if (token.codeLength === LONG_CODE) return spent;
    spent += await spendToken(someone, token);
  }
}

test("S39 a client that gives its device token back has a token of its own beside the common lane's, and both verify", async () => {
  const someone = owner(service);
  const deviceToken = await someone.device();
  const common = await someone.token();
  const commonCode = someone.code();
  const own = payload(await someone.ask({ deviceToken }), "requestOtp");
  expect(own.knownDevice).toBe(true);
  expect(own.token.id).not.toBe(common.id);
  expect(payload(await someone.check(own.token.id, someone.code()), "verifyOtp").status).toBe("VERIFIED");
  expect(payload(await someone.check(common.id, commonCode), "verifyOtp").status).toBe("VERIFIED");
});

test("S39 nothing that is done to the common lane touches a device's token: guesses, cancelling, replacing and asking again", async () => {
  const someone = owner(service);
  const deviceToken = await someone.device();
  const own = await someone.token({ deviceToken });
  const code = someone.code();
  const common = payload(await someone.ask(), "requestOtp").token;
  await spendToken(someone, common);
  await someone.caller(CANCEL, { input: { id: common.id, subject: someone.subject } });
  await someone.token({ codeLength: 8 });
  service.advance(COOLDOWN);
  await someone.ask({ codeLength: 7 });
  expect(payload(await someone.check(own.id, code), "verifyOtp")).toMatchObject({ status: "VERIFIED" });
});

test("S39 the cooldown of the common lane does not hold a device's lane up, nor the reverse", async () => {
  const someone = owner(service);
  const [one, other] = [await someone.device(), await someone.device()];
  service.advance(COOLDOWN);
  for (const input of [{}, { deviceToken: one }, { deviceToken: other }]) {
    payload(await someone.ask(input), "requestOtp");
    expect((await someone.ask(input)).errors).toMatchObject([
      { errorType: "Throttled", errorInfo: { limit: "COOLDOWN" } },
    ]);
  }
});

test("S40 a device's lane has three guesses at short codes in a window, and then long codes, which still verify", async () => {
  const someone = owner(service);
  const deviceToken = await someone.device();
  const first = await someone.token({ deviceToken });
  expect(first).toMatchObject({ codeLength: SHORT, attemptsRemaining: 3 });
  expect(await spendToken(someone, first)).toBe(3);
  expect(payload(await someone.check(first.id, someone.code()), "verifyOtp").status).toBe("ATTEMPTS_EXHAUSTED");
  expect(await someone.token({ deviceToken })).toMatchObject({ codeLength: LONG_CODE, attemptsRemaining: 5 });
  expect(await someone.device({ deviceToken })).not.toBeNull();
  expect(await someone.token(), "the common lane has all of its guesses").toMatchObject({
    codeLength: SHORT,
    attemptsRemaining: 5,
  });
});

test("S40 guesses that were spent in a device's lane stay spent over resends, new codes, channels, addresses and cancelling", async () => {
  const someone = owner(service);
  const deviceToken = await someone.device();
  const one = await someone.token({ deviceToken });
  const [guess = ""] = wrongCodes(someone.code(), 1);
  await someone.check(one.id, guess);
  expect(await someone.token({ deviceToken }), "sent again").toMatchObject({ id: one.id, attemptsRemaining: 2 });
  await someone.caller(CANCEL, { input: { id: one.id, subject: someone.subject } });
  for (const more of [
    {},
    { codeLength: 8 },
    { channel: "SMS", destination: "+12025550102" },
    { destination: "else@example.com" },
  ]) {
    expect(await someone.token({ deviceToken, ...more })).toMatchObject({ attemptsRemaining: 2 });
  }
});

test("S40 the windows of all devices end together, whenever they were made", async () => {
  const someone = owner(service);
  const one = await someone.device();
  const began = seconds();
  service.advance(20 * DAY);
  const other = await someone.device();
  for (const deviceToken of [one, other]) expect(await spendLane(someone, { deviceToken })).toBe(3);
  moveTo(began + WINDOW - 1);
  for (const deviceToken of [one, other]) {
    expect(payload(await someone.ask({ deviceToken }), "requestOtp").token.codeLength).toBe(LONG_CODE);
  }
  moveTo(began + WINDOW + 300);
  for (const deviceToken of [one, other]) expect(await spendLane(someone, { deviceToken })).toBe(3);
});

test("S40 a fifth lane in a window starts with its guesses used up, and has short codes in the next window", async () => {
  const someone = owner(service);
  await someone.device();
  const began = seconds();
  const short = [];
  for (const wait of [0, DAY, 0]) {
    service.advance(wait);
    short.push(await someone.device());
  }
  service.advance(DAY);
  const [fifth, sixth] = [await someone.device(), await someone.device()];
  for (const deviceToken of [fifth, sixth]) expect((await someone.token({ deviceToken })).codeLength).toBe(LONG_CODE);
  const [, , fourth = ""] = short;
  expect((await someone.token({ deviceToken: fourth })).codeLength).toBe(SHORT);
  moveTo(began + WINDOW + 300);
  for (const deviceToken of [fifth, sixth, fourth]) expect(await spendLane(someone, { deviceToken })).toBe(3);
});

test("S40 in a window that began with four devices known, a new one starts used up; where one was forgotten before, it does not", async () => {
  const four = async () => {
    const someone = owner(service);
    const made = [await someone.device()];
    const began = seconds();
    for (const wait of [0, DAY, 0]) {
      service.advance(wait);
      made.push(await someone.device());
    }
    return { someone, began };
  };
  const full = await four();
  moveTo(full.began + WINDOW);
  expect((await full.someone.token({ deviceToken: await full.someone.device() })).codeLength).toBe(LONG_CODE);

  const roomy = await four();
  const [known] = await roomy.someone.devices();
  await roomy.someone.forget(known?.id);
  moveTo(roomy.began + WINDOW);
  expect((await roomy.someone.token({ deviceToken: await roomy.someone.device() })).codeLength).toBe(SHORT);
  expect((await roomy.someone.token({ deviceToken: await roomy.someone.device() })).codeLength).toBe(LONG_CODE);
});

test("S40 forgetting devices and making others gives no fresh guesses beyond four lanes in a window", async () => {
  const someone = owner(service);
  for (let day = 0; day < 2; day++) {
    for (let n = 0; n < 2; n++) expect(await spendLane(someone, { deviceToken: await someone.device() })).toBe(3);
    await someone.forget();
    service.advance(DAY);
  }
  for (let day = 0; day < 2; day++) {
    for (let n = 0; n < 2; n++) expect(await spendLane(someone, { deviceToken: await someone.device() })).toBe(0);
    await someone.forget();
    service.advance(DAY);
  }
});

test("S39 a code of a device's lane is worth nothing in the common lane's token, nor in another device's", async () => {
  const someone = owner(service);
  const [one, other] = [await someone.device(), await someone.device()];
  service.advance(COOLDOWN);
  const codes = new Map<string, string>();
  for (const input of [{}, { deviceToken: one }, { deviceToken: other }]) {
    const { id } = payload(await someone.ask(input), "requestOtp").token;
    codes.set(id, someone.code());
  }
  const [first = "", ...others] = codes.keys();
  for (const id of others) {
    const { status } = payload(await someone.check(first, codes.get(id) as string), "verifyOtp");
    expect(status).toBe(codes.get(id) === codes.get(first) ? "VERIFIED" : "WRONG_CODE");
  }
  // An id whose device was exchanged names a token that there is not.
  const [hers = "", his = ""] = others;
  const exchanged = hers.replace(/1[0-9a-f]{32}/, his.split("_")[1] as string);
  expect(payload(await someone.check(exchanged, codes.get(hers) as string), "verifyOtp").status).toBe("EXPIRED");
  expect(payload(await someone.check(hers, codes.get(hers) as string), "verifyOtp").status).toBe("VERIFIED");
});
