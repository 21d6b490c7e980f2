import { type Link, notAllowed, privateJson, seeOther } from "../page/index.ts";
import {
  createWireFaults,
  type ProtocolOptions,
  type ServeOptions,
  serveWire,
  type WireFaults,
} from "../wire/index.ts";
import { eventsPage, unknownFieldPage } from "./events-page.ts";
import { createFeed, type Detail, type Feed } from "./feed.ts";
import { type BusEvent, createPutEvents } from "./put-events.ts";

export interface EventsOptions extends Pick<ServeOptions, "port" | "host" | "clock">, Pick<ProtocolOptions, "onLog"> {
  /** The name of the bus. */
  bus: string;
  /** The events of earlier starts, in order of arrival. */
  earlier?: Detail[];
  /** Gets each event of the feed when it has come, and a function that gives all of them. */
  onAdded?: (event: Detail, all: () => Detail[]) => void;
  /** Gets each event that was put, also one that came before: as a rule of the bus. */
  onEvent?: (event: BusEvent) => void;
  /** Names of fields that events may have: they can be asked for before one has come. */
  fields?: string[];
  /** Says an event in a short sentence; "" if it cannot. Default: "". */
  describe?: (event: Detail) => string;
  /** What the page says while there is no event, e.g. what makes some. */
  hint?: string;
  /** Gives the other pages that this one links to. Default: none. */
  links?: () => Link[];
}

/** The stand-in for EventBridge, and what came to its bus. */
export interface EventsServer {
  feed: Feed;
  /** Makes `PutEvents` fail. */
  faults: WireFaults;
  /** The endpoint of EventBridge: AWS_ENDPOINT_URL_EVENTBRIDGE. */
  url: string;
  /** The page for people; with `.json` at the end, the list. */
  eventsUrl: string;
  port: number;
  close(): Promise<void>;
}

/**
 * Serves PutEvents, and what came: `GET /events` is a page for people, `GET /events.json` is the list, newest first. Both take fields to
 * filter by, such as `?tenant=pool&type=otp.verified`, and refuse a name that no event has. `/` leads to the page.
 *
 * @throws the error of `listen`, such as EADDRINUSE
 */
export async function startEvents(options: EventsOptions): Promise<EventsServer> {
  const { bus, earlier = [], onAdded = () => {}, onEvent = () => {}, onLog, port, host, clock } = options;
  const { fields = [], describe = () => "", hint = "", links = () => [] } = options;
  const feed = createFeed(fields, earlier, onAdded);
  const faults = createWireFaults();
  const putEvents = createPutEvents({
    bus,
    faults,
    onLog,
    onEvent(event) {
      feed.add(event.detail);
      onEvent(event);
    },
  });
  const server = await serveWire(
    (request) => {
      const { method, path, query } = request;
      if (path === "/") return method === "POST" ? putEvents(request) : seeOther("/events");
      if (path !== "/events" && path !== "/events.json") {
        return privateJson(404, { message: `There is nothing at ${path}: the events are at /events.` });
      }
      if (method !== "GET") return notAllowed("GET");
      const filter = new URLSearchParams(query);
      const message = unknownField(filter, feed.fields());
      if (message) return path === "/events" ? unknownFieldPage(message, links()) : privateJson(400, { message });
      const events = feed.list([...filter]);
      return path === "/events"
        ? eventsPage(events, { filter, describe, hint, links: links() })
        : privateJson(200, events);
    },
    // Only the page itself may read what is listed.
    { port, host, clock, cors: false },
  );
  return { ...server, feed, faults, eventsUrl: `${server.url}/events` };
}

/** Says which name of a filter is none of the fields, and what they are. Before the first event nothing is known of them. */
function unknownField(filter: URLSearchParams, fields: string[]): string | undefined {
  const unknown = [...filter.keys()].find((name) => !fields.includes(name));
  if (unknown === undefined || fields.length === 0) return undefined;
  return `No event has the field "${unknown}". There are: ${fields.join(", ")}.`;
}
