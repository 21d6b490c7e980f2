import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import {
  askThrough,
  type Cell,
  CONTENDED,
  countedFor,
  FINE,
  isSound,
  NOT_DONE,
  slotFor,
  titled,
  UNKNOWN,
  untilAskable,
} from "./fault-asking.ts";
import {
  type Break,
  type Call,
  type FaultyService,
  said,
  startFaultyService,
  suffer,
  told,
  wired,
} from "./fault-matrix.ts";
import { person } from "./person.ts";

vi.mock("../../local/service/data-sources.ts", async (original) =>
  (await import("./faulty-wires.ts")).through(await original()),
);

/** The fault matrix of requestOtp's calls of the table. `fault-asking.ts` explains the outcomes. */

let service: FaultyService;
beforeAll(async () => {
  service = await startFaultyService();
});
afterAll(() => service.stop());

const MATRIX: [Call, Cell[]][] = [
  [
    "Tokens BatchGetItem",
    [
      [told("error"), ...NOT_DONE],
      [told("throttling"), ...CONTENDED],
      [told("conflict"), ...CONTENDED],
      [told("lostAnswer"), ...NOT_DONE],
      [told("twice"), ...FINE],
      [told("garbled"), ...NOT_DONE],
      [wired("dead"), ...NOT_DONE],
      [wired("half"), ...NOT_DONE],
      [wired("rubbish"), ...NOT_DONE],
      [wired("stalled"), "ExecutionTimeout", "SENT", "0 1 1"],
    ],
  ],
  [
    "Tokens TransactWriteItems",
    [
      [told("error"), ...NOT_DONE],
      [told("throttling"), ...CONTENDED],
      [told("conflict"), ...CONTENDED],
      [told("lostAnswer"), ...UNKNOWN],
      // The second write meets the first one, and cannot distinguish it from another caller's.
      [told("twice"), "Conflict", "SENDING", "0 0 1"],
      // Its answer is not needed.
      [told("garbled"), ...FINE],
      [wired("dead"), ...NOT_DONE],
      [wired("lost"), ...UNKNOWN],
      [wired("half"), ...UNKNOWN],
      [wired("rubbish"), ...UNKNOWN],
      [wired("stalled"), "ExecutionTimeout", "SENT", "0 1 1"],
      [wired("held"), "ExecutionTimeout", "SENDING", "0 0 1"],
    ],
  ],
  [
    // The message is out by then. It is sent again if the slot does not know that.
    "Tokens UpdateItem",
    [
      [told("error"), "InternalError", "SENDING", "1 1 2"],
      [told("throttling"), "Conflict", "SENDING", "1 1 2"],
      [told("conflict"), "Conflict", "SENDING", "1 1 2"],
      [told("lostAnswer"), "InternalError", "SENT", "1 1 1"],
      [told("twice"), ...FINE],
      [told("garbled"), "InternalError", "SENT", "1 1 1"],
      [wired("dead"), "InternalError", "SENDING", "1 1 2"],
      [wired("half"), "InternalError", "SENT", "1 1 1"],
      [wired("rubbish"), "InternalError", "SENT", "1 1 1"],
      [wired("stalled"), "ExecutionTimeout", "SENDING", "1 1 2"],
      [wired("held"), "ExecutionTimeout", "SENT", "1 1 1"],
    ],
  ],
];

describe.each(MATRIX)("S17 S37 requestOtp: %s", (call, cells) => {
  test.each(titled(cells))("%s: %s, then %s; messages %s", async (...row) => {
    const someone = person(service);
    await askThrough(service, someone, call, row[4] as Cell);
    await isSound(service, someone);
  });
});

describe.each(MATRIX)(
  "S17 S05 requestOtp for a token that was sent before and has one guess spent: %s",
  (call, cells) => {
    test.each(titled(cells))("%s: the same outcome, and the guess stays charged", async (...row) => {
      const someone = person(service);
      const { id } = await someone.token({ idempotencyKey: "the first" });
      await someone.guessWrong(id, 1);
      service.advance(30);
      await askThrough(service, someone, call, row[4] as Cell);
      const sent = someone.messages().length;
      expect(await someone.token({ idempotencyKey: "the first" })).toMatchObject({ id, status: "SENT" });
      expect(someone.messages()).toHaveLength(sent);
      await isSound(service, someone, 1);
    });
  },
);

describe("S17 S37 requestOtp: withdrawing a request for an invalid number: Tokens TransactWriteItems", () => {
  const NUMBER = { channel: "SMS", destination: "+12025550" };
  /** The answer, whether the token before it still verifies, and whether asking with a valid number works at once. */
  const CELLS: [Break, said: string, kept: boolean][] = [
    [told("error"), "InternalError", false],
    [told("throttling"), "Conflict", false],
    [told("conflict"), "Conflict", false],
    [told("lostAnswer"), "InternalError", true],
    [told("twice"), "Conflict", true],
    [told("garbled"), "InvalidInput", true],
    [wired("dead"), "InternalError", false],
    [wired("half"), "InternalError", true],
    [wired("rubbish"), "InternalError", true],
    [wired("stalled"), "ExecutionTimeout", false],
    [wired("held"), "ExecutionTimeout", true],
  ];
  const rows = CELLS.map(([how, ...expected]) => [how.name, ...expected, how] as const);

  test.each(rows)("%s: %s, withdrawn: %s", async (_, expected, kept, how) => {
    const someone = person(service);
    const { id, createdAt } = await someone.token();
    const code = someone.code();
    service.advance(30);
    const broken = await suffer(service, "Tokens TransactWriteItems", how, () => someone.ask(NUMBER), 1);
    expect(broken.said).toBe(expected);
    expect(await countedFor(service, someone, Date.parse(createdAt) / 1000)).toBe(kept ? 1 : 2);
    if (kept) {
      expect((await slotFor(service, someone)).id).toBe(id);
      expect(await someone.token()).toMatchObject({ id, status: "SENT" });
      expect((await someone.check(id, code)).status).toBe("VERIFIED");
      return broken.goOn();
    }
    // The slot waits for a message that was never sent; callers learn for how long.
    const { errors } = await someone.ask();
    expect(errors).toMatchObject([{ errorType: "Throttled", errorInfo: { limit: "COOLDOWN" } }]);
    const seconds = errors?.[0]?.errorInfo.retryAfterSeconds;
    expect(seconds).toBeLessThanOrEqual(35);
    service.advance(seconds);
    const token = await someone.token();
    await broken.goOn();
    expect((await someone.check(token.id, someone.code())).status).toBe("VERIFIED");
  });
});

test("S17 a caller who asks without a key in the meantime gets the same time to wait", async () => {
  const someone = person(service);
  await suffer(service, "Tokens TransactWriteItems", told("lostAnswer"), () =>
    someone.ask({ idempotencyKey: "the key" }),
  );
  const { errors } = await someone.ask();
  expect(errors).toMatchObject([{ errorType: "Throttled", errorInfo: { limit: "COOLDOWN", retryAfterSeconds: 35 } }]);
  const { resendAfter } = await someone.token({ idempotencyKey: "the key" });
  await untilAskable(service, { resendAfter });
  expect(said(await someone.ask())).toBe("SENT");
});

test("S17 an outage of each call in turn locks nobody out: asking works after it", async () => {
  const someone = person(service);
  const ask = () => someone.ask();
  for (const how of [told("error"), told("lostAnswer"), told("lostAnswer"), told("lostAnswer")]) {
    await suffer(service, "Tokens TransactWriteItems", how, ask);
    service.advance(35);
  }
  const token = await someone.token();
  expect((await someone.check(token.id, someone.code())).status).toBe("VERIFIED");
});
