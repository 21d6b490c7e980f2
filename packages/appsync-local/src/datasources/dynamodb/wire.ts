import type { Json } from "../../contracts.ts";
import type { DynamoDbDataSource } from "../../description.ts";
import { connect, exchange } from "../exchange.ts";
import type { JsonObject } from "../refusal.ts";
import { withServiceText } from "./service-text.ts";
import { createSigner } from "./sign.ts";

/** The engine's reply. With an error, `body` is the error's own. */
export interface Reply {
  body: JsonObject;
  error?: { type: string; message: string };
  /** Capacity units, read and write, over all tables. */
  units: number;
}

export interface Wire {
  /** @param operation the operation's name in DynamoDB, e.g. `BatchWriteItem` */
  send(operation: string, body: object, signal: AbortSignal): Promise<Reply>;
  close(): Promise<void>;
}

/**
 * Stands between a data source and its engine: gets a wire, and gives one that calls it. Its `send` sees what is really sent, in DynamoDB's
 * own operations, fields and typed values, and may wait, look, or call more than once. It has to answer errors, not throw them.
 */
export type WrapWire = (wire: Wire) => Wire;

/** DynamoDB answers at most 16 MB of items; their text is longer. */
const MAX_ANSWER_BYTES = 64 * 1024 * 1024;

/**
 * Speaks DynamoDB's wire protocol, JSON 1.0 over HTTP, signed. Nothing is tried again: throttling and other errors
 * reach the handler as the engine reported them.
 */
export function createWire(source: DynamoDbDataSource, clock: () => number): Wire {
  const { pool, url } = connect(source.endpoint);
  const sign = createSigner(url.host, source, clock);
  return {
    async send(operation, request, signal) {
      const body = JSON.stringify(request);
      const headers = sign(`DynamoDB_20120810.${operation}`, body);
      try {
        const answer = await exchange(pool, {
          method: "POST",
          path: "/",
          headers,
          body,
          signal,
          maxBytes: MAX_ANSWER_BYTES,
        });
        const parsed = JSON.parse(answer.body.toString()) as JsonObject;
        return answer.statusCode === 200
          ? { body: parsed, units: unitsOf(parsed.ConsumedCapacity) }
          : failed(parsed, answer.statusCode, answer.headers["x-amzn-requestid"]);
      } catch (error) {
        return unreachable(error as Error);
      }
    },
    close: () => pool.destroy(),
  };
}

function failed(body: JsonObject, status: number, requestId: string | string[] | undefined): Reply {
  const { __type, message, Message } = body;
  const name = String(__type).split("#").at(-1);
  const said = withServiceText(String(message ?? Message ?? name), status, requestId?.toString());
  return { body, error: { type: `DynamoDB:${name}`, message: said }, units: 0 };
}

/** The socket failed, or its answer was not JSON. The type is the one that AWS's SDK for Java has for both. [?] */
function unreachable(error: Error): Reply {
  const message = `Unable to execute HTTP request: ${error.message}`;
  return { body: {}, error: { type: "DynamoDB:SdkClientException", message }, units: 0 };
}

/** One table's consumption, or a list of several tables'. */
function unitsOf(consumed: Json | undefined): number {
  if (Array.isArray(consumed)) return consumed.reduce((sum: number, each) => sum + unitsOf(each), 0);
  return ((consumed as { CapacityUnits?: number } | undefined)?.CapacityUnits ?? 0) as number;
}
