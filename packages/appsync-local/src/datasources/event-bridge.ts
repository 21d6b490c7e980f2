import { signRequest } from "../auth/sigv4.ts";
import type { DataSourceAnswer, DataSourceClient, Json } from "../contracts.ts";
import type { EventBridgeDataSource } from "../description.ts";
import { readEvents } from "./event-bridge-request.ts";
import type { EventBus, EventEntry } from "./event-bus.ts";
import { connect, exchange } from "./exchange.ts";
import type { JsonObject } from "./refusal.ts";

/** PutEvents takes 1 MB in one request (EventBridge API reference, PutEvents). */
const MAX_REQUEST_BYTES = 1024 * 1024;
const MAX_ANSWER_BYTES = 1024 * 1024;

/**
 * Makes a data source of an event bus. The result is EventBridge's own: `{Entries, FailedEntryCount}`, where the answer to an event stands at
 * the event's index and has either `EventId`, or `ErrorCode` and `ErrorMessage` (AppSync's guide, resolver-reference-eventbridge-js).
 */
export function createEventBridge(source: EventBridgeDataSource, bus: EventBus, clock: () => number): DataSourceClient {
  const remote = source.remote && createRemote(source.remote, source.eventBusArn, clock);
  return {
    async invoke(request, { signal }) {
      const entries = readEvents(request, clock);
      if (remote) return remote.send(entries, signal);
      if (Buffer.byteLength(JSON.stringify(entries)) > MAX_REQUEST_BYTES) return TOO_LARGE;
      const results = entries.map((entry): JsonObject => refusalOf(entry) ?? { EventId: bus.put(entry) });
      return { result: { Entries: results, FailedEntryCount: results.filter((each) => "ErrorCode" in each).length } };
    },
    close: async () => remote?.close(),
  };
}

const TOO_LARGE: DataSourceAnswer = {
  result: null,
  error: {
    type: "EventBridge:ValidationException",
    message: "Total size of the entries in the request is over the limit.",
  },
};

/** What EventBridge refuses of a single event. The others of the request are still taken. */
function refusalOf({ source, detailType }: EventEntry): JsonObject | undefined {
  if (source === "") return missing("Source");
  if (detailType === "") return missing("DetailType");
  // Sources of AWS's own services are kept for them.
  if (source.startsWith("aws."))
    return { ErrorCode: "NotAuthorizedForSourceException", ErrorMessage: "Not authorized for the source." };
  return undefined;
}

const missing = (name: string): JsonObject => ({
  ErrorCode: "InvalidArgument",
  ErrorMessage: `Parameter ${name} is not valid. Reason: ${name} is a required argument.`,
});

/** EventBridge's own protocol, JSON 1.1 over HTTP, signed. */
function createRemote(
  { endpoint, region, credentials }: NonNullable<EventBridgeDataSource["remote"]>,
  eventBusArn: string,
  clock: () => number,
) {
  const { pool, url } = connect(endpoint);
  return {
    async send(entries: EventEntry[], signal: AbortSignal): Promise<DataSourceAnswer> {
      const body = JSON.stringify({ Entries: entries.map((entry) => wireEntry(entry, eventBusArn)) });
      const headers = await signRequest(
        { method: "POST", url, headers: HEADERS, body },
        { region, service: "events", credentials, date: new Date(clock()) },
      );
      try {
        const sending = { method: "POST", path: "/", headers, body, signal, maxBytes: MAX_ANSWER_BYTES };
        const { statusCode, body: answer } = await exchange(pool, sending);
        const parsed = JSON.parse(answer.toString()) as JsonObject;
        if (statusCode === 200) return { result: parsed };
        const type = `EventBridge:${String(parsed.__type).split("#").at(-1)}`;
        return { result: null, error: { type, message: String(parsed.message ?? parsed.Message ?? type) } };
      } catch (error) {
        const message = `Unable to execute HTTP request: ${(error as Error).message}`;
        return { result: null, error: { type: "EventBridge:SdkClientException", message } };
      }
    },
    close: () => pool.destroy(),
  };
}

const HEADERS = { "content-type": "application/x-amz-json-1.1", "x-amz-target": "AWSEvents.PutEvents" };

const wireEntry = ({ source, detailType, detail, resources, time }: EventEntry, bus: string): Json => ({
  Source: source,
  DetailType: detailType,
  Detail: JSON.stringify(detail),
  Resources: resources,
  Time: Date.parse(time) / 1000,
  EventBusName: bus,
});
