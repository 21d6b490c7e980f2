import { randomUUID } from "node:crypto";
import type { Json } from "../contracts.ts";

/** An event as EventBridge delivers it to the targets of a rule (EventBridge user guide, eb-events-structure). */
export interface BusEvent {
  version: "0";
  id: string;
  "detail-type": string;
  source: string;
  account: string;
  time: string;
  region: string;
  resources: string[];
  detail: { [key: string]: Json };
}

/** One entry of `PutEvents`. */
export interface EventEntry {
  source: string;
  detailType: string;
  detail: { [key: string]: Json };
  resources: string[];
  /** ISO 8601. */
  time: string;
}

/** A bus in memory. It keeps the newest events, and no rule acts on them. */
export interface EventBus {
  /** The events that came, oldest first. */
  readonly events: readonly BusEvent[];
  /** Takes one event. @returns its id */
  put(entry: EventEntry): string;
}

/** How many events a bus keeps. */
const MOST_EVENTS = 1_000;
const ACCOUNT = "000000000000";

/** @param arn `arn:aws:events:<region>:<account>:event-bus/<name>`; of a plain name, the region is us-east-1 */
export function createEventBus(arn: string): EventBus {
  const [, , , region = "us-east-1", account = ACCOUNT] = arn.split(":");
  const events: BusEvent[] = [];
  return {
    events,
    put({ source, detailType, detail, resources, time }) {
      const id = randomUUID();
      events.push({ version: "0", id, "detail-type": detailType, source, account, time, region, resources, detail });
      if (events.length > MOST_EVENTS) events.shift();
      return id;
    },
  };
}
