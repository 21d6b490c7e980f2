import type { Json } from "../contracts.ts";
import type { EventEntry } from "./event-bus.ts";
import { checkFields, type JsonObject, listAt, objectAt, RequestRefusal, requiredString, stringAt } from "./refusal.ts";

const REQUEST = { version: false, operation: true, events: true };
const EVENT = { source: true, detail: true, detailType: true, resources: false, time: false };
const MOST_ENTRIES = 10;
/** A timestamp of RFC 3339, which asks for an offset. */
const TIMESTAMP = /^\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:\d\d)$/;

/**
 * Reads `{operation: "PutEvents", events}` with 1 to 10 events, as AppSync's guide describes it (resolver-reference-eventbridge-js).
 *
 * @param clock the time of events that name none, in milliseconds since the epoch
 * @throws RequestRefusal that names what is wrong
 */
export function readEvents(request: JsonObject, clock: () => number): EventEntry[] {
  checkFields(request, REQUEST);
  const operation = requiredString(request.operation, "$[operation]");
  if (operation !== "PutEvents")
    throw new RequestRefusal(`Unsupported operation '${operation}'. Supported is PutEvents.`);
  const events = listAt(request.events, "$[events]");
  if (events.length === 0 || events.length > MOST_ENTRIES) {
    throw new RequestRefusal(`'$[events]' takes 1 to ${MOST_ENTRIES} events and got ${events.length}.`);
  }
  return events.map((event, index) => readEvent(event, `$[events][${index}]`, clock));
}

function readEvent(value: Json, path: string, clock: () => number): EventEntry {
  const event = objectAt(value, path);
  checkFields(event, EVENT, path);
  return {
    source: requiredString(event.source, `${path}[source]`),
    detailType: requiredString(event.detailType, `${path}[detailType]`),
    detail: objectAt(event.detail, `${path}[detail]`),
    resources: listAt(event.resources ?? [], `${path}[resources]`).map((each, index) =>
      stringAt(each, `${path}[resources][${index}]`),
    ),
    time: readTime(event.time, `${path}[time]`) ?? new Date(clock()).toISOString(),
  };
}

function readTime(value: Json | undefined, path: string): string | undefined {
  if ((value ?? null) === null) return undefined;
  const text = stringAt(value, path);
  if (!TIMESTAMP.test(text) || Number.isNaN(Date.parse(text))) {
    throw new RequestRefusal(`'${path}' has to be a timestamp of RFC 3339, such as 2026-01-02T03:04:05Z.`);
  }
  return new Date(text).toISOString();
}
