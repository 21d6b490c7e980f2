import { util } from "@aws-appsync/utils";
import { DAY } from "../../contract/counter.ts";
import { DEVICE_DAYS, type Device, type Person } from "../../contract/person.ts";
import { settings } from "./settings.ts";

/** What the item of a person says. */

export const personKey = (tenant: string, subject: string) =>
  util.dynamodb.toMapValues({ pk: `${tenant}|p|${subject}`, sk: "-" });

/** Gives a device that the person is known by now; null when it is not listed, or was not used for too long. */
export function knownDevice(person: Person | null, device: string, now: number): Device | null {
  const listed = person?.devices[device];
  return listed && listed.expiresAt > now ? listed : null;
}

/**
 * Seconds for which a token may be guessed at, or a guess repeated, after the end of the window that it was issued in: less than these.
 * Windows that end together are longer than the guess budget's by them, so that no `budget.windowDays` touch three.
 */
const LATE_SECONDS = 15 * 60;

/** Gives the length of the windows in which lanes are counted. */
export const windowSeconds = () => settings.budget.windowDays * DAY + LATE_SECONDS;

/**
 * The seconds for which anything in the item matters: as long as a device is known, and then until a window has passed since the last guess
 * in its lane. New windows begin where the item is made anew, and guesses of three must not fall into the time of one.
 */
export const personLife = () => (DEVICE_DAYS + 1) * DAY + windowSeconds();

/** Gives the number of the window of the person's lanes at a time. */
export const windowOf = ({ windowsFrom }: Pick<Person, "windowsFrom">, at: number) =>
  Math.max(0, Math.floor((at - windowsFrom) / windowSeconds()));

/** Gives the beginning of a window, in epoch seconds. @param window its number */
export const windowStart = ({ windowsFrom }: Pick<Person, "windowsFrom">, window: number) =>
  windowsFrom + window * windowSeconds();

/** Gives the end of the window that a time is in, in epoch seconds. */
export const windowEnd = (person: Pick<Person, "windowsFrom">, at: number) =>
  windowStart(person, windowOf(person, at) + 1);
