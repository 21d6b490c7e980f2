import { createHash } from "node:crypto";
import { CLIENTS_PARTITION } from "../../contract/api-clients.ts";
import { type AuditEvent, EVENTS } from "../../contract/events.ts";
import { partitionOf, SENDS_PREFIX } from "../../contract/partition.ts";
import { TOKENS_TABLE } from "../../contract/tables.ts";
import { accountEvents } from "./account-events.ts";
import { clientEvents } from "./client-events.ts";
import { deviceEvents } from "./device-events.ts";
import type { Happening } from "./happening.ts";
import { isoTime } from "./iso-time.ts";
import { messagesEvents } from "./messages-events.ts";
import { otpEvents } from "./otp-events.ts";
import { type Change, changeIn, type StreamRecord } from "./record.ts";
import type { StreamSettings } from "./settings.ts";

/**
 * Gives the audit events of a record. Most writes are one change; a write of a person can be of several devices, and one of counters,
 * keys, data, nonces or notices is none.
 */
export function eventsIn(record: StreamRecord, settings: StreamSettings): AuditEvent[] {
  const change = changeIn(record);
  return change === null ? [] : happeningsOf(change, settings).map((happening) => eventOf(happening, change.at));
}

function happeningsOf(change: Change, { budget, sends }: StreamSettings): Happening[] {
  const { pk, sk, after } = change;
  if (pk === CLIENTS_PARTITION) return clientEvents(change);
  const { kind } = partitionOf(pk);
  if (kind === "a") return accountEvents(change);
  if (kind === "p") return deviceEvents(change);
  if (kind !== "s" && kind !== "l") return [];
  if (sk.startsWith(SENDS_PREFIX)) return messagesEvents(change, sends.subject.day);
  if (!(TOKENS_TABLE.slotAttribute in after)) return [];
  return otpEvents(change, kind === "l" ? budget.deviceGuesses : budget.guesses);
}

function eventOf({ detail, tenant, subject, operator, key }: Happening, at: number): AuditEvent {
  const { type, ...more } = detail;
  const id = createHash("sha256").update(key).digest("hex").slice(0, 32);
  const { result } = EVENTS[type];
  return { id, type, time: isoTime(at), result, tenant, subject, operator, ...more } as AuditEvent;
}
