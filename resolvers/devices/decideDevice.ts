import { DAY } from "../../contract/counter.ts";
import { mailboxOf } from "../../contract/mailbox.ts";
import { DEVICE_DAYS, type Device, MAX_DESTINATIONS, NEW_DEVICES_A_DAY, type Person } from "../../contract/person.ts";
import { newDevice } from "../shared/keys.ts";
import { knownDevice } from "../shared/person.ts";
import { destinations } from "../shared/settings.ts";
import type { VerifiedToken } from "../verifyOtp/context.ts";
import { type NewPerson, withDevice } from "./newPerson.ts";

/** What a success does to the devices of its person. */
export type DeviceDecision =
  /** It makes none. */
  | { what: "none" }
  /** It has made this one, or renewed it, before: a repeat, or another field of the same query. */
  | { what: "known"; device: string }
  | { what: "renew"; device: string; renewed: Device }
  | { what: "list"; device: string; person: NewPerson };

/**
 * The first that matches:
 *
 * | the success | then |
 * |---|---|
 * | is from before the last time that devices were forgotten | none |
 * | is in the lane of a device that is listed | renew it, or known |
 * | is in another device's lane | none |
 * | has made a device that is listed | known |
 * | has made one that is not any more | none |
 * | would make the third one in 24 hours | none |
 * | | list a new one, which displaces another where there are four |
 */
export function decideDevice(
  { lane, id, destination, at, test }: VerifiedToken,
  person: Person | null,
  now: number,
): DeviceDecision {
  if (at <= (person?.forgottenAt ?? 0)) return { what: "none" };
  const mailbox = mailboxOf(destination, destinations.email);
  if (lane.device !== null) {
    const device = knownDevice(person, lane.device, now);
    if (device === null) return { what: "none" };
    // One that was handed over has not been used: what is written there is when it was made.
    if (device.lastUsedAt >= at && !device.handedOver) return { what: "known", device: lane.device };
    return { what: "renew", device: lane.device, renewed: renewed(device, mailbox, at, test) };
  }
  const made = person?.made ?? [];
  const own = made.find(({ by }) => by === id);
  if (own) return knownDevice(person, own.device, now) ? { what: "known", device: own.device } : { what: "none" };
  if (made.filter((other) => other.at > now - DAY).length >= NEW_DEVICES_A_DAY) return { what: "none" };
  const device = newDevice();
  const entry = { at, expiresAt: at + DEVICE_DAYS * DAY, destinations: [mailbox], handedOver: false, test };
  return { what: "list", device, person: withDevice(person, device, { ...entry, by: id, operator: null }, now) };
}

const renewed = (device: Device, mailbox: string, at: number, test: boolean): Device => ({
  ...device,
  lastUsedAt: at,
  expiresAt: at + DEVICE_DAYS * DAY,
  cameBack: true,
  handedOver: false,
  test,
  destinations: [...device.destinations.filter((known) => known !== mailbox), mailbox].slice(-MAX_DESTINATIONS),
});
