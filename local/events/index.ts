/** A stand-in for EventBridge, whose bus can be looked at. */
export { type EventsOptions, type EventsServer, startEvents } from "./events.ts";
export type { Detail, Feed } from "./feed.ts";
export type { BusEvent } from "./put-events.ts";
