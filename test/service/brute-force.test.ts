import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { LIMITS } from "../../contract/limits.ts";
import { times } from "../support/thorough.ts";
import { aliased, countOf, fullRequests, overConnections, resultsOf, wrongCodes } from "./attacker.ts";
import { startFastService } from "./fast-service.ts";
import { itemsOf, LONG, person } from "./person.ts";
import { startTestService, type TestService, VERIFY } from "./support.ts";

/** Guessing by an attacker who has the first factor, time, and every kind of access. */

const COOLDOWN = 30;
const LIFE = 300;
const DAY = 24 * 60 * 60;
/** The time limit of tests that take a few seconds when nothing else runs. */
const LONG_TEST = 90_000;
const PLENTY = { quarterHour: 100, day: 1_000 };
const GUESSES = times(200, 1_000);
/** The number of guesses that come with the key of the right one. */
const KEYED = times(50, 199);

let service: TestService;
beforeAll(async () => {
  service = await startTestService({ sends: { subject: PLENTY, destination: PLENTY } });
});
afterAll(() => service.stop());

const chargedOf = async (subject: string) => {
  const { login } = await itemsOf(service, subject);
  return { attempts: Number(login?.attempts?.N), guessesUsed: Number(login?.guessesUsed?.N) };
};

const repeatsOf = async (subject: string) => (await itemsOf(service, subject)).login?.repeatedGuessMacs?.L?.length;

describe("at one token", () => {
  test(`S07 of ${GUESSES.toLocaleString("en")} parallel wrong guesses five are evaluated, and five are charged`, {
    timeout: LONG_TEST,
  }, async () => {
    const someone = person(service);
    const { id } = await someone.token();
    const guesses = wrongCodes(someone.code(), GUESSES);
    const results = (await Promise.all(guesses.map((guess) => someone.verify(id, guess)))).flatMap(resultsOf);
    expect(countOf(results, "WRONG_CODE")).toBe(5);
    expect(countOf(results, "ATTEMPTS_EXHAUSTED")).toBe(GUESSES - 5);
    expect(await chargedOf(someone.subject)).toEqual({ attempts: 5, guessesUsed: 5 });
    expect((await someone.check(id, someone.code())).status).toBe("ATTEMPTS_EXHAUSTED");
  });

  test("S08 of 100 guesses under aliases in one request only as many run, and are charged, as one request may hold", async () => {
    const someone = person(service);
    const { id } = await someone.token();
    const answer = await service.backend()(aliased(wrongCodes(someone.code(), 100)), { id, subject: someone.subject });
    const results = resultsOf(answer);
    const most = LIMITS.resolverCount;
    expect(countOf(results, "WRONG_CODE")).toBe(most);
    expect(countOf(results, "ResolverExecutionLimitReached")).toBe(100 - most);
    expect(await chargedOf(someone.subject)).toEqual({ attempts: most, guessesUsed: most });
  });

  test("S07 S08 of 640 guesses, in requests that hold as many as one may, over 8 connections, five are evaluated", async () => {
    const someone = person(service);
    const { id } = await someone.token();
    const { subject } = someone;
    const { caller, close } = overConnections(service, 8);
    const requests = fullRequests(wrongCodes(someone.code(), 640));
    const answers = await Promise.all(requests.map((query) => caller(query, { id, subject })));
    await close();
    const results = answers.flatMap(resultsOf);
    expect(countOf(results, "WRONG_CODE")).toBe(5);
    expect(countOf(results, "ATTEMPTS_EXHAUSTED")).toBe(635);
    expect(await chargedOf(subject)).toEqual({ attempts: 5, guessesUsed: 5 });
  });

  test("S03 of 100 right guesses in full requests over 8 connections exactly one is VERIFIED", async () => {
    const someone = person(service);
    const { id } = await someone.token();
    const { subject } = someone;
    const { caller, close } = overConnections(service, 8);
    const requests = fullRequests(Array.from({ length: 100 }, () => someone.code()));
    const answers = await Promise.all(requests.map((query) => caller(query, { id, subject })));
    await close();
    const results = answers.flatMap(resultsOf);
    expect(countOf(results, "VERIFIED")).toBe(1);
    expect(countOf(results, "EXPIRED")).toBe(99);
  });

  test("S03 S07 of right guesses among three times as many wrong ones at most one is VERIFIED, and five guesses are evaluated in all", async () => {
    const someone = person(service);
    const { id } = await someone.token();
    const code = someone.code();
    const guesses = wrongCodes(code, times(90, 300)).flatMap((wrong, n) => (n % 3 === 0 ? [code, wrong] : [wrong]));
    const results = (await Promise.all(guesses.map((guess) => someone.verify(id, guess)))).flatMap(resultsOf);
    expect(countOf(results, "VERIFIED")).toBeLessThanOrEqual(1);
    const evaluated = countOf(results, "VERIFIED") + countOf(results, "WRONG_CODE");
    expect(evaluated).toBeLessThanOrEqual(5);
    expect((await chargedOf(someone.subject)).attempts).toBe(evaluated);
    expect(countOf(results, "VERIFIED") === 1 || evaluated === 5).toBe(true);
  });

  test("S06 guesses with another purpose in the id, by other tenants or for other people are neither evaluated nor charged", async () => {
    const someone = person(service);
    const { id } = await someone.token();
    const code = someone.code();
    const { subject } = someone;
    const before = await itemsOf(service, subject);
    const random = id.split("_")[1];
    const ids = [
      `payment_${random}`,
      `verify-contact_${random}`,
      `password-reset_${random}`,
      `LOGIN_${random}`,
      random,
    ];
    const inputs = [...ids.map((other) => ({ id: other, code, subject })), { id, code, subject: `${subject} ` }];
    const own = await Promise.all(inputs.map((input) => service.backend()(VERIFY, { input })));
    const foreign = await service.backend(1)(VERIFY, { input: { id, code, subject } });
    const user = await service.user();
    const signedIn = await user(VERIFY, { input: { id, code } });
    for (const answer of [...own, foreign, signedIn]) expect(resultsOf(answer)).toEqual(["EXPIRED"]);
    const operator = await service.operator();
    expect(resultsOf(await operator(VERIFY, { input: { id, code, subject } }))).toEqual(["Unauthorized"]);
    expect(await itemsOf(service, subject)).toEqual(before);
    expect((await someone.check(id, code)).status).toBe("VERIFIED");
  });

  test(`S07 with the key of the right guess comparisons are not free: of ${KEYED} wrong codes only as many as attempts were left, and then not even the right one`, async () => {
    for (const before of [0, 2]) {
      const someone = person(service);
      const { id } = await someone.token();
      const code = someone.code();
      await someone.guessWrong(id, before);
      const withKey = (guess: string) => someone.verify(id, guess, { idempotencyKey: id });
      expect(resultsOf(await withKey(code))).toEqual(["VERIFIED"]);
      const answers = await Promise.all(wrongCodes(code, KEYED).map(withKey));
      expect(countOf(answers.flatMap(resultsOf), "EXPIRED")).toBe(KEYED);
      expect(resultsOf(await withKey(code))).toEqual(["EXPIRED"]);
      for (const wrong of wrongCodes(code, KEYED).slice(0, 10))
        expect(resultsOf(await withKey(wrong))).toEqual(["EXPIRED"]);
      // Five wrong guesses are compared in all, including those before the right one, and they stay charged.
      expect(await repeatsOf(someone.subject)).toBe(5 - before);
      expect(await chargedOf(someone.subject)).toEqual({ attempts: before + 1, guessesUsed: 6 });
      service.advance(COOLDOWN);
      await someone.token();
      expect(await chargedOf(someone.subject)).toEqual({ attempts: 0, guessesUsed: 5 });
      expect(await repeatsOf(someone.subject)).toBe(0);
    }
  });

  test("S07 the owner's repeats are always VERIFIED, for one charge that is given back; each wrong code among them is charged once, for good", async () => {
    for (const wrongs of [0, 2]) {
      const someone = person(service);
      const { id } = await someone.token();
      const code = someone.code();
      const withKey = async (guess: string) => (await someone.check(id, guess, { idempotencyKey: "k" })).status;
      for (let n = 0; n < 3; n++) {
        for (let m = 0; m < 4; m++) expect(await withKey(code)).toBe("VERIFIED");
        for (const wrong of wrongCodes(code, wrongs)) expect(await withKey(wrong)).toBe("EXPIRED");
      }
      expect(await repeatsOf(someone.subject)).toBe(1 + wrongs);
      expect(await chargedOf(someone.subject)).toEqual({ attempts: 1, guessesUsed: 2 + wrongs });
      service.advance(COOLDOWN);
      expect(await someone.token()).toMatchObject({ codeLength: 6, attemptsRemaining: 5 });
      expect(await chargedOf(someone.subject)).toEqual({ attempts: 0, guessesUsed: wrongs });
    }
  });

  test(`S07 after the owner's repeat was charged, somebody who knows the key cannot change its answer: of ${KEYED} wrong codes four are charged`, async () => {
    const someone = person(service);
    const { id } = await someone.token();
    const code = someone.code();
    const withKey = async (guess: string) => resultsOf(await someone.verify(id, guess, { idempotencyKey: "k" }));
    for (const _ of [1, 2]) expect(await withKey(code)).toEqual(["VERIFIED"]);
    await Promise.all(wrongCodes(code, KEYED).map(withKey));
    expect(await withKey(code)).toEqual(["VERIFIED"]);
    expect(await repeatsOf(someone.subject)).toBe(5);
    expect(await chargedOf(someone.subject)).toEqual({ attempts: 1, guessesUsed: 6 });
  });
});

describe("over a window", () => {
  /** Makes all guesses at once. @returns how many were evaluated */
  async function attack(someone: ReturnType<typeof person>, id: string, code: string, guesses = 10): Promise<number> {
    const answers = await Promise.all(wrongCodes(code, guesses).map((guess) => someone.verify(id, guess)));
    return countOf(answers.flatMap(resultsOf), "WRONG_CODE");
  }

  /** The code in the last message to any destination. */
  const lastCode = (pattern = /\b\d{6,8}\b/) => pattern.exec(service.messages.inbox.list()[0]?.text ?? "")?.[0] ?? "";

  test("S04 S05 S06 resends, replacements, channels, addresses and their spellings give no more than twenty guesses; then codes are long and the owner gets in", async () => {
    const someone = person(service);
    const name = someone.subject;
    const ways = [
      {},
      {},
      { destination: `${name}@EXAMPLE.com` },
      { destination: `${name}+1@example.com` },
      { channel: "SMS", destination: "+12025550142" },
      { destination: `${name.replace("-", ".")}@example.com` },
      { codeLength: 8 },
      { data: "1" },
      { transaction: { amount: "1", currency: "EUR", payee: "Anna" } },
      { locale: "de" },
    ];
    const evaluated: number[] = [];
    for (const [n, way] of ways.entries()) {
      const { id, codeLength } = await someone.token(way);
      evaluated.push(codeLength < 12 ? await attack(someone, id, lastCode(), n === 0 ? 3 : 10) : 0);
      service.advance(COOLDOWN);
    }
    // The second is the first, sent again.
    expect(evaluated).toEqual([3, 2, 5, 5, 5, 0, 0, 0, 0, 0]);
    expect((await chargedOf(name)).guessesUsed).toBe(20);
    const { id, codeLength, alphabet } = await someone.token();
    expect({ codeLength, alphabet }).toEqual({ codeLength: 12, alphabet: "ALPHANUMERIC" });
    expect((await someone.check(id, "000000000000")).status).toBe("WRONG_CODE");
    expect((await someone.check(id, someone.code(LONG))).status).toBe("VERIFIED");
  });

  test("S05 S06 a token that is cancelled or has expired gives no guesses back", async () => {
    const someone = person(service);
    const evaluated: number[] = [];
    for (const end of ["cancelled", "run out", "cancelled", "run out"]) {
      const { id } = await someone.token();
      evaluated.push(await attack(someone, id, someone.code()));
      if (end === "cancelled") await someone.cancel(id);
      service.advance(end === "cancelled" ? COOLDOWN : LIFE);
    }
    expect(evaluated).toEqual([5, 5, 5, 5]);
    expect((await someone.token()).codeLength).toBe(12);
  });

  test("S04 S06 the owner's success gives no wrong guesses back: four before each of five successes make twenty", async () => {
    const someone = person(service);
    for (let n = 0; n < 5; n++) {
      const { id, codeLength } = await someone.token();
      expect(codeLength).toBe(6);
      await someone.guessWrong(id, 4);
      const { status } = await someone.check(id, someone.code());
      // Only four guesses were left for the last token, so it allows no fifth, and the next code is long.
      expect(status).toBe(n < 4 ? "VERIFIED" : "ATTEMPTS_EXHAUSTED");
      service.advance(COOLDOWN);
    }
    const { id, codeLength } = await someone.token();
    expect(codeLength).toBe(12);
    expect((await someone.check(id, someone.code(LONG))).status).toBe("VERIFIED");
  });

  test("S06 a person's sessions share one token's five guesses and one budget", async () => {
    const sessions = await Promise.all([1, 2, 3].map(() => service.user()));
    const ask = "mutation { requestOtp(input: { channel: EMAIL }) { token { id } } }";
    const answers = await Promise.all(sessions.map((session) => session(ask)));
    const [id] = answers.flatMap(({ data }) => data.requestOtp?.token.id ?? []);
    const guesses = wrongCodes(lastCode(), 30);
    const results = await Promise.all(
      guesses.map((code, n) => (sessions[n % 3] as (typeof sessions)[number])(VERIFY, { input: { id, code } })),
    );
    expect(countOf(results.flatMap(resultsOf), "WRONG_CODE")).toBe(5);
  });
});

/** A window of the budget, and the days that a bot then needs to spend the next one, at four tokens of five guesses. */
const TOKENS_A_DAY = times(2, 4);
const DAYS = 30 + 4 / TOKENS_A_DAY;

test(`S04 S05 a bot that asks and guesses whenever it may, for ${DAYS} days, gets 20 guesses a window at short codes, and the owner gets in`, {
  timeout: LONG_TEST,
}, async () => {
  const sends = { subject: { quarterHour: TOKENS_A_DAY, day: TOKENS_A_DAY }, destination: PLENTY };
  const bound = await startFastService({ sends });
  const victim = person(bound);
  const start = bound.now();
  const evaluated = { first: 0, second: 0, long: 0 };
  const asked = { answered: 0, refused: 0, guesses: 0 };
  let ownerWasIn = false;

  async function guess(id: string, codeLength: number, window: "first" | "second") {
    const guesses = codeLength < 12 ? wrongCodes(victim.code(), 7) : ["0".repeat(codeLength)];
    asked.guesses += guesses.length;
    const answers = await Promise.all(guesses.map((code) => victim.verify(id, code)));
    evaluated[codeLength < 12 ? window : "long"] += countOf(answers.flatMap(resultsOf), "WRONG_CODE");
  }

  const elapsed = () => (bound.now() - start) / 1000;
  while (elapsed() < DAYS * DAY) {
    const { data, errors } = await victim.ask();
    if (errors) {
      expect(errors[0]?.errorType).toBe("Throttled");
      asked.refused += 1;
      bound.advance(errors[0]?.errorInfo.retryAfterSeconds);
      continue;
    }
    asked.answered += 1;
    const { id, codeLength } = data.requestOtp.token;
    await guess(id, codeLength, elapsed() < 30 * DAY ? "first" : "second");
    if (elapsed() < 15 * DAY || ownerWasIn) continue;
    ownerWasIn = true;
    expect((await victim.check(id, victim.code(LONG))).status).toBe("VERIFIED");
  }
  const calls = bound.traces.reduce((sum, trace) => sum + trace.calls.length, 0);
  await bound.stop();
  expect(ownerWasIn).toBe(true);
  expect(evaluated).toMatchObject({ first: 20, second: 20 });
  expect(evaluated.long).toBeGreaterThan(50);
  // The number of calls is the published one; the owner's check also reads data.
  expect(calls).toBe(4 * asked.answered + asked.refused + 2 * asked.guesses + 3);
});
