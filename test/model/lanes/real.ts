import type { Json } from "appsync-local";
import { EarlyReturn } from "appsync-local/testing";
import type { Person as PersonItem } from "../../../contract/person.ts";
import { DEFAULTS } from "../../../settings/schema.ts";
import { ASKED, contextOf, decidingSteps, plain, READING, stepOf } from "../../resolvers/steps.ts";
import type { LaneBounds } from "./bounds.ts";
import { type LaneSlot, NEVER, type Person, type Verified } from "./rules.ts";

/** Runs the real steps on what the model reaches. A tick is half a minute, and every bound is that of the defaults. */

const TICK = 30;
const DAY = 24 * 120;
/** As `resolvers/shared/` has them: a window's quarter of an hour, the clocks' minute, and when lanes are counted in the next window. */
const [LATE, CLOCK_SKEW, SETTLING] = [30, 2, 3];

export const REAL: LaneBounds = {
  devices: 4,
  newADay: 2,
  guesses: DEFAULTS.budget.deviceGuesses,
  day: DAY,
  window: DEFAULTS.budget.windowDays * DAY + LATE,
  life: 90 * DAY,
  handedOver: 120,
  lanes: true,
  lag: 1,
  parallel: 2,
  successes: 2,
  late: CLOCK_SKEW,
  settling: SETTLING,
  jumps: [1, 50, DAY / 2, DAY, 7 * DAY, 29 * DAY + LATE],
};

export const NOW = 1_800_000_000;
const clock = { now: NOW };
const step = (name: string) => stepOf(name, undefined, () => clock.now * 1000);
const listDevice = step("devices/listDevice");
const readAgain = step("devices/readAgain");
const forget = step("devices/forget");
const handOver = step("devices/handOver");
const decide = decidingSteps(undefined, () => clock.now * 1000);
const reserve = step("requestOtp/reserve");

const OWNER = { tenant: "role:shop", subject: "s" };
const at = (tick: number, now: number) => NOW + (tick - now) * TICK;
const back = (seconds: number, now: number) => (seconds - NOW) / TICK + now;

/** No id looks like an index of an array: devices keep their order. The first half, which people name a device by, is its own, too. */
const deviceOf = (id: number) => `d${String(id).padStart(15, "0")}${"f".repeat(16)}`;
const numberOf = (device: string) => (/^d\d{15}f{16}$/.test(device) ? Number(device.slice(1, 16)) : FRESH);
const successOf = (id: number) => `login_1-_${String(id).padStart(64, "0")}`;
/** A device that a step has made. */
export const FRESH = -7;

/** Gives a person of the model the form of the table, where the time `now` of the model is `NOW`. */
export function concrete(person: Person | null, now: number): Json {
  if (person === null) return null;
  const devices = person.devices.map(([id, { lastUsedAt, expiresAt, shortCodesFrom, ...flags }]) => {
    const times = { lastUsedAt: at(lastUsedAt, now), expiresAt: at(expiresAt, now), createdAt: at(lastUsedAt, now) };
    return [deviceOf(id), { ...times, ...flags, shortCodesFrom: at(shortCodesFrom, now), destinations: [] }];
  });
  const made = person.made.map((each) => ({
    device: deviceOf(each.device),
    by: successOf(each.by),
    at: at(each.at, now),
  }));
  return {
    ...{ pk: "role:shop|p|s", sk: "-", version: 2, revision: person.revision, ttl: at(person.ttl, now) },
    devices: Object.fromEntries(devices),
    made,
    windowsFrom: at(person.windowsFrom, now),
    ...{ window: person.window, lanesOpened: person.lanesOpened },
    forgottenAt: person.forgottenAt === NEVER ? 0 : at(person.forgottenAt, now),
  };
}

type Attributes = PersonItem & { ttl: number };

/** Gives an item that a step writes the form of the model, without its revision. */
function modelled(item: Attributes, now: number): Omit<Person, "revision" | "ttl"> {
  const devices = Object.entries(item.devices).map(([id, device]) => {
    const { lastUsedAt, expiresAt, cameBack, shortCodesFrom, handedOver } = device;
    const times = { lastUsedAt: back(lastUsedAt, now), expiresAt: back(expiresAt, now) };
    return [numberOf(id), { ...times, cameBack, shortCodesFrom: back(shortCodesFrom, now), handedOver }] as const;
  });
  return {
    devices,
    made: item.made.map((each) => ({
      device: numberOf(each.device),
      by: Number(each.by.slice(-64)),
      at: back(each.at, now),
    })),
    windowsFrom: back(item.windowsFrom, now),
    ...{ window: item.window, lanesOpened: item.lanesOpened },
    forgottenAt: item.forgottenAt === 0 ? NEVER : back(item.forgottenAt, now),
  };
}

/** What a step writes: the item's attributes, the revision it adds, and its condition. */
export interface Written {
  person: unknown;
  revision: number;
  condition: string;
  expression: string;
}

interface Emitted {
  update: { expression: string; expressionValues: Record<string, Json> };
  condition: { expression: string };
}

function written(emitted: unknown, before: Person | null, now: number): Written {
  const { update, condition } = emitted as Emitted;
  const entries = Object.entries(update.expressionValues).map(([name, value]) => [name.slice(1), plain(value)]);
  const item = Object.fromEntries(entries) as Attributes;
  const person = modelled(item, now);
  const revision = item.revision - (before?.revision ?? NOW);
  return { person, revision, condition: condition.expression, expression: update.expression };
}

/** Presents a success to `listDevice`. @returns what it decides, and what it writes */
export function presented(success: Verified, person: Person | null, now: number) {
  const ctx = deviceContext(success, person, now);
  const request = listDevice.request(ctx);
  const device = (ctx.stash.claim as { device: string } | undefined)?.device;
  const claimed = device === undefined ? undefined : numberOf(device);
  if (request instanceof EarlyReturn) return { what: claimed === undefined ? "none" : "known", device: claimed };
  const { update } = request as unknown as Emitted;
  const isRenewal = update.expressionValues[":device"] !== undefined;
  if (!isRenewal) return { what: "list", device: claimed, written: written(request, person, now) };
  const { condition } = request as unknown as Emitted;
  const renewed = plain(update.expressionValues[":device"]) as never as PersonItem["devices"][string];
  const [[, device2]] = modelled({ ...EMPTY, devices: { [deviceOf(0)]: renewed } }, now).devices as never as [
    [number, unknown],
  ];
  const ttl = back(plain(update.expressionValues[":ttl"]) as number, now);
  return {
    ...{ what: "renew", device: claimed, renewed: device2, ttl },
    ...{ condition: condition.expression, expression: update.expression },
  };
}

const EMPTY = { made: [], windowsFrom: 0, window: 0, lanesOpened: 0, forgottenAt: 0 } as never as Attributes;

/** Looks again after a lost race. @returns the device that is answered, or none */
export function lookedAgain(success: Verified, person: Person | null, now: number): number | null {
  const ctx = deviceContext(success, person, now);
  ctx.result = concrete(person, now);
  try {
    readAgain.response(ctx);
  } catch {
    return null;
  }
  const claim = ctx.stash.claim as { device: string } | undefined;
  return claim === undefined ? null : numberOf(claim.device);
}

function deviceContext({ id, device, at: date }: Verified, person: Person | null, now: number) {
  const lane = { ...OWNER, device: device === null ? null : deviceOf(device) };
  const verified = { lane, id: successOf(id), purpose: "login", destination: "u@example.com", at: at(date, now) };
  return contextOf({
    stash: { owner: OWNER, person: concrete(person, now), now: NOW, authTime: null },
    source: { verified },
  } as never);
}

/** Takes devices out by `forget`: all, or one. */
export function forgotten(person: Person | null, one: number | null, now: number): Written {
  const input: Record<string, Json> = one === null ? {} : { id: deviceOf(one).slice(0, 16) };
  const stash = { owner: OWNER, person: concrete(person, now), now: NOW };
  return written(forget.request(contextOf({ stash, args: { input } })), person, now);
}

/** Lists a device by `handOver`. */
export function handedOver(person: Person | null, now: number): Written {
  const stash = { owner: OWNER, person: concrete(person, now), now: NOW };
  return written(handOver.request(contextOf({ stash })), person, now);
}

/** Asks for a message in the lane of a device. @returns null where that is the common lane */
export function asked(person: Person | null, device: number, slot: LaneSlot | null, now: number) {
  const named = deviceOf(device);
  const own = slot && {
    ...SLOT,
    ...{ pk: `role:shop|l|${named}|s`, revision: slot.revision, guessesUsed: slot.guessesUsed },
    windowEndsAt: at(slot.windowEndsAt, now),
  };
  const read = [concrete(person, now), null, null, null, null, own, null, null, null];
  const result = { data: { Tokens: read }, unprocessedKeys: { Tokens: [] } };
  const ctx = contextOf({ stash: { ...READING, otpRequest: ASKED, device: named, now: NOW }, result } as never);
  decide(ctx);
  if ((ctx.stash.lane as { device: string | null }).device === null) return null;
  const { transactItems } = reserve.request(ctx) as { transactItems: Json[] };
  const check = transactItems.at(-1) as { operation: string; condition: { expression: string } };
  const { guessesUsed, guessCost, windowEndsAt } = ctx.stash.slot as Record<string, number>;
  return {
    slot: { guessesUsed, windowEndsAt: back(windowEndsAt as number, now) },
    isShort: guessCost === 1,
    check: `${check.operation} ${check.condition.expression}`,
  };
}

/** A slot whose token has expired. */
const SLOT = {
  ...{ sk: "login", version: 2, id: successOf(0), codeMac: "m", lastGuessMac: "+", lastRequestKey: "-", guessedAt: 0 },
  ...{ repeatedGuessMacs: [], attempts: 0, maxAttempts: 3, guessCost: 1, createdAt: 0, expiresAt: 0, live: true },
  ...{ status: "SENT", sentAt: 0, sends: 1, resendAfter: 0, channel: "EMAIL", destination: "u@example.com" },
  ...{ codeLength: 6, alphabet: "NUMERIC", transaction: null, fingerprint: null },
};
