import { util } from "@aws-appsync/utils";
import { DEVICE_DAYS, type Device, type Person } from "../../contract/person.ts";
import { DAY, settings } from "./settings.ts";

/** What the item of a person says. */

export const personKey = (tenant: string, subject: string) =>
  util.dynamodb.toMapValues({ pk: `${tenant}|p|${subject}`, sk: "-" });

/** Gives a device that the person is known by now; null when it is not listed, or was not used for too long. */
export function knownDevice(person: Person | null, device: string, now: number): Device | null {
  const listed = person?.devices[device];
  return listed && listed.expiresAt > now ? listed : null;
}

/** The seconds for which anything in the item matters: no device, step-up token or window lasts longer. */
export const personLife = () => (Math.max(DEVICE_DAYS, settings.budget.windowDays) + 1) * DAY;

/**
 * Seconds for which a token may be guessed at, or a guess repeated, after the end of the window that it was issued in: less than these.
 * Windows that end together are longer than the guess budget's by them, so that no `budget.windowDays` touch three.
 */
const LATE_SECONDS = 15 * 60;

/** Gives the length of the windows in which lanes are counted. */
export const windowSeconds = () => settings.budget.windowDays * DAY + LATE_SECONDS;

/** Gives the number of the window in which lanes are counted now. */
export const windowOf = ({ windowsFrom }: Pick<Person, "windowsFrom">, now: number) =>
  Math.max(0, Math.floor((now - windowsFrom) / windowSeconds()));

/** Gives the end of that window, in epoch seconds. */
export const windowEnd = (person: Pick<Person, "windowsFrom">, now: number) =>
  person.windowsFrom + (windowOf(person, now) + 1) * windowSeconds();

/** Ends the field with `Unauthorized` for a user whose session began before everybody was signed out. */
export function checkSignedIn(authTime: number, person: Person | null): void {
  if (person !== null && authTime <= person.signedOutBefore) util.unauthorized();
}
