import type { Json } from "appsync-local";
import { StepError } from "appsync-local/testing";
import { expect, test } from "vitest";
import { contextOf, decidingSteps, ASKED as KEYLESS, plain, READING, reading, stepOf } from "./steps.ts";

/** The table of cases of `requestOtp`, on the step that decides and the handler that refuses, without a table: every row, and its borders. */

const NOW = 1_800_000_000; // the first second of a quarter of an hour, eight hours into a day
const ASKED = { ...KEYLESS, idempotencyKey: "key" };
type Part = Record<string, unknown>;
type Emitted = { update: { expressionValues: Record<string, Json> } };

const handlers = stepOf("requestOtp/requestOtp");
const decide = decidingSteps();
const reserve = stepOf("requestOtp/reserve");

/** A slot and its idempotency key as `reserve` writes them, the message sent and its cooldown over. */
const [SENT, KEYS] = ((): [Part, Json] => {
  const stash = { ...reading(NOW - 30), otpRequest: ASKED, decision: { what: "issue", slot: null } };
  const ctx = contextOf({ stash });
  const { transactItems } = reserve.request(ctx) as unknown as { transactItems: [unknown, Emitted] };
  const keys = transactItems[1].update.expressionValues[":keys"];
  return [
    { pk: "role:shop|s|s", ...(ctx.stash.slot as Part), status: "SENT", codeMac: "m" },
    { revision: 1, keys: plain(keys) },
  ];
})();

function decided(slot: Part | null, { asked = {}, now = NOW, counters = [null, null] }: Circumstances): unknown {
  const [ofSubject, ofDestination] = counters;
  const ctx = contextOf({
    stash: { ...READING, otpRequest: { ...ASKED, ...asked }, now } as Record<string, Json>,
    result: {
      data: { Tokens: [null, ofDestination, slot, slot ? KEYS : null, ofSubject] },
      unprocessedKeys: { Tokens: [] },
    } as Json,
  });
  const what = decide(ctx);
  if (!["mismatch", "overtaken", "refuse"].includes(what as string)) return what;
  try {
    return handlers.response(ctx);
  } catch (error) {
    const { type, info } = error as StepError;
    if (!(error instanceof StepError)) throw error;
    return info === null ? type : [type, ...Object.values(info as object)];
  }
}

interface Circumstances {
  asked?: Part;
  now?: number;
  counters?: Part[] | null[];
}

const keyless = { idempotencyKey: null };
const full = (total: number, quarter: number) => ({ total, q32: quarter });
const cooldown = (seconds: number) => ["Throttled", "COOLDOWN", seconds];
const USED = { ...SENT, lastGuessMac: "m" };

test.each<[string, Part | null, Circumstances, unknown]>([
  ["nothing there", null, {}, "issue"],
  ["the key, other input", SENT, { asked: { locale: "de" } }, ["IdempotencyMismatch", "idempotencyKey"]],
  ["the key, sent", SENT, {}, "answer"],
  ["the key, sent and expired", SENT, { now: NOW + 400 }, "answer"],
  ["the key, sent, with every limit used up", SENT, { counters: [full(20, 5), full(20, 5)] }, "answer"],
  ["the key, cancelled", { ...SENT, live: false }, {}, "answer"],
  ["the key, cancelled after its delivery failed", { ...SENT, live: false, status: "FAILED" }, {}, "answer"],
  ["the key, used", USED, {}, "answer"],
  ["the key, used although its delivery failed", { ...USED, status: "FAILED" }, {}, "answer"],
  ["the key, failed", { ...SENT, status: "FAILED" }, {}, "resend"],
  ["the key, failed, sends used up", { ...SENT, status: "FAILED", sends: 3 }, {}, "issue"],
  ["the key, a day after its token's end", SENT, { now: NOW + 300 + 24 * 3600 }, "issue"],
  ["the key, failed and expired", { ...SENT, status: "FAILED" }, { now: NOW + 400 }, "issue"],
  ["the key, sending for 34 s", { ...SENT, status: "SENDING" }, { now: NOW + 4 }, "answer"],
  ["the key, sending for 35 s", { ...SENT, status: "SENDING" }, { now: NOW + 5 }, "resend"],
  ["the key of a token since replaced", { ...SENT, id: "login_other", createdAt: NOW + 9 }, {}, "answerReplaced"],
  ["the key of a token that was issued after the slot had been read", { ...SENT, id: "login_other" }, {}, "Conflict"],
  ["sending for 30 s", { ...SENT, status: "SENDING" }, { asked: keyless }, cooldown(5)],
  [
    "sending for 34 s, other data",
    { ...SENT, status: "SENDING" },
    { asked: { ...keyless, fingerprint: "1:m" }, now: NOW + 4 },
    cooldown(1),
  ],
  ["sending for 35 s", { ...SENT, status: "SENDING" }, { asked: keyless, now: NOW + 5 }, "resend"],
  ["sending, but cancelled", { ...SENT, status: "SENDING", live: false }, { asked: keyless }, "issue"],
  ["cooling down, last second", SENT, { asked: keyless, now: NOW - 1 }, cooldown(1)],
  [
    "cooling down, for another destination",
    SENT,
    { asked: { ...keyless, destination: "v@example.com" }, now: NOW - 1 },
    cooldown(1),
  ],
  ["cooling down, used", USED, { asked: keyless, now: NOW - 1 }, cooldown(1)],
  ["cooled down", SENT, { asked: keyless }, "resend"],
  ["the subject's quarter is full", null, { counters: [full(5, 5), full(0, 0)] }, ["Throttled", "SUBJECT", 900]],
  [
    "the destination's quarter is full",
    null,
    { counters: [full(5, 4), full(5, 5)] },
    ["Throttled", "DESTINATION", 900],
  ],
  [
    "an earlier quarter was full",
    null,
    {
      counters: [
        { total: 5, q31: 5 },
        { total: 5, q31: 5 },
      ] as Part[],
    },
    "issue",
  ],
  ["the subject's day is full", null, { counters: [full(20, 0), full(20, 5)] }, ["Throttled", "SUBJECT", 57_600]],
  [
    "cooldown and quarter: the cooldown is longer",
    { ...SENT, resendAfter: NOW + 20 },
    { asked: keyless, now: NOW - 1, counters: [{ total: 5, q31: 5 }, { total: 0 }] as Part[] },
    cooldown(21),
  ],
  [
    "cooldown and quarter: the quarter is longer",
    { ...SENT, resendAfter: NOW + 20 },
    { asked: keyless, counters: [full(5, 5), full(5, 5)] },
    ["Throttled", "SUBJECT", 900],
  ],
  ["sends used up", { ...SENT, sends: 3 }, { asked: keyless }, ["Throttled", "TOKEN", 211]],
  ["sends used up, that wait over", { ...SENT, sends: 3 }, { asked: keyless, now: NOW + 211 }, "issue"],
  ["sends used up, for other data", { ...SENT, sends: 3 }, { asked: { ...keyless, fingerprint: "1:m" } }, "issue"],
  ["60 s of life left", SENT, { asked: keyless, now: NOW + 210 }, "resend"],
  ["59 s of life left", SENT, { asked: keyless, now: NOW + 211 }, "issue"],
  ["one guess left", { ...SENT, attempts: 4 }, { asked: keyless }, "resend"],
  ["no guess left", { ...SENT, attempts: 5 }, { asked: keyless }, "issue"],
  ["used", USED, { asked: keyless }, "issue"],
  ["cancelled", { ...SENT, live: false }, { asked: keyless }, "issue"],
  ["another channel", SENT, { asked: { ...keyless, channel: "SMS" } }, "issue"],
  ["another destination", SENT, { asked: { ...keyless, destination: "v@example.com" } }, "issue"],
  ["other data or another text", SENT, { asked: { ...keyless, fingerprint: "1:m" } }, "issue"],
  [
    "another transaction",
    SENT,
    { asked: { ...keyless, transaction: { amount: "1", currency: "EUR", payee: "A" } } },
    "issue",
  ],
  ["another length", SENT, { asked: { ...keyless, codeLength: 7 } }, "issue"],
  ["another alphabet", SENT, { asked: { ...keyless, alphabet: "ALPHANUMERIC" } }, "issue"],
  ["another language", SENT, { asked: { ...keyless, locale: "de" } }, "resend"],
])("%s", (_, slot, circumstances, expected) => {
  expect(decided(slot, circumstances)).toEqual(expected);
});

test("a batch that was answered in part is a Conflict, not an empty slot", () => {
  const ctx = contextOf({
    stash: { ...READING, otpRequest: ASKED, now: NOW },
    result: { data: { Tokens: [null, null, null, null, null] }, unprocessedKeys: { Tokens: [{ pk: "a", sk: "b" }] } },
  });
  expect(() => decide(ctx)).toThrow(expect.objectContaining({ type: "Conflict" }));
  const load = stepOf("activeTokens/load");
  expect(() => load.response(ctx)).toThrow(expect.objectContaining({ type: "Conflict" }));
});
