import type { LaneBounds } from "./bounds.ts";

/**
 * The decisions about a person's devices and their lanes, and what is written. They model `decideDevice.ts`, `newPerson.ts`,
 * `personWrite.ts`, `guessBudget.ts` and `stillKnown.ts` of the resolvers; `lanes-design.test.ts` runs the real steps on what the model
 * reaches, and compares.
 */

export type Device = Readonly<{
  lastUsedAt: number;
  expiresAt: number;
  cameBack: boolean;
  shortCodesFrom: number;
  handedOver: boolean;
}>;

/** A device that was made, and by which success. */
export type Made = Readonly<{ device: number; by: number; at: number }>;

/** The person's item. Devices are in the order in which they were listed. */
export type Person = Readonly<{
  revision: number;
  devices: readonly (readonly [id: number, device: Device])[];
  made: readonly Made[];
  windowsFrom: number;
  window: number;
  lanesOpened: number;
  forgottenAt: number;
  ttl: number;
}>;

/** The slot of a device's lane: what of it bounds the guesses of the lane. */
export type LaneSlot = Readonly<{ revision: number; guessesUsed: number; windowEndsAt: number }>;

/** A code that was verified: in the lane of a device, or in the common one (null). */
export type Verified = Readonly<{ id: number; device: number | null; at: number }>;

export type Decision = { what: "none" } | { what: "known" | "renew" | "list"; device: number };

/** What of the design can be left out: terms of conditions, assignments, and rules. */
export const PARTS = [
  "person: attribute_not_exists(pk)",
  "person: #revision = :before",
  "person: every write raises revision",
  "person: a first revision is past that of any deleted one",
  "person: it lives longer than its devices",
  "person: it lives on until a window has passed since its devices'",
  "renew: attribute_exists(#devices.#id)",
  "renew: #devices.#id = :device",
  "renew: #revision = #revision + :one",
  "renew: #ttl = :ttl",
  "reserve: #devices.#device.#expiresAt > :now",
  "decide: what is from before a forgetting makes no device",
  "decide: a success in the lane of a device that is not listed makes none",
  "decide: a device that was used since is renewed no more",
  "decide: a success that has made a device makes no other",
  "decide: a success whose device is gone makes no other",
  "decide: no more than `newADay` in a day",
  "list: one more than `devices` displaces another",
  "list: a device that never came back is displaced first",
  "list: of others the one that was not used for longest",
  "list: short codes wait for the next window once enough lanes had some",
  "list: lanes are counted",
  "list: a new window counts the devices that it began with",
  "list: lanes are counted from a while before a window begins",
  "list: a clock that is late counts no window anew",
  "list: short codes wait for the window in which the lane is counted",
  "list: what was made is kept for two days",
  "list: devices that have expired are taken out",
  "forget: the lanes of forgotten devices stay counted",
  "forget: what was verified until now is void",
  "forget: a clock that is late takes no forgetting back",
  "forget: devices that have expired are taken out",
  "handOver: it is known for an hour",
  "lane: the windows of all lanes end together",
  "lane: guesses are carried over within the window",
  "lane: a lane that has to wait starts used up",
  "lane: a clock that is late shortens no window",
  "readAgain: only a device that is listed is answered",
] as const;

export type Part = (typeof PARTS)[number];

export type LaneRules = ReturnType<typeof createLaneRules>;

/** Makes the rules of the resolvers. @param off the part that is left out, if any */
export function createLaneRules(bounds: LaneBounds, off: string | null) {
  const on = (part: Part) => part !== off;

  const windowOf = ({ windowsFrom }: Pick<Person, "windowsFrom">, now: number) =>
    Math.max(0, Math.floor((now - windowsFrom) / bounds.window));
  const windowStart = ({ windowsFrom }: Pick<Person, "windowsFrom">, window: number) =>
    windowsFrom + window * bounds.window;
  /** The window in which lanes are counted: the next one from a while before it begins. */
  function countedWindow(person: Person, now: number): number {
    const soon = now + (on("list: lanes are counted from a while before a window begins") ? bounds.settling : 0);
    const latest = on("list: a clock that is late counts no window anew") ? soon + bounds.late : soon;
    return windowOf(person, latest) === person.window ? person.window : windowOf(person, soon);
  }

  function known(person: Person | null, id: number, now: number): Device | null {
    const device = person?.devices.find(([other]) => other === id)?.[1];
    return device && device.expiresAt > now ? device : null;
  }

  const personLife = () => {
    if (!on("person: it lives longer than its devices")) return 1;
    const beyond = on("person: it lives on until a window has passed since its devices'") ? bounds.window : 0;
    return bounds.life + beyond + bounds.day;
  };

  const nobody = (now: number): Person => ({
    revision: on("person: a first revision is past that of any deleted one") ? now * 1_000 : 0,
    devices: [],
    made: [],
    windowsFrom: now,
    window: 0,
    lanesOpened: 0,
    forgottenAt: NEVER,
    ttl: 0,
  });

  /** @param fresh the id of the device that it would make */
  function decide({ id, device: lane, at }: Verified, person: Person | null, now: number, fresh: number): Decision {
    const voids = on("decide: what is from before a forgetting makes no device");
    if (voids && person !== null && at <= person.forgottenAt) return { what: "none" };
    if (lane !== null) {
      const device = known(person, lane, now);
      if (
        device &&
        device.lastUsedAt >= at &&
        !device.handedOver &&
        on("decide: a device that was used since is renewed no more")
      )
        return { what: "known", device: lane };
      if (device) return { what: "renew", device: lane };
      if (on("decide: a success in the lane of a device that is not listed makes none")) return { what: "none" };
    }
    const made = person?.made ?? [];
    const own = made.find(({ by }) => by === id)?.device;
    if (own !== undefined && known(person, own, now)) {
      if (on("decide: a success that has made a device makes no other")) return { what: "known", device: own };
    } else if (own !== undefined && on("decide: a success whose device is gone makes no other"))
      return { what: "none" };
    const recent = made.filter((other) => other.at > now - bounds.day);
    if (recent.length >= bounds.newADay && on("decide: no more than `newADay` in a day")) return { what: "none" };
    return { what: "list", device: fresh };
  }

  function lanesOpened(person: Person, now: number): number {
    const window = countedWindow(person, now);
    if (person.window === window) return person.lanesOpened;
    const began = Math.min(windowStart(person, window), now);
    if (!on("list: a new window counts the devices that it began with")) return 0;
    return person.devices.filter(([, { expiresAt }]) => expiresAt > began).length;
  }

  const written = (person: Person, opened: number, now: number): Person => ({
    ...person,
    revision: person.revision + (on("person: every write raises revision") ? 1 : 0),
    window: countedWindow(person, now),
    lanesOpened: opened,
    ttl: now + personLife(),
  });

  function isLessUsed(one: Device, other: Device): boolean {
    if (one.cameBack !== other.cameBack && on("list: a device that never came back is displaced first"))
      return !one.cameBack;
    return on("list: of others the one that was not used for longest") && one.lastUsedAt < other.lastUsedAt;
  }

  function displaced(listed: Person["devices"]): number | undefined {
    const first = listed[0];
    return first && listed.reduce((found, entry) => (isLessUsed(entry[1], found[1]) ? entry : found), first)[0];
  }

  /** @param entry when it is dated and ends, and for a success's device which one made it */
  function withDevice(
    before: Person | null,
    id: number,
    entry: { at: number; by: number | null; expiresAt: number },
    now: number,
  ): Person {
    const { at, by, expiresAt } = entry;
    const person = before ?? nobody(now);
    const opened = lanesOpened(person, now);
    const isIn = opened < bounds.devices;
    const waits = !isIn && on("list: short codes wait for the next window once enough lanes had some");
    const counted = countedWindow(person, now);
    const begins = on("list: short codes wait for the window in which the lane is counted")
      ? windowStart(person, counted)
      : now;
    const shortCodesFrom = waits ? windowStart(person, counted + 1) : Math.max(now, begins);
    const device: Device = { lastUsedAt: at, expiresAt, cameBack: false, shortCodesFrom, handedOver: by === null };
    const takesOut = on("list: devices that have expired are taken out");
    const listed = person.devices.filter(([, { expiresAt: end }]) => end > now || !takesOut);
    const fits = listed.length < bounds.devices || !on("list: one more than `devices` displaces another");
    const kept = fits ? listed : listed.filter(([other]) => other !== displaced(listed));
    const keeps = on("list: what was made is kept for two days");
    const recent = keeps ? person.made.filter((made) => made.at > now - 2 * bounds.day) : [];
    return {
      ...written(person, isIn && on("list: lanes are counted") ? opened + 1 : opened, now),
      devices: [...kept, [id, device]],
      made: by === null ? recent : [...recent, { device: id, by, at: now }],
    };
  }

  const listed = (before: Person | null, { id, at }: Verified, device: number, now: number) =>
    withDevice(before, device, { at, by: id, expiresAt: at + bounds.life }, now);

  const handed = (before: Person | null, device: number, now: number) =>
    withDevice(
      before,
      device,
      {
        at: now,
        by: null,
        expiresAt: now + (on("handOver: it is known for an hour") ? bounds.handedOver : bounds.life),
      },
      now,
    );

  function withoutDevices(before: Person | null, gone: readonly number[], now: number): Person {
    const person = before ?? nobody(now);
    const takesOut = on("forget: devices that have expired are taken out");
    const kept = person.devices.filter(([id, { expiresAt }]) => !gone.includes(id) && (expiresAt > now || !takesOut));
    const opened = on("forget: the lanes of forgotten devices stay counted") ? lanesOpened(person, now) : kept.length;
    const latest = on("forget: a clock that is late takes no forgetting back")
      ? Math.max(person.forgottenAt, now)
      : now;
    const forgottenAt = on("forget: what was verified until now is void") ? latest : person.forgottenAt;
    return { ...written(person, opened, now), devices: kept, forgottenAt };
  }

  const renewed = (device: Device, at: number): Device => ({
    ...device,
    lastUsedAt: at,
    expiresAt: at + bounds.life,
    cameBack: true,
    handedOver: false,
  });

  /** Whether the renewal of a device may be written. */
  const mayRenew = (person: Person | null, id: number) =>
    person === null
      ? false
      : person.devices.some(([listed]) => listed === id) || !on("renew: attribute_exists(#devices.#id)");

  /** Writes one device anew, whatever else has changed. */
  function withRenewed(person: Person, id: number, device: Device, now: number): Person {
    const isListed = person.devices.some(([other]) => other === id);
    const devices = isListed
      ? person.devices.map(([other, old]) => [other, other === id ? device : old] as const)
      : [...person.devices, [id, device] as const];
    return {
      ...person,
      revision: person.revision + (on("renew: #revision = #revision + :one") ? 1 : 0),
      devices: on("renew: #devices.#id = :device") ? devices : person.devices,
      ttl: on("renew: #ttl = :ttl") ? now + personLife() : person.ttl,
    };
  }

  /** Whether a person may be written that was made from `before`. */
  const mayWrite = (person: Person | null, before: Person | null) =>
    before === null
      ? person === null || !on("person: attribute_not_exists(pk)")
      : person?.revision === before.revision || !on("person: #revision = :before");

  /** Gives the slot of a lane with a new token in it. */
  function issued(before: LaneSlot | null, person: Person, device: Device, now: number): LaneSlot {
    const waits = device.shortCodesFrom > now && on("lane: a lane that has to wait starts used up");
    const aligned = on("lane: the windows of all lanes end together");
    const endAt = (at: number) => windowStart(person, windowOf(person, at) + 1);
    const end = aligned ? Math.min(endAt(now), now + bounds.window + bounds.late) : now + bounds.window;
    const latestEnd = on("lane: a clock that is late shortens no window") ? endAt(now + bounds.settling) : end;
    const same = before !== null && before.windowEndsAt > now;
    const carried = on("lane: guesses are carried over within the window") ? (before?.guessesUsed ?? 0) : 0;
    const guessesUsed = same ? carried : waits ? bounds.guesses : 0;
    return {
      revision: (before?.revision ?? now * 1_000) + 1,
      guessesUsed,
      windowEndsAt: same ? Math.min(before.windowEndsAt, aligned ? latestEnd : end) : end,
    };
  }

  /** Whether the reservation of a message in the lane of a device may be written. @param now when the call began */
  const mayReserve = (person: Person | null, device: number, now: number) =>
    known(person, device, now) !== null || !on("reserve: #devices.#device.#expiresAt > :now");

  return {
    ...{ windowOf, known, decide, listed, handed, withoutDevices, renewed, mayRenew, withRenewed, mayWrite },
    ...{ issued, mayReserve, displaced },
    revisionsReturn: !on("person: a first revision is past that of any deleted one"),
    answersOnlyListed: on("readAgain: only a device that is listed is answered"),
  };
}

/** Before any time: nothing was forgotten yet. */
export const NEVER = -1_000_000;
