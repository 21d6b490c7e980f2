import { dayOf } from "../../contract/counter.ts";
import type { Lane } from "../../contract/lane.ts";
import type { Device } from "../../contract/person.ts";
import { CONTACT_CHANGE } from "../../contract/purposes.ts";
import { POOL_TENANT } from "../../contract/tenants.ts";
import { type Counter, type CounterItem, counterOf, type Most } from "../shared/counters.ts";
import { type CountedAs, destinationKey, knownDestinationDayKey, sendsKey } from "../shared/keys.ts";
import { settings } from "../shared/settings.ts";
import type { OtpRequest } from "./otpRequest.ts";

/** A counter that a message counts at, as it was read: its limit and its counts so far. */
export interface MessageCounter extends Counter {
  /** The item at which a message is counted, and the count that it may reach. */
  key: object;
  most: Most;
}

/** The items of the day's counters as they were read; null before the first message of a day. */
export interface ReadCounters {
  ofLane: CounterItem;
  ofDestination: CounterItem;
  /** Of the destination, from those who have verified it. */
  ofKnownDestination: CounterItem;
}

/**
 * Gives the two counters of a request: its lane's and its destination's. A destination has a second counter for the lanes that have
 * verified it, which strangers cannot spend. An address that a lane has not verified counts with everybody's: otherwise each device
 * would give a fresh limit for it. A test destination has counters of its own, also for an ordinary code, which then has the limits of others.
 *
 * @param isTestDestination whether it is to a test destination, for what a fixed code may stand for
 * @param device the known device that asks; null in the common lane
 */
export function messageCounters(
  otpRequest: OtpRequest,
  isTestDestination: boolean,
  lane: Lane,
  device: Device | null,
  read: ReadCounters,
  now: number,
): MessageCounter[] {
  const { tenant, purpose, mailbox } = otpRequest;
  const { knownDestination } = settings.sends;
  const { subject, destination } = limitsOf(otpRequest);
  const counted = countedAs(purpose, isTestDestination);
  const day = dayOf(now);
  const own = { ...counterOf("SUBJECT", subject, read.ofLane, now), key: sendsKey(lane, counted, day), most: subject };
  const itsDestination =
    counted === "CODE" && device !== null && hasVerified(device, otpRequest)
      ? {
          ...counterOf("DESTINATION", knownDestination, read.ofKnownDestination, now),
          key: knownDestinationDayKey(tenant, mailbox, day),
          most: knownDestination,
        }
      : {
          ...counterOf("DESTINATION", destination, read.ofDestination, now),
          key: destinationKey(tenant, counted, mailbox, day),
          most: destination,
        };
  return [own, itsDestination];
}

/** Gives which counters a message counts at. */
export function countedAs(purpose: string, isTestDestination: boolean): CountedAs {
  if (purpose === CONTACT_CHANGE) return "NEW_ADDRESS";
  return isTestDestination ? "TEST" : "CODE";
}

function limitsOf({ purpose, test }: OtpRequest): { subject: Most; destination: Most } {
  const { contactChange, testMode } = settings.sends;
  if (purpose === CONTACT_CHANGE) return { subject: contactChange, destination: contactChange };
  return test ? { subject: testMode, destination: testMode } : settings.sends;
}

/**
 * Whether messages to the destination are known to be wanted: the pool has verified its users' claims, an operator answers for a device
 * that was handed over, and any other device has verified what it lists.
 */
const hasVerified = ({ handedOver, destinations }: Device, { tenant, mailbox }: OtpRequest) =>
  tenant === POOL_TENANT || handedOver || destinations.indexOf(mailbox) >= 0;
