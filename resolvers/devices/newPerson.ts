import { DAY } from "../../contract/counter.ts";
import { type Device, MAX_DEVICES, type MadeDevice, type Person } from "../../contract/person.ts";
import { ITEM_VERSION } from "../../contract/slot.ts";
import { personLife, windowOf, windowStart } from "../shared/person.ts";
import { CLOCK_SKEW_SECONDS, SETTLING_SECONDS } from "../shared/settings.ts";

/** A person as it is to be written; its keys are made of the owner. */
export type NewPerson = Omit<Person, "pk" | "sk"> & { ttl: number };

/** Gives a person with one device more. Where there are four, one that never came back goes, or else the one that was not used for longest. */
export function withDevice(
  before: Person | null,
  id: string,
  entry: Pick<Device, "expiresAt" | "destinations" | "handedOver" | "test"> & {
    at: number;
    by: string | null;
    operator: string | null;
  },
  now: number,
): NewPerson {
  const { at, by, operator, expiresAt, destinations, handedOver, test } = entry;
  const person = before ?? nobody(now);
  const window = countedWindow(person, now);
  const opened = lanesOpened(person, now);
  const device: Device = {
    createdAt: at,
    lastUsedAt: at,
    expiresAt,
    cameBack: false,
    // More than four lanes with short codes in a window would have more guesses than all lanes may have together.
    shortCodesFrom: opened < MAX_DEVICES ? Math.max(now, windowStart(person, window)) : windowStart(person, window + 1),
    destinations,
    handedOver,
    test,
  };
  const known = knownNow(person, now);
  const kept = known.length < MAX_DEVICES ? known : known.filter(([other]) => other !== displaced(known));
  const recent = person.made.filter((made) => made.at > now - 2 * DAY);
  return {
    ...written(person, opened < MAX_DEVICES ? opened + 1 : opened, operator, now),
    devices: recordOf([...kept, [id, device]]),
    made: by === null ? recent : [...recent, { device: id, by, at: now }],
  };
}

/** Gives a person without some devices: without all of them, or without one. What was verified up to now makes none any more. */
export function withoutDevices(before: Person | null, gone: string[], operator: string | null, now: number): NewPerson {
  const person = before ?? nobody(now);
  const kept = knownNow(person, now).filter(([id]) => gone.indexOf(id) < 0);
  return {
    ...written(person, lanesOpened(person, now), operator, now),
    devices: recordOf(kept),
    forgottenAt: Math.max(person.forgottenAt, now),
  };
}

/** Whoever has expired is taken out with every write: a renewal that comes late must not bring back a lane that was not counted. */
const knownNow = ({ devices }: Pick<Person, "devices">, now: number) =>
  Object.entries(devices).filter(([, { expiresAt }]) => expiresAt > now);

/** A person as another write is made of it. */
type Before = Omit<Person, "pk" | "sk" | "version" | "changedBy">;

const NO_DEVICES: Record<string, Device> = {};
const NONE_MADE: MadeDevice[] = [];

const nobody = (now: number) => ({
  revision: now,
  devices: NO_DEVICES,
  made: NONE_MADE,
  windowsFrom: now,
  window: 0,
  lanesOpened: 0,
  forgottenAt: 0,
});

/** What every write of a person has. @param opened the lanes with short codes in this window */
function written(person: Before, opened: number, operator: string | null, now: number): NewPerson {
  const { revision, devices, made, windowsFrom, forgottenAt } = person;
  return {
    version: ITEM_VERSION,
    revision: revision + 1,
    devices,
    made,
    windowsFrom,
    window: countedWindow(person, now),
    lanesOpened: opened,
    forgottenAt,
    changedBy: operator,
    ttl: now + personLife(),
  };
}

/**
 * Gives the window in which lanes are counted: the next one from a while before it begins. What is written now may come when lanes have
 * spent guesses of it already, which no write of the person tells. A clock that is late does not go back to the window before.
 */
function countedWindow(person: Pick<Person, "windowsFrom" | "window">, now: number): number {
  const soon = now + SETTLING_SECONDS;
  return windowOf(person, soon + CLOCK_SKEW_SECONDS) === person.window ? person.window : windowOf(person, soon);
}

/**
 * Counts the lanes that have, or may have, short codes in that window. Where no device was made for it yet, those are the lanes of all
 * that are known at its beginning.
 */
function lanesOpened(person: Before, now: number): number {
  const window = countedWindow(person, now);
  if (person.window === window) return person.lanesOpened;
  const began = Math.min(windowStart(person, window), now);
  return Object.values(person.devices).filter(({ expiresAt }) => expiresAt > began).length;
}

/** Gives the device that makes room for another. */
function displaced(known: [string, Device][]): string {
  const first = known[0] as [string, Device];
  return known.reduce((found, entry) => (isLessUsed(entry[1], found[1]) ? entry : found), first)[0];
}

const isLessUsed = (one: Device, other: Device) =>
  one.cameBack === other.cameBack ? one.lastUsedAt < other.lastUsedAt : !one.cameBack;

/** APPSYNC_JS has no `Object.fromEntries`. */
function recordOf(entries: [string, Device][]): Record<string, Device> {
  const record: Record<string, Device> = {};
  for (const [id, device] of entries) record[id] = device;
  return record;
}
