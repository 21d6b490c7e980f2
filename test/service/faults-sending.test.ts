import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import {
  askThrough,
  type Cell,
  FAILED,
  FAILED_LATE,
  FINE,
  isSound,
  slotFor,
  someoneFor,
  TWICE,
  TWICE_AND_FAILED,
  titled,
} from "./fault-asking.ts";
import {
  type Break,
  type Call,
  type FaultyService,
  fated,
  refused,
  startFaultyService,
  suffer,
  told,
  tooSlow,
  wired,
} from "./fault-matrix.ts";
import { codeIn } from "./support.ts";

vi.mock("../../local/service/data-sources.ts", async (original) =>
  (await import("./faulty-wires.ts")).through(await original()),
);

/** The fault matrix of the send function and of its calls of KMS, SNS and SES. `fault-asking.ts` explains the outcomes. */

let service: FaultyService;
beforeAll(async () => {
  service = await startFaultyService();
});
afterAll(() => service.stop());

const THROTTLED = { status: 400, body: '{"__type":"ThrottlingException"}' };

/** The function tries three times. Without a code or its MAC it sends nothing. */
const KMS: Cell[] = [
  [wired("dead"), ...FINE],
  [wired("dead", 3), ...FAILED],
  [wired("lost", 3), ...FAILED],
  [wired("half"), ...FINE],
  [wired("twice"), ...FINE],
  [wired("rubbish"), ...FAILED],
  [wired({ status: 200, body: '{"Mac":"AAAA"}' }), ...FAILED],
  [wired({ status: 500, body: "" }), ...FINE],
  [wired({ status: 500, body: "" }, 3), ...FAILED],
  [wired(THROTTLED), ...FINE],
  [wired(THROTTLED, 3), ...FAILED],
  [refused("AccessDeniedException", 400), ...FAILED],
  [tooSlow("stalled"), ...FAILED],
  [wired("held"), "ExecutionTimeout", "SENDING", "0 0 1"],
];

/** The SDK tries twice. */
const PROVIDER: Cell[] = [
  [wired("dead"), ...FINE],
  [wired("dead", 2), ...FAILED],
  [wired("lost"), ...TWICE],
  [wired("lost", 2), ...TWICE_AND_FAILED],
  [wired("half"), ...TWICE],
  [wired("twice"), ...TWICE],
  [wired("rubbish"), ...FAILED_LATE],
  [wired({ status: 200, body: "" }, 2), ...FAILED],
  [refused("InternalFailure", 500, 1), ...FINE],
  [refused("InternalFailure", 500), ...FAILED],
  [refused("Throttling", 400), ...FAILED],
  [refused("MessageRejected", 400), ...FAILED],
  [tooSlow("stalled"), ...FAILED],
  [tooSlow("held"), ...FAILED_LATE],
  [wired("stalled"), "ExecutionTimeout", "SENDING", "0 0 1"],
  [wired("held"), "ExecutionTimeout", "SENDING", "1 1 2"],
];

const MATRIX: [Call, Cell[]][] = [
  [
    "Send Invoke",
    [
      [told("error"), ...FAILED],
      [told("throttling"), ...FAILED],
      [told("conflict"), ...FAILED],
      [told("lostAnswer"), ...FAILED_LATE],
      // The function keeps no state, so it cannot know that it ran before.
      [told("twice"), ...TWICE],
      [told("garbled"), ...FAILED_LATE],
      [fated("before", "exits"), ...FAILED],
      [fated("after", "exits"), ...FAILED_LATE],
      [fated("before", "throws"), ...FAILED],
      [fated("after", "throws"), ...FAILED_LATE],
      [fated("after", "runs out of memory"), ...FAILED_LATE],
      [fated("after", "hangs"), ...FAILED_LATE],
      [fated("after", "answers", null), ...FAILED_LATE],
      [fated("after", "answers", "SENT"), ...FAILED_LATE],
      [fated("after", "answers", { status: "SENT" }), ...FAILED_LATE],
      [fated("after", "answers", { status: "SENT", mac: "AAAA", providerId: "1" }), ...FAILED_LATE],
    ],
  ],
  ["GenerateMac code", KMS],
  ["GenerateMac check", KMS],
  ["SendEmail", PROVIDER],
  ["Publish", PROVIDER],
];

describe.each(MATRIX)("S17 S37 requestOtp: %s", (call, cells) => {
  test.each(titled(cells))("%s: %s, then %s; messages %s", async (...row) => {
    const someone = someoneFor(service, call);
    await askThrough(service, someone, call, row[4] as Cell);
    await isSound(service, someone);
  });
});

describe("S17 a message that arrives although the caller got an error", () => {
  /** Whether its code verifies before anybody asks again: only if the code's MAC was recorded. */
  const LATE: [Call, Break, atOnce: "VERIFIED" | "EXPIRED"][] = [
    ["SendEmail", wired("lost", 2), "VERIFIED"],
    ["SendEmail", tooSlow("stalled"), "VERIFIED"],
    ["Tokens UpdateItem", told("lostAnswer"), "VERIFIED"],
    ["Tokens UpdateItem", wired("held"), "VERIFIED"],
    ["Tokens UpdateItem", told("error"), "EXPIRED"],
    ["Send Invoke", told("lostAnswer"), "EXPIRED"],
    ["Send Invoke", fated("after", "exits"), "EXPIRED"],
  ];
  const rows = LATE.map(([call, how, atOnce]) => [call, how.name, atOnce, how] as const);

  async function lateMessage(call: Call, how: Break) {
    const someone = someoneFor(service, call);
    const { goOn } = await suffer(service, call, how, () => someone.ask({ idempotencyKey: "the key" }));
    await goOn();
    const { id } = await slotFor(service, someone);
    return { someone, id, code: someone.code() };
  }

  test.each(rows)("%s %s: has a code that is %s at once", async (call, _, atOnce, how) => {
    const { someone, id, code } = await lateMessage(call, how);
    expect((await someone.check(id, code)).status).toBe(atOnce);
    expect((await slotFor(service, someone)).attempts).toBe(atOnce === "VERIFIED" ? 1 : 0);
  });

  test.each(rows)("%s %s: has a code that verifies after asking again was answered SENT", async (call, _, __, how) => {
    const { someone, id, code } = await lateMessage(call, how);
    service.advance(35);
    expect(await someone.token({ idempotencyKey: "the key" })).toMatchObject({ id, status: "SENT" });
    expect(someone.messages().map(({ text }) => codeIn(text))).toContain(code);
    expect((await someone.check(id, code)).status).toBe("VERIFIED");
  });

  test.each(rows)(
    "%s %s: has a code that verifies at once if the token had been sent before",
    async (call, _, __, how) => {
      const someone = someoneFor(service, call);
      const { id } = await someone.token();
      const code = someone.code();
      service.advance(30);
      const { goOn } = await suffer(service, call, how, () => someone.ask());
      await goOn();
      expect(someone.code()).toBe(code);
      expect((await someone.check(id, code)).status).toBe("VERIFIED");
    },
  );
});
