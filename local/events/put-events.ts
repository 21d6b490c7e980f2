import { jsonProtocol, type ProtocolOptions, WireError, type WireHandler } from "../wire/index.ts";
import type { Detail } from "./feed.ts";

const MOST_ENTRIES = 10;

/** An event as rules and archives of a bus get it. */
export interface BusEvent {
  source: string;
  "detail-type": string;
  detail: Detail;
}

interface PutEventsOptions extends ProtocolOptions {
  /** The name of the one bus. */
  bus: string;
  onEvent: (event: BusEvent) => void;
}

/**
 * Stands in for EventBridge's PutEvents
 * (https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEvents.html). Each entry is taken or refused by itself.
 */
export const createPutEvents = ({ bus, onEvent, ...options }: PutEventsOptions): WireHandler =>
  jsonProtocol({
    ...options,
    prefix: "AWSEvents",
    operations: {
      PutEvents({ Entries: entries }, { requestId }) {
        if (!Array.isArray(entries) || entries.length < 1 || entries.length > MOST_ENTRIES) {
          throw new WireError("ValidationException", "Entries has to be a list of 1 to 10 entries.");
        }
        const Entries = entries.map((entry, index) => {
          const read = eventIn(Object(entry), bus);
          if ("ErrorCode" in read) return read;
          onEvent(read);
          return { EventId: `${requestId}-${index}` };
        });
        return { Entries, FailedEntryCount: Entries.filter((entry) => "ErrorCode" in entry).length };
      },
    },
  });

const refused = (ErrorCode: string, ErrorMessage: string) => ({ ErrorCode, ErrorMessage });

function eventIn(entry: Record<string, unknown>, bus: string): BusEvent | ReturnType<typeof refused> {
  const { Source: source, DetailType, Detail: text, EventBusName = "default" } = entry;
  if (EventBusName !== bus) return refused("InvalidArgument", `There is no bus ${EventBusName}.`);
  for (const [name, value] of Object.entries({ Source: source, DetailType, Detail: text })) {
    if (typeof value !== "string" || value === "") {
      return refused("InvalidArgument", `Parameter ${name} is not valid. Reason: ${name} is a required argument.`);
    }
  }
  if (`${source}`.startsWith("aws.")) return refused("NotAuthorizedForSourceException", "Sources of AWS begin so.");
  const detail = parsed(`${text}`);
  if (!detail) return refused("MalformedDetail", "Detail is malformed.");
  return { source: `${source}`, "detail-type": `${DetailType}`, detail };
}

function parsed(text: string): Detail | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Detail) : undefined;
  } catch {
    return undefined;
  }
}
