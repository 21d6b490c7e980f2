import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { slotFor } from "./fault-asking.ts";
import {
  type Break,
  type Call,
  type FaultyService,
  refused,
  said,
  startFaultyService,
  suffer,
  told,
  wired,
} from "./fault-matrix.ts";
import { person } from "./person.ts";
import { LIST, wrongFor } from "./support.ts";

vi.mock("../../local/service/data-sources.ts", async (original) =>
  (await import("./faulty-wires.ts")).through(await original()),
);

/** The fault matrix of verifyOtp, cancelOtp and activeTokens, with a row for each of their calls. */

let service: FaultyService;
beforeAll(async () => {
  service = await startFaultyService();
});
afterAll(() => service.stop());

const JUDGED = "judged";

/**
 * What a guess is told (`judged`: WRONG_CODE or VERIFIED, as it is), and whether it was charged. Where a charged guess was told of an
 * error, it is written down beside what it is compared with: the same call with its key is judged by that, and costs nothing.
 */
type GuessCell = [how: Break, first: string, charged: 0 | 1];

const GUESSES: [Call, GuessCell[]][] = [
  [
    "Kms POST",
    [
      [told("error"), "InternalError", 0],
      [told("throttling"), "InternalError", 0],
      [told("conflict"), "InternalError", 0],
      [told("lostAnswer"), "InternalError", 0],
      [told("twice"), JUDGED, 1],
      [told("garbled"), "InternalError", 0],
      [wired("dead"), "InternalError", 0],
      [wired("half"), "InternalError", 0],
      [wired("rubbish"), "InternalError", 0],
      [wired("twice"), JUDGED, 1],
      [wired("stalled"), "ExecutionTimeout", 0],
      [wired("held"), "ExecutionTimeout", 0],
      [refused("InternalFailure", 500), "InternalError", 0],
      [refused("AccessDeniedException", 400), "InternalError", 0],
      [wired({ status: 200, body: "" }), "InternalError", 0],
      [wired({ status: 200, body: "null" }), "InternalError", 0],
      [wired({ status: 200, body: "{}" }), "InternalError", 0],
      [wired({ status: 200, body: '{"Mac":"-"}' }), "InternalError", 0],
      [wired({ status: 200, body: '{"Mac":{"length":44}}' }), "InternalError", 0],
      [wired({ status: 302, body: `{"Mac":"${"A".repeat(44)}"}` }), "InternalError", 0],
    ],
  ],
  [
    "Tokens UpdateItem",
    [
      [told("error"), "InternalError", 0],
      [told("throttling"), "Conflict", 0],
      [told("conflict"), "Conflict", 0],
      [told("lostAnswer"), "InternalError", 1],
      [told("twice"), JUDGED, 1],
      [told("garbled"), "InternalError", 1],
      [wired("dead"), "InternalError", 0],
      [wired("lost"), "InternalError", 1],
      [wired("half"), "InternalError", 1],
      [wired("rubbish"), "InternalError", 1],
      [wired("twice"), JUDGED, 1],
      [wired("stalled"), "ExecutionTimeout", 0],
      [wired("held"), "ExecutionTimeout", 1],
      [wired({ status: 200, body: "{}" }), "InternalError", 0],
      [wired({ status: 200, body: '{"Attributes":{}}' }), "InternalError", 0],
    ],
  ],
];

const titled = <T extends [Break, ...unknown[]]>(cells: T[]) =>
  cells.map((cell) => [cell[0].name, cell[1], cell[2], cell[0]] as [string, T[1], T[2], Break]);

/** Makes a person who has a code. */
async function holder() {
  const someone = person(service);
  const { id } = await someone.token({ data: '"mine"' });
  const code = someone.code();
  const attempts = async () => (await slotFor(service, someone)).attempts;
  return { someone, id, code, wrong: wrongFor(code), attempts };
}

describe.each(GUESSES)("S17 S37 verifyOtp: %s", (call, cells) => {
  test.each(titled(cells))("%s: a wrong guess gets %s, charged: %i", async (_, first, charged, how) => {
    const { someone, id, code, wrong, attempts } = await holder();
    const guess = () => someone.verify(id, wrong, { idempotencyKey: "the key" });
    const broken = await suffer(service, call, how, guess);
    expect([broken.said, await attempts()]).toEqual([first === JUDGED ? "WRONG_CODE" : first, charged]);
    expect([said(await guess()), await attempts()]).toEqual(["WRONG_CODE", 1]);
    await broken.goOn();
    expect((await someone.check(id, wrong)).status).toBe("WRONG_CODE");
    expect((await someone.check(id, code)).status).toBe("VERIFIED");
    expect(await attempts()).toBe(3);
  });

  test.each(titled(cells))("%s: the right one gets %s, charged: %i", async (_, first, charged, how) => {
    const { someone, id, code, wrong, attempts } = await holder();
    const idempotencyKey = randomUUID();
    const broken = await suffer(service, call, how, () => someone.verify(id, code, { idempotencyKey }));
    expect([broken.said, await attempts()]).toEqual([first === JUDGED ? "VERIFIED" : first, charged]);
    const again = await someone.check(id, code, { idempotencyKey });
    expect([again.status, again.data, await attempts()]).toEqual(["VERIFIED", '"mine"', 1]);
    await broken.goOn();
    for (const guess of [code, wrong]) expect((await someone.check(id, guess)).status).toBe("EXPIRED");
    expect((await someone.check(id, wrong, { idempotencyKey })).status).toBe("EXPIRED");
    expect(await attempts()).toBe(1);
  });

  test.each(titled(cells))("%s: the owner gets in without a key, too", async (_, first, charged, how) => {
    const { someone, id, code } = await holder();
    const broken = await suffer(service, call, how, () => someone.verify(id, code));
    await broken.goOn();
    if (first === JUDGED) return expect(broken.said).toBe("VERIFIED");
    const again = await someone.check(id, code);
    // The hanging call was the right guess; a caller without a key cannot recognize it as their own.
    const used = charged === 1 || ("trouble" in how && how.trouble === "stalled" && call === "Tokens UpdateItem");
    expect(again.status).toBe(used ? "EXPIRED" : "VERIFIED");
    service.advance(30);
    const next = await someone.token();
    expect(next.id).not.toBe(id);
    expect((await someone.check(next.id, someone.code())).status).toBe("VERIFIED");
  });
});

/** The call that used the token comes again with its key: its second write. Of what is charged by then, the guess that used it aside. */
const REPEATS: GuessCell[] = [
  [told("error"), "InternalError", 0],
  [told("throttling"), "Conflict", 0],
  [told("conflict"), "Conflict", 0],
  [told("lostAnswer"), "InternalError", 1],
  [told("twice"), JUDGED, 1],
  [told("garbled"), "InternalError", 1],
  [wired("dead"), "InternalError", 0],
  [wired("lost"), "InternalError", 1],
  [wired("rubbish"), "InternalError", 1],
  [wired("twice"), JUDGED, 1],
  [wired("stalled"), "ExecutionTimeout", 0],
  [wired("held"), "ExecutionTimeout", 1],
  [wired({ status: 200, body: "{}" }), "InternalError", 0],
];

describe("S17 S37 verifyOtp, a repeat at a used token: its Tokens UpdateItem", () => {
  describe.each(["right", "wrong"] as const)("with the %s code", (which) => {
    test.each(titled(REPEATS))(
      "%s: %s, charged: %i; and again: judged, charged once",
      async (_, first, charged, how) => {
        const { someone, id, code, wrong } = await holder();
        const idempotencyKey = randomUUID();
        const repeat = () => someone.verify(id, which === "right" ? code : wrong, { idempotencyKey });
        const spent = async () => {
          const { attempts, guessesUsed, repeatedGuessMacs } = await slotFor(service, someone);
          return { att: attempts, used: guessesUsed, repeats: repeatedGuessMacs?.length };
        };
        const once = { att: 1, used: 2, repeats: 1 };
        const judgement = which === "right" ? "VERIFIED" : "EXPIRED";
        expect((await someone.check(id, code, { idempotencyKey })).status).toBe("VERIFIED");
        const broken = await suffer(service, "Tokens UpdateItem", how, repeat, 1);
        expect(broken.said).toBe(first === JUDGED ? judgement : first);
        expect(await spent()).toEqual(charged ? once : { att: 1, used: 1, repeats: 0 });
        for (const _ of [1, 2]) expect(said(await repeat())).toBe(judgement);
        await broken.goOn();
        expect(await spent()).toEqual(once);
      },
    );
  });
});

/** The same for each call of the table: its answer does not change what is done, or the call is repeated. */
const READS: [Break, said: string][] = [
  [told("error"), "InternalError"],
  [told("throttling"), "Conflict"],
  [told("lostAnswer"), "InternalError"],
  [told("garbled"), "InternalError"],
  [wired("dead"), "InternalError"],
  [wired("half"), "InternalError"],
  [wired("rubbish"), "InternalError"],
  [wired("stalled"), "ExecutionTimeout"],
  [wired("held"), "ExecutionTimeout"],
];
const reads = READS.map(([how, expected]) => [how.name, expected, how] as const);

describe("S17 S37 VerifyOtpPayload.data: Tokens GetItem", () => {
  test.each(reads)("%s: %s besides VERIFIED, and the same call gets the data later", async (_, expected, how) => {
    const { someone, id, code } = await holder();
    const guess = () => someone.verify(id, code, { idempotencyKey: "the key" });
    const broken = await suffer(service, "Tokens GetItem", how, guess);
    await broken.goOn();
    expect(broken.said).toBe(expected);
    expect(broken.answer).toMatchObject({ errors: [{ path: ["verifyOtp", "data"] }] });
    expect(broken.answer.data.verifyOtp).toMatchObject({ status: "VERIFIED", data: null });
    expect((await guess()).data.verifyOtp).toMatchObject({ status: "VERIFIED", data: '"mine"' });
  });
});

describe("S17 S37 activeTokens", () => {
  const list = (filter: object | null) => service.backend()(LIST, { filter });

  test.each(reads)("of a subject: Tokens BatchGetItem %s: %s", async (_, expected, how) => {
    const { someone, id } = await holder();
    const ask = () => list({ subject: someone.subject });
    const broken = await suffer(service, "Tokens BatchGetItem", how, ask);
    await broken.goOn();
    expect(broken.said).toBe(expected);
    expect((await ask()).data.activeTokens.items).toMatchObject([{ id }]);
  });

  test.each(reads)("of a tenant: Tokens Query %s: %s", async (_, expected, how) => {
    const broken = await suffer(service, "Tokens Query", how, () => list(null));
    await broken.goOn();
    expect(broken.said).toBe(expected);
    expect(said(await list(null))).toBe("an answer");
  });
});

describe("S17 S37 cancelOtp: Tokens UpdateItem", () => {
  /** The answer, and the answer to a repeat of the same call. */
  const CELLS: [Break, first: string, again: string][] = [
    [told("error"), "InternalError", "CANCELED"],
    [told("throttling"), "Conflict", "CANCELED"],
    [told("conflict"), "Conflict", "CANCELED"],
    [told("lostAnswer"), "InternalError", "NotFound"],
    // The second call finds nothing to cancel: the token has ended either way.
    [told("twice"), "NotFound", "NotFound"],
    [told("garbled"), "InternalError", "NotFound"],
    [wired("dead"), "InternalError", "CANCELED"],
    [wired("half"), "InternalError", "NotFound"],
    [wired("rubbish"), "InternalError", "NotFound"],
    [wired("stalled"), "ExecutionTimeout", "CANCELED"],
    [wired("held"), "ExecutionTimeout", "NotFound"],
  ];

  test.each(titled(CELLS))("%s: %s, then %s, and the token has ended", async (_, first, again, how) => {
    const { someone, id, code, attempts } = await holder();
    const broken = await suffer(service, "Tokens UpdateItem", how, () => someone.cancel(id));
    expect([broken.said, said(await someone.cancel(id))]).toEqual([first, again]);
    await broken.goOn();
    expect((await someone.check(id, code)).status).toBe("EXPIRED");
    expect(await attempts()).toBe(0);
    expect((await service.backend()(LIST, { filter: { subject: someone.subject } })).data.activeTokens.items).toEqual(
      [],
    );
    service.advance(30);
    const next = await someone.token();
    expect((await someone.check(next.id, someone.code())).status).toBe("VERIFIED");
  });
});
