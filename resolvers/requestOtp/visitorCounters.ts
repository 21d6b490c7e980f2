import { dayOf } from "../../contract/counter.ts";
import type { Lane } from "../../contract/lane.ts";
import { type Counter, type CounterItem, counterOf, type Most } from "../shared/counters.ts";
import { visitorDayKey } from "../shared/keys.ts";
import type { MessageCounter } from "./messageCounters.ts";

/** Something that is known of a backend's visitor, as the steps that ask for its MAC hand it on. */
export interface VisitorPart {
  name: Extract<Counter["name"], "VISITOR_ADDRESS" | "VISITOR_DEVICE">;
  limit: Most;
  /** `<key version>:<MAC>` */
  mac: string;
}

/**
 * Gives the counters of a visitor, whose keys are those of `visitorDayKey`. A known device has none: others who share its address must not
 * keep its owner out, and the lane's own counter bounds it.
 *
 * @param read the items as they were read, in the order of the parts
 */
export const visitorCounters = (
  { tenant, device }: Lane,
  parts: VisitorPart[],
  read: CounterItem[],
  now: number,
): MessageCounter[] =>
  (device === null ? parts : []).map(({ name, limit, mac }, index) => ({
    ...counterOf(name, limit, read[index] as CounterItem, now),
    key: visitorDayKey(tenant, mac, dayOf(now)),
    most: limit,
  }));
