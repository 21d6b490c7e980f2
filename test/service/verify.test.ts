import { createHash, randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { itemsOf, LONG, person } from "./person.ts";
import { codeIn, LIST, startTestService, type TestService, wrongFor } from "./support.ts";

/** verifyOtp: every status, the cost of a guess, and the budget. */

const COOLDOWN = 30;
const DAY = 24 * 60 * 60;
const PLENTY = { quarterHour: 100, day: 1_000 };
let service: TestService;
beforeAll(async () => {
  service = await startTestService({ sends: { subject: PLENTY, destination: PLENTY } });
});
afterAll(() => service.stop());

const EXPIRED = { status: "EXPIRED", attemptsRemaining: 0, token: null, data: null };

describe("a wrong guess", () => {
  test("is WRONG_CODE with 4 to 0 attempts left; later guesses are ATTEMPTS_EXHAUSTED, even the right one", async () => {
    const someone = person(service);
    const { id } = await someone.token({ data: '"secret"' });
    const code = someone.code();
    for (const attemptsRemaining of [4, 3, 2, 1, 0]) {
      const answer = await someone.check(id, wrongFor(code, 1 + attemptsRemaining));
      expect(answer).toEqual({ status: "WRONG_CODE", attemptsRemaining, token: null, data: null });
    }
    for (const guess of [code, wrongFor(code)]) {
      expect(await someone.check(id, guess)).toEqual({ ...EXPIRED, status: "ATTEMPTS_EXHAUSTED" });
    }
  });

  test("F12: may be followed by the right one on the last try, which is VERIFIED, and EXPIRED from then on", async () => {
    const someone = person(service);
    const { id } = await someone.token();
    await someone.guessWrong(id, 4);
    expect((await someone.check(id, someone.code())).status).toBe("VERIFIED");
    expect(await someone.check(id, someone.code())).toEqual(EXPIRED);
  });

  test("on the last try leaves ATTEMPTS_EXHAUSTED until the token expires or is replaced", async () => {
    const [one, two] = [person(service), person(service)];
    const [first, second] = [await one.token(), await two.token()];
    await one.guessWrong(first.id, 5);
    await two.guessWrong(second.id, 5);
    service.advance(COOLDOWN);
    expect((await one.check(first.id, one.code())).status).toBe("ATTEMPTS_EXHAUSTED");
    await one.token();
    expect(await one.check(first.id, "123456")).toEqual(EXPIRED);
    expect((await two.check(second.id, two.code())).status).toBe("ATTEMPTS_EXHAUSTED");
    service.advance(301);
    expect(await two.check(second.id, two.code())).toEqual(EXPIRED);
  });
});

describe("S12, F05: every dead id is EXPIRED", () => {
  test("expired, cancelled, replaced, used", async () => {
    const someone = person(service);
    const used = await someone.token();
    await someone.check(used.id, someone.code());
    expect(await someone.check(used.id, someone.code())).toEqual(EXPIRED);
    service.advance(COOLDOWN);
    const replaced = await someone.token();
    const replacedCode = someone.code();
    service.advance(COOLDOWN);
    const cancelled = await someone.token({ codeLength: 7 });
    expect(await someone.check(replaced.id, replacedCode)).toEqual(EXPIRED);
    await someone.cancel(cancelled.id);
    expect(await someone.check(cancelled.id, someone.code())).toEqual(EXPIRED);
    service.advance(COOLDOWN);
    const expired = await someone.token();
    service.advance(301);
    expect(await someone.check(expired.id, someone.code())).toEqual(EXPIRED);
  });

  test.each(["login_0", "login", "x", "_", "_login", "login#data_0", "#sends#0", "-", "-_-", "é_🦊", "nosuch_1", " "])(
    "when it is malformed: %j",
    async (id) => {
      const someone = person(service);
      await someone.token({ data: "1" });
      expect(await someone.check(id, "123456")).toEqual(EXPIRED);
    },
  );

  test("an id that was never issued takes the same two calls as one that was", async () => {
    const someone = person(service);
    await someone.check(`login_${"0".repeat(64)}`, "123456");
    expect(service.traces.at(-1)?.calls.map(({ dataSource }) => dataSource)).toEqual(["Kms", "Tokens"]);
  });
});

test("S16: an expired token is EXPIRED and not listed while its item is still there", async () => {
  const someone = person(service);
  const { id } = await someone.token();
  service.advance(301);
  expect((await itemsOf(service, someone.subject)).login?.id).toEqual({ S: id });
  expect(await someone.check(id, someone.code())).toEqual(EXPIRED);
  const { items } = (await service.backend()(LIST, { filter: { subject: someone.subject } })).data.activeTokens;
  expect(items).toEqual([]);
  expect((await someone.cancel(id)).errors).toMatchObject([{ errorType: "NotFound" }]);
});

test("S03: of 100 parallel right guesses exactly one is VERIFIED", async () => {
  const someone = person(service);
  const { id } = await someone.token();
  const code = someone.code();
  const answers = await Promise.all(Array.from({ length: 100 }, () => someone.verify(id, code)));
  const statuses = answers.map(({ data, errors }) => errors?.[0]?.errorType ?? data.verifyOtp.status);
  expect(statuses.filter((status) => status === "VERIFIED")).toHaveLength(1);
  expect(new Set(statuses.filter((status) => status !== "VERIFIED" && status !== "Conflict"))).toEqual(
    new Set(["EXPIRED"]),
  );
});

test("S15: an id is its purpose and 244 random bits, and nobody else can use it", async () => {
  const ids = await Promise.all(Array.from({ length: 20 }, async () => (await person(service).token()).id as string));
  for (const id of ids) expect(id).toMatch(/^login_1-_[0-9a-f]{64}$/);
  expect(new Set(ids).size).toBe(20);
  const someone = person(service);
  const { id } = await someone.token();
  expect(await person(service).check(id, someone.code())).toEqual(EXPIRED);
});

describe("S09: a code is bound to what it was asked for", () => {
  test("so it does not verify for another subject, purpose or token", async () => {
    const someone = person(service);
    const login = await someone.token();
    const loginCode = someone.code();
    const payment = await someone.token({ purpose: "payment" });
    const code = someone.code();
    const random = payment.id.split("_")[1];
    expect((await person(service).check(payment.id, code)).status).toBe("EXPIRED");
    expect((await someone.check(`login_${random}`, code)).status).toBe("EXPIRED");
    expect((await someone.check(login.id, code)).status).toBe("WRONG_CODE");
    expect((await someone.check(payment.id, loginCode)).status).toBe("WRONG_CODE");
    expect((await someone.check(payment.id, code)).status).toBe("VERIFIED");
  });

  const transaction = { amount: "12.50", currency: "EUR", payee: "Anna Berg" };
  test.each([
    ["amount", { ...transaction, amount: "12.51" }],
    ["amount's spelling", { ...transaction, amount: "12,50" }],
    ["currency", { ...transaction, currency: "EUS" }],
    ["payee", { ...transaction, payee: "Anna Bergh" }],
    ["parts moved over", { amount: "12.5", currency: "EUR", payee: "0Anna Berg" }],
    ["no transaction", null],
  ])("S10: any change of the transaction voids the code: %s", async (_, other) => {
    const someone = person(service, { purpose: "payment" });
    const { id } = await someone.token({ transaction });
    const { text } = service.lastMessageTo(someone.destination);
    expect(text).toContain("12.50 EUR");
    expect(text).toContain("Anna Berg");
    expect((await someone.check(id, someone.code(), { transaction: other })).status).toBe("WRONG_CODE");
    expect((await someone.check(id, someone.code(), { transaction })).status).toBe("VERIFIED");
  });

  test("S10: so it confirms no transaction when none was requested", async () => {
    const someone = person(service);
    const { id } = await someone.token();
    expect((await someone.check(id, someone.code(), { transaction })).status).toBe("WRONG_CODE");
  });
});

describe("a code as people type it", () => {
  test("may have spaces, hyphens, another case and look-alikes", async () => {
    const forms = [
      (code: string) => code.toLowerCase(),
      (code: string) => ` ${code.slice(0, 4)}-${code.slice(4, 8)} ${code.slice(8)} `,
      (code: string) => code.replaceAll("0", "O").replaceAll("1", "I"),
      (code: string) => code.replaceAll("0", "o").replaceAll("1", "l").toLowerCase(),
    ];
    for (const form of forms) {
      const someone = person(service);
      const { id } = await someone.token({ codeLength: 16, alphabet: "ALPHANUMERIC" });
      expect((await someone.check(id, form(someone.code(LONG)))).status).toBe("VERIFIED");
    }
  });

  test("may be pasted: digits of any script, with separators, dashes, full stops, line ends, controls and formats around them", async () => {
    const inScript = (zero: number) => (code: string) =>
      code.replace(/\d/g, (digit) => String.fromCodePoint(zero + Number(digit)));
    const forms = [
      ...[0x660, 0x6f0, 0x966, 0x9e6, 0xe50, 0x1040, 0xff10, 0x1d7ce, 0x104a0, 0x11136, 0x1e950].map(inScript),
      (code: string) => `\t${code.slice(0, 3)}\u2013${code.slice(3)}.\r\n`,
      (code: string) => `\u00a0${code.slice(0, 3)}\u202f${code.slice(3)}\u3002`,
      (code: string) => `\u200e\u2066${code}\u2069\ufeff`,
      (code: string) => `\u201c${code}\u201d,`,
      (code: string) => code.split("").join("\u200b"),
      (code: string) => code.split("").join("\ufe0f\u20e3"),
      (code: string) => `${code.slice(0, 3)}\u2212${code.slice(3)}\0`,
    ];
    for (const form of forms) {
      const someone = person(service);
      const { id } = await someone.token();
      const code = someone.code();
      expect((await someone.check(id, form(code))).status, JSON.stringify(form(code))).toBe("VERIFIED");
    }
  });

  test.each([
    ["U is in no code", "12345U", "CHARACTERS"],
    ["nor is a sharp s, whatever its capitals", "1234ß", "CHARACTERS"],
    ["nor a dotless i", "12345ı", "CHARACTERS"],
    ["nor an emoji, of which each half is no character", "🦊123456", "CHARACTERS"],
    ["nor a plus", "+123456", "CHARACTERS"],
    ["nor a Cyrillic letter", "12345О", "CHARACTERS"],
    ["five characters", "12345", "LENGTH"],
    ["five and a hyphen", "123-45", "LENGTH"],
    ["seventeen", "12345678901234567", "LENGTH"],
    ["none", "", "LENGTH"],
    ["very many", "1 ".repeat(40), "TOO_LONG"],
  ])("is InvalidInput and costs nothing: %s", async (_, typed, reason) => {
    const someone = person(service);
    const { id } = await someone.token();
    const { data, errors } = await someone.verify(id, typed);
    expect(data.verifyOtp).toBeNull();
    expect(errors).toMatchObject([{ errorType: "InvalidInput", errorInfo: { field: "code", reason } }]);
    expect((await someone.check(id, wrongFor(someone.code()))).attemptsRemaining).toBe(4);
  });

  test("is a guess like any other when its length is wrong but within 6 to 16", async () => {
    const someone = person(service);
    const { id } = await someone.token();
    const code = someone.code();
    const guesses = [`${code}0`, `0${code}`, "1234567890123456", "ABCDEF"];
    for (const [spent, guess] of guesses.entries()) {
      expect(await someone.check(id, guess)).toMatchObject({ status: "WRONG_CODE", attemptsRemaining: 4 - spent });
    }
    expect((await someone.check(id, code)).status).toBe("VERIFIED");
  });
});

test("S01: codes keep their leading zeros, and each digit occurs at each place", async () => {
  const codes = await Promise.all(
    Array.from({ length: 150 }, async () => {
      const someone = person(service);
      await someone.token();
      return someone.code();
    }),
  );
  for (const code of codes) expect(code).toMatch(/^\d{6}$/);
  for (const place of [0, 1, 2, 3, 4, 5]) expect(new Set(codes.map((code) => code[place])).size).toBe(10);
});

describe("S04, S05: the guess budget of a subject and purpose", () => {
  let strict: TestService;
  beforeAll(async () => {
    strict = await startTestService({ budget: { guesses: 7 }, sends: { subject: PLENTY, destination: PLENTY } });
  });
  afterAll(() => strict.stop());

  /** Spends the budget of seven: five guesses at one token, two at the next. */
  async function spend(someone: ReturnType<typeof person>, more: object = {}) {
    const first = await someone.token(more);
    await someone.guessWrong(first.id, 5);
    strict.advance(COOLDOWN);
    const second = await someone.token(more);
    expect(second).toMatchObject({ attemptsRemaining: 2, codeLength: 6 });
    await someone.guessWrong(second.id, 2);
    expect((await someone.check(second.id, someone.code())).status).toBe("ATTEMPTS_EXHAUSTED");
    strict.advance(COOLDOWN);
  }

  test("a token has what is left of it; then codes are 12 alphanumeric characters, and still verify", async () => {
    const someone = person(strict);
    await spend(someone);
    const long = await someone.token();
    expect(long).toMatchObject({ codeLength: 12, alphabet: "ALPHANUMERIC", attemptsRemaining: 5 });
    const code = someone.code(LONG);
    expect(code).toHaveLength(12);
    for (const left of [4, 3]) {
      expect(await someone.check(long.id, "000000000000")).toMatchObject({ attemptsRemaining: left });
    }
    strict.advance(COOLDOWN);
    const again = await someone.token();
    expect(again).toMatchObject({ id: long.id, codeLength: 12, attemptsRemaining: 3 });
    expect(someone.code(LONG)).toBe(code);
    expect((await someone.check(long.id, code)).status).toBe("VERIFIED");
    expect((await itemsOf(strict, someone.subject)).login?.guessesUsed).toEqual({ N: "7" });
  });

  test("keeps a requested length above twelve, and success gives back only the right guess", async () => {
    const someone = person(strict);
    await spend(someone);
    const long = await someone.token({ codeLength: 16 });
    expect(long).toMatchObject({ codeLength: 16, alphabet: "ALPHANUMERIC" });
    expect((await someone.check(long.id, someone.code(LONG))).status).toBe("VERIFIED");
    strict.advance(COOLDOWN);
    expect((await someone.token()).codeLength).toBe(12);
  });

  test("S06: is shared by all channels, addresses and forms of code", async () => {
    const someone = person(strict);
    const first = await someone.token();
    await someone.guessWrong(first.id, 5);
    for (const other of [
      { destination: "other@example.com" },
      { channel: "SMS", destination: "+12025550142" },
      { codeLength: 8 },
      { data: "1" },
    ]) {
      strict.advance(COOLDOWN);
      expect((await someone.token(other)).attemptsRemaining).toBe(2);
    }
    strict.advance(COOLDOWN);
    expect((await someone.token({ purpose: "payment" })).attemptsRemaining).toBe(5);
  });

  test("gets a verified guess back once", async () => {
    const someone = person(strict);
    const usedNow = async () => Number((await itemsOf(strict, someone.subject)).login?.guessesUsed?.N);
    const first = await someone.token();
    await someone.guessWrong(first.id, 2);
    await someone.check(first.id, someone.code());
    expect(await usedNow()).toBe(3);
    for (const expected of [2, 2, 2]) {
      strict.advance(COOLDOWN);
      await someone.token({ data: JSON.stringify(randomUUID()) });
      expect(await usedNow()).toBe(expected);
    }
  });

  test("is full again in a new window of 30 days, but not after a token expires", async () => {
    const someone = person(strict);
    await spend(someone);
    strict.advance(29 * DAY);
    expect((await someone.token()).codeLength).toBe(12);
    strict.advance(DAY);
    expect(await someone.token()).toMatchObject({ codeLength: 6, alphabet: "NUMERIC", attemptsRemaining: 5 });
  });

  test("is kept a day longer than token and window", async () => {
    const someone = person(strict);
    await someone.token({ data: "1" });
    const { login, ...others } = await itemsOf(strict, someone.subject);
    const number = (name: string) => Number(login?.[name]?.N);
    expect(number("windowEndsAt") - number("createdAt")).toBe(30 * DAY);
    expect(number("ttl")).toBe(number("windowEndsAt") + DAY);
    for (const item of Object.values(others)) expect(Number(item.ttl?.N)).toBeGreaterThan(number("createdAt") + DAY);
  });

  test("is not charged for requested long alphanumeric codes, but is for long codes of digits", async () => {
    const someone = person(strict);
    const usedAfter = async (input: object, guess: string) => {
      const { id } = await someone.token(input);
      await someone.check(id, guess);
      strict.advance(COOLDOWN);
      return Number((await itemsOf(strict, someone.subject)).login?.guessesUsed?.N);
    };
    expect(await usedAfter({ codeLength: 12, alphabet: "ALPHANUMERIC" }, "000000000000")).toBe(0);
    expect(await usedAfter({ codeLength: 11, alphabet: "ALPHANUMERIC" }, "00000000000")).toBe(1);
    expect(await usedAfter({ codeLength: 16 }, "0000000000000000")).toBe(2);
  });
});

test("S14: the table holds nothing from which a code could be found", async () => {
  const someone = person(service);
  await someone.token({ codeLength: 16, alphabet: "ALPHANUMERIC", data: "1" });
  const code = codeIn(service.lastMessageTo(someone.destination).text, LONG);
  const text = JSON.stringify(await itemsOf(service, someone.subject));
  expect(text.toUpperCase()).not.toContain(code);
  for (const algorithm of ["md5", "sha1", "sha256", "sha512"]) {
    for (const encoding of ["hex", "base64"] as const) {
      expect(text).not.toContain(createHash(algorithm).update(code).digest(encoding));
    }
  }
  expect(JSON.parse(text).login.codeMac.S).toHaveLength(44);
});

test("S13: a code is in no answer, log, trace or error", async () => {
  const someone = person(service);
  const { data } = await someone.ask({ codeLength: 16, alphabet: "ALPHANUMERIC" });
  const { id } = data.requestOtp.token;
  const code = someone.code(LONG);
  const remove = service.endpoint.api.faults.inject({ dataSource: "Tokens", operation: "UpdateItem", kind: "error" });
  const failed = await someone.verify(id, code);
  remove();
  const answers = [data, failed, await someone.verify(id, code), await someone.verify(id, code)];
  for (const place of [answers, service.logs, service.traces]) expect(JSON.stringify(place)).not.toContain(code);
});
