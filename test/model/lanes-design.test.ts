import { expect, test } from "vitest";
import { times } from "../support/thorough.ts";
import type { Step } from "./explore.ts";
import { createLaneModel } from "./lanes/model.ts";
import { asked, FRESH, forgotten, handedOver, lookedAgain, presented, REAL } from "./lanes/real.ts";
import { createLaneRules, type Person, type Verified } from "./lanes/rules.ts";
import type { LaneState } from "./lanes/state.ts";

/** The steps and the model of a person's lanes agree: on every person that the model reaches, both decide and write the same. */

const rules = createLaneRules(REAL, null);

/** States on walks through the model, which reach further than a search from the start. The same numbers are drawn in every run. */
const reached = ((): LaneState[] => {
  const model = createLaneModel(REAL);
  const draw = drawing();
  const states: LaneState[] = [];
  for (let walk = 0; walk < times(20, 400); walk += 1) {
    let state = model.initial;
    for (let step = 0; step < 60; step += 1) {
      const steps = model.steps(state);
      const next = one(draw, one(draw, kindsOf(steps)));
      expect(next.breaks ?? model.judge(next.to)).toBeUndefined();
      const isNew = next.to.person !== state.person || next.to.slots !== state.slots;
      state = next.to;
      if (isNew) states.push(state);
    }
  }
  return states;
})();

/** Groups steps by what they do, so that each is taken as often as any other. Forgetting is rare, or there were never four devices. */
function kindsOf(steps: Step<LaneState>[]): Step<LaneState>[][] {
  const kinds = new Map<string, Step<LaneState>[]>();
  for (const step of steps) {
    const kind = step.label.replaceAll(/\d+/g, "");
    kinds.set(kind, [...(kinds.get(kind) ?? []), step]);
  }
  const often = [...kinds].filter(([kind]) => !kind.startsWith("forget"));
  return [...often, ...often, ...often, ...kinds].map(([, each]) => each);
}

function one<T>(draw: () => number, of: readonly T[]): T {
  return of[Math.floor(draw() * of.length)] as T;
}

/** @returns numbers from 0 to below 1, by a linear congruential generator (Numerical Recipes, 7.1) */
function drawing(): () => number {
  let seed = 20_261_130;
  return () => {
    seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
    return seed / 2 ** 32;
  };
}

const PERSON =
  "SET #version = :version, #revision = :revision, #devices = :devices, #made = :made, #windowsFrom = :windowsFrom, ";
const conditionOf = (before: Person | null) => (before === null ? "attribute_not_exists(pk)" : "#revision = :before");

/** What a step has to write for the model's next person. */
function expected(before: Person | null, next: Person) {
  const { revision: _, ttl: _ttl, ...person } = next;
  return { person, revision: 1, condition: conditionOf(before), expression: expect.stringContaining(PERSON) };
}

const KINDS = [
  "four devices",
  "one handed over",
  "one that waits",
  "one that came back",
  "one expired",
  "a later window",
];

test("the compared persons are many, and of every kind", () => {
  expect(reached.length).toBeGreaterThan(500);
  const seen = new Set<string>();
  for (const { person, now } of reached) {
    const devices = person?.devices.map(([, device]) => device) ?? [];
    if (devices.filter(({ expiresAt }) => expiresAt > now).length === REAL.devices) seen.add("four devices");
    if (devices.some((device) => device.handedOver)) seen.add("one handed over");
    if (devices.some(({ shortCodesFrom }) => shortCodesFrom > now + 3)) seen.add("one that waits");
    if (devices.some(({ cameBack }) => cameBack)) seen.add("one that came back");
    if (devices.some(({ expiresAt }) => expiresAt <= now)) seen.add("one expired");
    if (person && rules.windowOf(person, now) > person.window) seen.add("a later window");
  }
  expect(KINDS.filter((kind) => !seen.has(kind))).toEqual([]);
});

test("listDevice and readAgain decide and write as the model's rules do", () => {
  const decided = { none: 0, known: 0, renew: 0, list: 0 };
  for (const { person, now, successes } of reached) {
    const fresh: Verified = { id: 999_999, device: null, at: now };
    const lanes = (person?.devices ?? []).map(([device]): Verified => ({ id: 999_998, device, at: now }));
    for (const success of [...successes, fresh, ...lanes]) {
      const decision = rules.decide(success, person, now, FRESH);
      decided[decision.what] += 1;
      const real = presented(success, person, now);
      expect(real.what).toBe(decision.what);
      expect(lookedAgain(success, person, now)).toBe(decision.what === "known" ? decision.device : null);
      if (decision.what === "none") continue;
      expect(real.device).toBe(decision.device);
      if (decision.what === "list")
        expect(real.written).toEqual(expected(person, rules.listed(person, success, FRESH, now)));
      const known = rules.known(person, decision.device, now);
      if (decision.what !== "renew" || known === null || person === null) continue;
      const renewed = rules.renewed(known, success.at);
      const { ttl } = rules.withRenewed(person, decision.device, renewed, now);
      expect(real).toMatchObject({
        ...{ renewed, ttl, condition: "attribute_exists(#devices.#id)" },
        expression: "SET #devices.#id = :device, #revision = #revision + :one, #changedBy = :nobody, #ttl = :ttl",
      });
    }
  }
  expect(Math.min(...Object.values(decided))).toBeGreaterThan(20);
});

test("forget takes out one device or all, and handOver lists one, as the model's rules do", () => {
  for (const { person, now } of reached) {
    const ids = (person?.devices ?? []).map(([id]) => id);
    expect(forgotten(person, null, now)).toEqual(expected(person, rules.withoutDevices(person, ids, now)));
    for (const id of ids)
      expect(forgotten(person, id, now)).toEqual(expected(person, rules.withoutDevices(person, [id], now)));
    expect(handedOver(person, now)).toEqual(expected(person, rules.handed(person, FRESH, now)));
  }
});

test("readSlot selects a device's lane, and reserve writes its slot and checks the device, as the model's rules do", () => {
  let waited = 0;
  for (const { person, now, slots } of reached) {
    for (const [device] of person?.devices ?? []) {
      const slot = slots.find(([id]) => id === device)?.[1] ?? null;
      const known = rules.known(person, device, now);
      const real = asked(person, device, slot, now);
      if (known === null || person === null) {
        expect(real).toBeNull();
        continue;
      }
      const { guessesUsed, windowEndsAt } = rules.issued(slot, person, known, now);
      expect(real).toEqual({
        slot: { guessesUsed, windowEndsAt },
        isShort: guessesUsed < REAL.guesses,
        check: "ConditionCheck #devices.#device.#expiresAt > :now",
      });
      if (known.shortCodesFrom > now) waited += 1;
    }
  }
  expect(waited).toBeGreaterThan(5);
});
