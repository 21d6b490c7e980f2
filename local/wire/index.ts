/** The parts that the stand-ins for AWS services share: a server, AWS's JSON and query protocols, typed errors and faults. */
export { WireError } from "./error.ts";
export { createWireFaults, type WireFault, type WireFaults } from "./faults.ts";
export { jsonProtocol } from "./json-protocol.ts";
export { accessKeyIdOf, type Operation, type ProtocolOptions, type WireCall } from "./protocol.ts";
export { type QueryInput, type QueryValue, queryProtocol } from "./query-protocol.ts";
export {
  type ServeOptions,
  serveWire,
  type WireAnswer,
  type WireHandler,
  type WireRequest,
  type WireServer,
} from "./server.ts";
