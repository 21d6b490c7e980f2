import type { Wire } from "appsync-local/dynamodb";
import { jsonProtocol, serveWire, WireError, type WireServer } from "../wire/index.ts";

/** What the functions call that write items whose changes are streamed. */
const OPERATIONS = ["GetItem", "PutItem"];
/** For so long the engine may take. */
const MOST_MILLISECONDS = 10_000;

/**
 * Serves the engine to functions that write items whose changes are streamed: what they change by it is in the stream, as what the API
 * changes is.
 *
 * @param wire a wire that notes what it changes
 * @param clock milliseconds since the epoch
 */
export function serveRecorded(wire: Wire, clock: () => number, onLog: (line: string) => void): Promise<WireServer> {
  const call = (operation: string) => async (input: Record<string, unknown>) => {
    const { body, error } = await wire.send(operation, input, AbortSignal.timeout(MOST_MILLISECONDS));
    if (error) throw new WireError(error.type.replace("DynamoDB:", ""), error.message);
    return body as object;
  };
  const operations = Object.fromEntries(OPERATIONS.map((operation) => [operation, call(operation)]));
  const handler = jsonProtocol({ prefix: "DynamoDB_20120810", operations, version: "1.0", onLog });
  return serveWire(handler, { clock, cors: false });
}
