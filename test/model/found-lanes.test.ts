import type { Json } from "appsync-local";
import { expect, test } from "vitest";
import type { Device, Person } from "../../contract/person.ts";
import { ASKED, contextOf, decidingSteps, plain, READING, stepOf } from "../resolvers/steps.ts";

/** Faults that the model of a person's lanes found in the design, tested on the real steps. */

const DAY = 24 * 3600;
/** Of the lanes of devices: a quarter of an hour more than `budget.windowDays`. */
const WINDOW = 30 * DAY + 900;
const FROM = 1_800_000_000;
/** When the second window of the person below begins. */
const NEXT = FROM + WINDOW;

const clock = { now: NEXT };
const step = (name: string) => stepOf(name, undefined, () => clock.now * 1000);
const forget = step("devices/forget");
const handOver = step("devices/handOver");
const decide = decidingSteps(undefined, () => clock.now * 1000);
const reserve = step("requestOtp/reserve");

const idOf = (n: number) => String(n).repeat(32);
const device = (expiresAt: number): Device => ({
  createdAt: FROM,
  lastUsedAt: expiresAt - 90 * DAY,
  expiresAt,
  cameBack: true,
  shortCodesFrom: FROM,
  destinations: [],
  handedOver: false,
});
const person = (ends: number[], more: Partial<Person> = {}): Person => ({
  ...{ pk: "role:shop|p|s", sk: "-", version: 2, revision: 1, made: [], windowsFrom: FROM, window: 0 },
  ...{ lanesOpened: ends.length, forgottenAt: 0, changedBy: null },
  devices: Object.fromEntries(ends.map((end, n) => [idOf(n), device(end)])),
  ...more,
});

/** Gives the person that a step writes. */
function written(of: typeof forget, before: Person, now: number, id?: string): Person & { ttl: number } {
  const stash = { owner: { tenant: "role:shop", subject: "s" }, person: before as unknown as Json, now };
  const { update } = of.request(contextOf({ stash, args: { input: id === undefined ? {} : { id } } })) as unknown as {
    update: { expressionValues: Record<string, Json> };
  };
  const entries = Object.entries(update.expressionValues).map(([name, value]) => [name.slice(1), plain(value)]);
  return { ...before, ...Object.fromEntries(entries) };
}

/** Hands over five devices. @returns those that may have short codes in the window after `NEXT` */
function opened(before: Person, now: number): number {
  let current = before;
  const ends = new Map<string, number>();
  for (let n = 0; n < 5; n += 1) {
    current = written(handOver, current, now);
    for (const [id, { shortCodesFrom }] of Object.entries(current.devices)) ends.set(id, shortCodesFrom);
  }
  return [...ends.values()].filter((from) => from < NEXT + WINDOW).length;
}

test("S40 the lane of a device counts in the next window when it is forgotten as that begins, and its guesses are spent already", () => {
  const after = written(forget, person([NEXT + DAY]), NEXT - 10);
  expect(opened(after, NEXT + 10)).toBe(3);
});

test("S40 a clock that is late does not count the lanes of a window anew", () => {
  const before = person([], { window: 1, lanesOpened: 3 });
  for (const late of [30, 100, 149]) expect(opened(before, NEXT - late)).toBe(1);
});

test("S40 a clock that is late does not take a forgetting back", () => {
  expect(written(forget, person([], { forgottenAt: NEXT }), NEXT - 30).forgottenAt).toBe(NEXT);
});

test("S40 a device that has expired goes when another is forgotten, so that no late renewal brings its lane back", () => {
  const before = person([NEXT - DAY, NEXT + DAY]);
  const { devices } = written(forget, before, NEXT + 10, idOf(1).slice(0, 16));
  expect(devices).toEqual({});
});

test("S40 the item of a person lasts until a window has passed since its last device could ask for a code", () => {
  const { devices, ttl } = written(handOver, person([]), NEXT);
  const [[, { shortCodesFrom }]] = Object.entries(devices) as [[string, Device]];
  expect(ttl).toBeGreaterThanOrEqual(shortCodesFrom + 90 * DAY + WINDOW);
});

test("S40 a clock that is late gives no guesses of a device's lane back: the window that has begun keeps its end", () => {
  clock.now = NEXT - 30;
  const known = person([NEXT + DAY]) as unknown as Json;
  const stash = { ...READING, otpRequest: ASKED, device: idOf(0), now: clock.now };
  const spent = slotOf({ guessesUsed: 3, windowEndsAt: NEXT + WINDOW });
  const result = {
    data: { Tokens: [known, null, null, null, null, spent, null, null, null] },
    unprocessedKeys: { Tokens: [] },
  };
  const ctx = contextOf({ stash, result });
  decide(ctx);
  reserve.request(ctx);
  expect(ctx.stash.slot).toMatchObject({ guessesUsed: 3, windowEndsAt: NEXT + WINDOW });
});

/** A lane's slot whose token has expired. */
const slotOf = (more: Record<string, Json>): Json => ({
  ...{
    pk: `role:shop|l|${idOf(0)}|s`,
    sk: "login",
    version: 2,
    revision: 1,
    id: "login_1-_0",
    codeMac: "m",
    lastGuessMac: "+",
  },
  ...{
    lastRequestKey: "-",
    guessedAt: 0,
    repeatedGuessMacs: [],
    attempts: 3,
    maxAttempts: 3,
    guessCost: 1,
    createdAt: 0,
  },
  ...{ expiresAt: 0, live: true, status: "SENT", sentAt: 0, sends: 1, resendAfter: 0, channel: "EMAIL" },
  ...{ destination: "u@example.com", codeLength: 6, alphabet: "NUMERIC", transaction: null, fingerprint: null },
  ...more,
});
