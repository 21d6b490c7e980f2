import { EventBridgeClient, PutEventsCommand, type PutEventsResultEntry } from "@aws-sdk/client-eventbridge";
import { type AuditEvent, EVENT_SOURCE, PUT_EVENTS_LIMIT } from "../../contract/events.ts";
import { variable } from "../environment.ts";
import { clientConfig } from "../sdk.ts";

let client: EventBridgeClient | undefined;

/** What became of the events of a batch. */
export interface Published {
  /** Events that EventBridge has not taken, and may take later. */
  missing: Set<AuditEvent>;
  /** Events that it will never take. */
  refused: Set<AuditEvent>;
}

/** Answers to an entry that is not acceptable as it is. After any other, such as a right that is missing, it may be taken once that is mended. */
const FINAL = ["InvalidArgument", "MalformedDetail", "RedactionFailure"];

/**
 * Puts events on the bus, ten in a call. EventBridge may take some of a call and refuse others; after a call that failed no other is made.
 * Never rejects: what could not be put is named, so that its record is read again. The log has no more of an event than its type and id.
 */
export async function publish(events: AuditEvent[], abortSignal: AbortSignal): Promise<Published> {
  client ??= new EventBridgeClient(clientConfig());
  const published: Published = { missing: new Set(), refused: new Set() };
  for (let first = 0; first < events.length; first += PUT_EVENTS_LIMIT) {
    const put = events.slice(first, first + PUT_EVENTS_LIMIT);
    const answers = await answersTo(client, put, abortSignal);
    if (!answers) return { ...published, missing: new Set([...published.missing, ...events.slice(first)]) };
    for (const [index, event] of put.entries()) {
      const { EventId, ErrorCode = "InternalFailure" } = answers[index] ?? {};
      if (EventId) continue;
      console.error(`an event was not put: ${event.type} ${event.id} ${ErrorCode}`);
      published[FINAL.includes(ErrorCode) ? "refused" : "missing"].add(event);
    }
  }
  return published;
}

/** @returns what EventBridge says of each event; undefined when the call failed */
async function answersTo(
  bus: EventBridgeClient,
  events: AuditEvent[],
  abortSignal: AbortSignal,
): Promise<PutEventsResultEntry[] | undefined> {
  const Entries = events.map((event) => ({
    EventBusName: variable("EVENT_BUS"),
    Source: EVENT_SOURCE,
    DetailType: event.type,
    Time: new Date(event.time),
    Detail: JSON.stringify(event),
  }));
  try {
    return (await bus.send(new PutEventsCommand({ Entries }), { abortSignal })).Entries;
  } catch (error) {
    console.error(`the events could not be put: ${(error as Error).name}`);
    return undefined;
  }
}
