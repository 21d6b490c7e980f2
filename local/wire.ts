/** What the stand-ins for AWS services share: a server, AWS's JSON and query protocols, typed errors and faults. */
export { WireError } from "./wire/error.ts";
export { createWireFaults, type WireFault, type WireFaults } from "./wire/faults.ts";
export { jsonProtocol } from "./wire/json-protocol.ts";
export { accessKeyIdOf, type Operation, type ProtocolOptions, type WireCall } from "./wire/protocol.ts";
export { type QueryInput, type QueryValue, queryProtocol } from "./wire/query-protocol.ts";
export {
  type ServeOptions,
  serveWire,
  type WireAnswer,
  type WireHandler,
  type WireRequest,
  type WireServer,
} from "./wire/server.ts";
