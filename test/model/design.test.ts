import type { Json } from "appsync-local";
import { EarlyReturn } from "appsync-local/testing";
import { describe, expect, test } from "vitest";
import { times } from "../support/thorough.ts";
import { createDesign } from "./design.ts";
import { explore } from "./explore.ts";
import {
  ASKED,
  askedFor,
  BOUNDS,
  COMMON,
  COMPARED,
  cancel,
  charge,
  concrete,
  concreteKeys,
  contextOf,
  DAY,
  decideRequest,
  type Emitted,
  idOf,
  macOf,
  modelled,
  NOW,
  outcomeOf,
  type Part,
  plain,
  READING,
  record,
  repeat,
  requestOf,
  reserved,
  reservedFor,
} from "./real.ts";
import { type Asked, KEY, NO_REQUEST, NOBODY, otherWrong, rightRepeats, type Slot, WRONG } from "./rules.ts";
import { createSlotModel } from "./slot.ts";
import type { Guess, Repeat, State } from "./state.ts";
import { judged, judgedRepeat } from "./verify.ts";
import { WRITES, type WriteName } from "./writes.ts";

/** The steps and the model agree: on every slot that the model reaches, both write and answer the same. */

const { rules, writes } = createDesign(BOUNDS, null);

describe("the model's write is the request that the step emits:", () => {
  const first = reserved(null, ASKED);
  const before = { pk: "p", ...first.slot };
  const again = reserved(before, ASKED);
  const mac = "m".repeat(44);
  const recorded = (outcome: Part) => record.request(contextOf({ stash: { ...first.stash, outcome } })) as Emitted;
  const withdrawn = record.request(contextOf({ stash: { ...first.stash, outcome: { status: "INVALID" } } }));
  const guess = { lane: COMMON, purpose: "login", id: idOf(1), requestKey: "r" };
  const emitted: Record<WriteName, Emitted> = {
    create: first.write,
    reserve: again.write,
    withdraw: (withdrawn as { transactItems: [Emitted] }).transactItems[0],
    sent: recorded({ status: "SENT", mac }),
    failed: recorded({ status: "FAILED", mac }),
    died: recorded({ status: "FAILED", mac: "-" }),
    charge: charge.request(contextOf({ stash: { guess, mac } })) as Emitted,
    repeat: repeat.request(contextOf({ stash: { guess, mac, maxRepeats: 1 } })) as Emitted,
    cancel: cancel.request(
      contextOf({ args: { input: { id: idOf(1) } }, stash: { lane: COMMON, purpose: "login" } }),
    ) as Emitted,
  };

  test.each(Object.keys(WRITES) as WriteName[])("%s", (name) => {
    const { operation, update, condition } = emitted[name];
    expect(operation).toBe("UpdateItem");
    // A sign-out makes tokens void, as a cancellation does; there is none in the model.
    const conditions = condition.expression.split(" AND ").filter((each) => each !== "#createdAt > :signedOut");
    expect(conditions.sort()).toEqual([...WRITES[name].condition].sort());
    const [assignments = ""] = update.expression.replace(/^SET /, "").split(" REMOVE ");
    const set: readonly string[] = WRITES[name].set;
    if (set.length > 0) expect(assignments.split(/, (?=#)/).sort()).toEqual([...set].sort());
    else expect(assignments.split(", ")).toContain("#revision = :revision");
  });
});

/** Every slot that the model reaches. Slots that look the same from the current time count once. */
const reached = (() => {
  const states = new Map<string, State>();
  explore(createSlotModel(BOUNDS), {
    onState(state) {
      if (state.slot) states.set(JSON.stringify(withoutRevision(state)), state);
    },
    limit: times(20_000, 60_000),
  });
  return [...states.values()] as (State & { slot: Slot })[];
})();

function withoutRevision({ slot, now, window }: State): unknown {
  if (!slot) return null;
  const { expiresAt, resendAfter, sentAt, windowEndsAt, key } = slot;
  const ages = [expiresAt - now, Math.max(resendAfter - now, 0), Math.min(now - sentAt, 2), windowEndsAt > window];
  const roles = [
    slot.lastGuessMac === slot.codeMac,
    slot.codeMac > 0,
    slot.lastRequestKey === KEY,
    key && [key.id === slot.id, key.sent],
  ];
  const repeats = [rightRepeats(slot), slot.repeatedGuessMacs.length];
  return [
    ages,
    roles,
    repeats,
    slot.attempts,
    slot.maxAttempts,
    slot.guessesUsed,
    slot.guessCost,
    slot.live,
    slot.status,
    slot.sends,
  ];
}

const ASKINGS: Asked[] = [
  { other: false, keyed: false },
  { other: true, keyed: false },
  { other: false, keyed: true },
];

test("the compared slots are many, and of every kind", () => {
  expect(reached.length).toBeGreaterThan(1_000);
  for (const status of ["SENDING", "SENT", "FAILED"])
    expect(reached.some(({ slot }) => slot.status === status)).toBe(true);
  expect(reached.some(({ slot }) => slot.guessCost === 0)).toBe(true);
  expect(reached.some(({ slot }) => rightRepeats(slot) > 0 && slot.repeatedGuessMacs.length > rightRepeats(slot))).toBe(
    true,
  );
  expect(reached.some(({ slot, window }) => slot.windowEndsAt <= window)).toBe(true);
});

/** Takes one way to ask or guess for each slot, in turn: that makes thousands of each, in a second. */
const nth = <T>(ways: T[], index: number) => ways[index % ways.length] as T;

test("decideRequest decides, and reserve writes, as the model's rules do", () => {
  const wrong: unknown[] = [];
  for (const [index, { slot, now, window }] of reached.entries()) {
    const before = concrete(slot, { now, window });
    const asked = nth(ASKINGS, index);
    const what = rules.decide(slot, asked, now);
    const keys = concreteKeys(slot, { now });
    const input = askedFor(asked);
    const result = { data: { Tokens: [null, null, before, keys, null] }, unprocessedKeys: { Tokens: [] } };
    const ctx = contextOf({ stash: { ...READING, otpRequest: input, now: NOW }, result });
    const real = outcomeOf(() => decideRequest(ctx));
    if (real !== what && !(real === "answerReplaced" && what === "answer"))
      wrong.push({ asked, slot: before, real, what });
    if (what === "answer" || what === "refuse" || real !== what) continue;
    const next = what === "issue" ? rules.issued(slot, asked, 99, { now, window }) : rules.resent(slot, asked, now);
    const written = reservedFor(ctx.stash.decision as Part, input, keys);
    const expected = { ...concrete(next, { now, window }) };
    if (what === "issue" && slot.windowEndsAt <= window) expected.windowEndsAt = NOW + 30 * DAY;
    const expectedKeys = (concreteKeys(next, { now })?.keys ?? []) as Part[];
    if (modelled(written.slot, written.keys) !== modelled(expected, expectedKeys))
      wrong.push({ asked, slot: before, written, expected });
  }
  expect(wrong.slice(0, 3)).toEqual([]);
});

test("record withdraws as the model's rules do", () => {
  const wrong: unknown[] = [];
  for (const { slot, now, window } of reached) {
    if (rules.decide(slot, ASKINGS[1] as Asked, now) !== "issue") continue;
    const mine = rules.issued(slot, { keyed: false }, 99, { now, window });
    const [before, after] = [concrete(slot, { now, window }), concrete(mine, { now, window })];
    const stash = { lane: COMMON, counters: [], before, slot: after, now: NOW, outcome: { status: "INVALID" } };
    const { transactItems } = record.request(contextOf({ stash })) as { transactItems: [Written] };
    const { expressionValues } = transactItems[0].update;
    const expected = concrete(rules.withdrawn(mine, slot, now), { now, window });
    const same = COMPARED.every(
      (name) => JSON.stringify(plain(expressionValues[`:${name}`])) === JSON.stringify(expected[name]),
    );
    if (!same) wrong.push({ before, expressionValues, expected });
  }
  expect(wrong.slice(0, 3)).toEqual([]);
});

interface Written {
  update: { expressionValues: Record<string, Record<string, Json>> };
}

test("charge answers as the model does, charged or not", () => {
  const wrong: unknown[] = [];
  for (const [index, state] of reached.entries()) {
    const { slot, now } = state;
    const call = nth(callsAt(slot, now), index);
    const { answer, to, charged, repeat: next } = judged({ writes, rules }, state, call);
    const stash = stashOf(call);
    const error = charged ? null : { type: "DynamoDB:ConditionalCheckFailedException", message: "" };
    const result = concrete(to.slot as Slot, state);
    const ctx = contextOf({ stash, result, ...(error && { error }) });
    const status = outcomeOf(() => (charge.response(ctx) as { status: string } | null)?.status);
    const real = ctx.stash.maxRepeats === undefined ? status : "a repeat";
    if (real !== answer || ctx.stash.maxRepeats !== next?.most)
      wrong.push({ call, slot: result, charged, real, answer });
  }
  expect(wrong.slice(0, 3)).toEqual([]);
});

const stashOf = ({ id, request, guess }: Guess | Repeat) => ({
  guess: { lane: COMMON, purpose: "login", id: idOf(id), requestKey: requestOf(request) },
  mac: macOf(guess),
});

test("repeat charges and answers as the model does, and leaves the answer of any other call as it is", () => {
  const judgement = { status: "WRONG_CODE" };
  const other = stashOf({ kind: "guess", id: 1, guess: WRONG, request: KEY, now: 0 });
  const early = repeat.request(contextOf({ stash: other, prev: { result: judgement } }));
  expect(early).toEqual(new EarlyReturn(judgement, "NEXT"));
  const wrong: unknown[] = [];
  let compared = 0;
  let again = 0;
  for (const state of reached) {
    const { slot, now } = state;
    for (const call of callsAt(slot, now)) {
      const { repeat: next } = judged({ writes, rules }, state, call);
      if (!next) continue;
      const { answer, to, charged } = judgedRepeat({ writes, rules }, state, next);
      const stash = { ...stashOf(next), maxRepeats: next.most };
      const { expressionValues: values } = (repeat.request(contextOf({ stash })) as unknown as Written).update;
      const error = charged ? null : { type: "DynamoDB:ConditionalCheckFailedException", message: "" };
      const result = concrete(to.slot as Slot, state);
      const ctx = contextOf({ stash, result, ...(error && { error }) });
      const real = outcomeOf(() => (repeat.response(ctx) as { status: string }).status);
      const emitted = [":id", ":request", ":guess", ":mac", ":most"].map((name) => plain(values[name]));
      const meant = [idOf(next.id), requestOf(next.request), [macOf(next.guess)], macOf(next.guess), next.most];
      if (real !== answer || JSON.stringify(emitted) !== JSON.stringify(meant))
        wrong.push({ call, slot: result, charged, real, answer, emitted, meant });
      compared += 1;
      if (!charged && answer === "VERIFIED") again += 1;
    }
  }
  expect(wrong.slice(0, 3)).toEqual([]);
  expect(compared).toBeGreaterThan(200);
  expect(again).toBeGreaterThan(30);
});

function callsAt({ id, lastRequestKey }: Slot, now: number): Guess[] {
  const requests = [...new Set([KEY, 1_000, lastRequestKey])].filter((request) => request !== NO_REQUEST);
  return requests.flatMap((request) =>
    [id, WRONG, otherWrong(1)].map(
      (guess): Guess => ({ kind: "guess", id, guess: id === NOBODY ? WRONG : guess, request, now }),
    ),
  );
}
