/** A faithful AppSync for one machine: a description goes in, an endpoint comes out. */
export { type Api, type ApiOptions, createApi, type JsonResponse } from "./api.ts";
export type { Json } from "./contracts.ts";
export type { BusEvent, EventBus } from "./datasources/event-bus.ts";
export type { Fault, Faults } from "./datasources/faults.ts";
export * from "./description.ts";
export { byApiKey, bySignature, callersIn, type PageCaller, type PageRequest } from "./graphiql/callers.ts";
export type { PageOptions } from "./graphiql/page.ts";
export type { ReceivedRequest } from "./http-server.ts";
export type { Connection, Peer } from "./realtime/connection.ts";
export type { Realtime } from "./realtime/realtime.ts";
export type { Trace, TracedCall } from "./request.ts";
export type { Evaluation } from "./sandbox/watch.ts";
export { type Endpoint, type ListenOptions, startAppSync } from "./server.ts";
export type { After } from "./timers.ts";
