import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { freshNumber, person, toNextWindow } from "./person.ts";
import { LIST, startTestService, type TestService } from "./support.ts";

/** Asking, asking again, and asking for something else: design section 3 and 4. */

const COOLDOWN = 30;
/** How long a message takes to send while something else happens: a few calls fit in on a busy machine, too. */
const SENDING_MILLISECONDS = 1_500;
let service: TestService;
beforeAll(async () => {
  service = await startTestService({ sends: { subject: { quarterHour: 50, day: 100 } } });
});
afterAll(() => service.stop());

const seconds = (iso: string) => Date.parse(iso) / 1000;

describe("asking again once the cooldown is over", () => {
  test("F03: sends the same code: same id, same expiry, attempts kept", async () => {
    const { token, code, messages } = person(service);
    const first = await token();
    const sent = code();
    service.advance(COOLDOWN);
    const second = await token();
    expect(second).toMatchObject({ id: first.id, expiresAt: first.expiresAt, createdAt: first.createdAt });
    expect([first.sendsRemaining, second.sendsRemaining]).toEqual([2, 1]);
    expect(messages()).toHaveLength(2);
    expect(code()).toBe(sent);
  });

  test("S05: a resend does not give guesses back", async () => {
    const someone = person(service);
    const { id } = await someone.token();
    await someone.guessWrong(id, 4);
    service.advance(COOLDOWN);
    expect((await someone.token()).attemptsRemaining).toBe(1);
    expect((await someone.check(id, someone.code())).status).toBe("VERIFIED");
  });

  test("in another language sends the same token again", async () => {
    const someone = person(service);
    const { id } = await someone.token();
    service.advance(COOLDOWN);
    expect((await someone.token({ locale: "de" })).id).toBe(id);
  });
});

describe("S02: a code lives for 300 seconds", () => {
  test("and is EXPIRED afterwards, like an unknown one", async () => {
    const someone = person(service);
    const token = await someone.token();
    expect(seconds(token.expiresAt) - seconds(token.createdAt)).toBe(300);
    service.advance(301);
    expect(await someone.check(token.id, someone.code())).toMatchObject({ status: "EXPIRED" });
  });

  test("or for 600 when the settings say so: right at 598, EXPIRED at 601", async () => {
    const patient = await startTestService({ token: { lifeSeconds: 600 } });
    try {
      for (const [after, status] of [
        [598, "VERIFIED"],
        [601, "EXPIRED"],
      ] as const) {
        const someone = person(patient);
        const { id } = await someone.token();
        patient.advance(after);
        expect((await someone.check(id, someone.code())).status).toBe(status);
      }
    } finally {
      await patient.stop();
    }
  });
});

describe("anything else replaces the token by a new one with a new code", () => {
  const transaction = { amount: "10.00", currency: "EUR", payee: "Somebody" };
  const others: [string, () => object][] = [
    ["another channel", () => ({ channel: "SMS", destination: freshNumber() })],
    ["another destination", () => ({ destination: "elsewhere@example.com" })],
    ["other data", () => ({ data: '{"cart":2}' })],
    ["a transaction", () => ({ transaction })],
    ["another length", () => ({ codeLength: 8 })],
    ["another alphabet", () => ({ alphabet: "ALPHANUMERIC" })],
  ];
  test.each(others)("%s", async (_, other) => {
    const someone = person(service);
    const first = await someone.token({ data: '{"cart":1}' });
    const code = someone.code();
    service.advance(COOLDOWN);
    const second = await someone.token({ data: '{"cart":1}', ...other() });
    expect(second.id).not.toBe(first.id);
    expect(second).toMatchObject({ attemptsRemaining: 5, sendsRemaining: 2 });
    expect((await someone.check(first.id, code)).status).toBe("EXPIRED");
  });

  test("under 60 seconds of life left", async () => {
    const someone = person(service);
    const first = await someone.token();
    service.advance(235);
    expect((await someone.token()).id).toBe(first.id);
    service.advance(COOLDOWN);
    expect((await someone.token()).id).not.toBe(first.id);
  });

  test("attempts used up", async () => {
    const someone = person(service);
    const first = await someone.token();
    await someone.guessWrong(first.id, 5);
    service.advance(COOLDOWN);
    const second = await someone.token();
    expect(second.id).not.toBe(first.id);
    expect((await someone.check(first.id, "000000")).status).toBe("EXPIRED");
    expect((await someone.check(second.id, someone.code())).status).toBe("VERIFIED");
  });

  test("a token that was verified, cancelled, or has expired", async () => {
    const someone = person(service);
    const used = await someone.token();
    await someone.check(used.id, someone.code());
    service.advance(COOLDOWN);
    const cancelled = await someone.token();
    await someone.cancel(cancelled.id);
    service.advance(COOLDOWN);
    const expired = await someone.token();
    service.advance(301);
    const last = await someone.token();
    expect(new Set([used.id, cancelled.id, expired.id, last.id]).size).toBe(4);
  });
});

describe("the cooldown belongs to the slot", () => {
  const refused = { errorType: "Throttled", errorInfo: { limit: "COOLDOWN", retryAfterSeconds: expect.any(Number) } };

  test("S20: asking too early names it, and the seconds that are left", async () => {
    const someone = person(service);
    const { resendAfter } = await someone.token();
    service.advance(10);
    const { data, errors } = await someone.ask();
    expect(data.requestOtp).toBeNull();
    expect(errors).toMatchObject([{ ...refused, path: ["requestOtp"] }]);
    expect(errors?.[0]?.errorInfo.retryAfterSeconds).toBe(20);
    expect(errors?.[0]?.message).toBe("too many messages: try again in 20 seconds");
    expect(seconds(resendAfter) - service.now() / 1000).toBe(20);
    service.advance(19);
    expect((await someone.ask()).errors?.[0]?.message).toBe("too many messages: try again in 1 second");
    expect(someone.messages()).toHaveLength(1);
  });

  test("it holds for replacements, for a cancelled token and for a used one", async () => {
    const someone = person(service);
    const { id } = await someone.token();
    expect((await someone.ask({ destination: "elsewhere@example.com" })).errors).toMatchObject([refused]);
    await someone.cancel(id);
    expect((await someone.ask()).errors).toMatchObject([refused]);
    service.advance(COOLDOWN);
    const next = await someone.token();
    await someone.check(next.id, someone.code());
    expect((await someone.ask()).errors).toMatchObject([refused]);
  });

  test("another purpose has its own slot and cooldown", async () => {
    const someone = person(service);
    const login = await someone.token();
    const payment = await someone.token({ purpose: "payment" });
    expect([login.purpose, payment.purpose]).toEqual(["login", "payment"]);
    expect((await someone.check(login.id, someone.code())).status).toBe("WRONG_CODE");
    expect((await someone.check(payment.id, someone.code())).status).toBe("VERIFIED");
  });
});

test("S20: a token is sent at most three times; the limit TOKEN says when a new one will be issued", async () => {
  toNextWindow(service);
  const someone = person(service);
  const first = await someone.token();
  for (const _ of [2, 3]) {
    service.advance(COOLDOWN);
    await someone.token();
  }
  service.advance(COOLDOWN);
  const { errors } = await someone.ask();
  expect(errors).toMatchObject([{ errorType: "Throttled", errorInfo: { limit: "TOKEN" } }]);
  const { retryAfterSeconds } = errors?.[0]?.errorInfo ?? {};
  expect(retryAfterSeconds).toBe(300 - 90 - 60 + 1);
  service.advance(retryAfterSeconds);
  expect((await someone.token()).id).not.toBe(first.id);
});

describe("with calls at the same time,", () => {
  test("one of many requests for a slot sends; the others get Conflict or Throttled", async () => {
    const someone = person(service);
    const answers = await Promise.all(Array.from({ length: 12 }, () => someone.ask()));
    const types = answers.map(({ errors }) => errors?.[0]?.errorType);
    expect(types.filter((type) => type === undefined)).toHaveLength(1);
    expect(types.filter((type) => type !== undefined && type !== "Conflict" && type !== "Throttled")).toEqual([]);
    expect(someone.messages()).toHaveLength(1);
  });

  test("S05: a guess during a resend stays charged, and the resend succeeds", async () => {
    const someone = person(service);
    const { id } = await someone.token();
    const code = someone.code();
    service.advance(COOLDOWN);
    const resend = await whileSending(someone, async () => {
      await someone.guessWrong(id, 1);
    });
    expect(resend).toMatchObject({ id, status: "SENT", attemptsRemaining: 4 });
    expect((await someone.check(id, code)).status).toBe("VERIFIED");
  });

  test("a right guess during a resend verifies, and the token stays used", async () => {
    const someone = person(service);
    const { id } = await someone.token();
    const code = someone.code();
    service.advance(COOLDOWN);
    const resend = await whileSending(someone, async () => {
      expect((await someone.check(id, code)).status).toBe("VERIFIED");
    });
    expect(resend).toMatchObject({ id, status: "VERIFIED" });
    expect((await someone.check(id, code)).status).toBe("EXPIRED");
  });

  test("a token cancelled while it is sent stays cancelled", async () => {
    const someone = person(service);
    const { id, status } = await whileSending(someone, async (sending) => {
      expect((await someone.cancel(sending)).errors).toBeUndefined();
    });
    expect(status).toBe("CANCELED");
    expect((await someone.check(id, someone.code())).status).toBe("EXPIRED");
  });

  test("asking while a message is under way is refused", async () => {
    const someone = person(service);
    await whileSending(someone, async () => {
      service.advance(COOLDOWN);
      const { errors } = await someone.ask();
      expect(errors).toMatchObject([{ errorType: "Throttled", errorInfo: { limit: "COOLDOWN" } }]);
      expect(errors?.[0]?.errorInfo.retryAfterSeconds).toBeLessThanOrEqual(5);
    });
  });

  /** Asks, and does something between the reservation and the message's end. Gives the token that the request answers. */
  async function whileSending(someone: ReturnType<typeof person>, act: (id: string) => Promise<void>) {
    const remove = service.endpoint.api.faults.inject({
      dataSource: "Send",
      kind: "delay",
      milliseconds: SENDING_MILLISECONDS,
      times: 1,
    });
    let isOver = false;
    const asking = someone.token().finally(() => {
      isOver = true;
    });
    const list = () => service.backend()(LIST, { filter: { subject: someone.subject } });
    for (;;) {
      if (isOver) throw new Error("the message was sent before it was seen to be under way: the machine is too busy");
      const { items } = (await list()).data.activeTokens;
      if (items[0]?.status === "SENDING") {
        await act(items[0].id);
        break;
      }
    }
    const token = await asking;
    remove();
    return token;
  }
});
