import type { DataSourceAnswer, Json } from "../../contracts.ts";
import type { Pagination } from "../pagination.ts";
import type { JsonObject } from "../refusal.ts";
import type { Placeholders } from "./expression.ts";
import type { Reply } from "./wire.ts";

/** What an operation works with during one call. */
export interface DynamoDb {
  tableName: string;
  pages: Pagination;
  send(operation: string, body: object): Promise<Reply>;
}

/** One of AppSync's operations: checks the handler's request, calls the engine, and shapes its reply. */
export type Operation = (request: JsonObject, dynamo: DynamoDb) => Promise<DataSourceAnswer>;

/** A request to the engine. Parts that are undefined are not sent. */
export type Body = Placeholders & { [field: string]: unknown };

/** The keys that every request object may have. AWS's examples still have VTL's `version`, which means nothing. */
export const COMMON = { version: false, operation: true };

/** Turns an engine's reply into a data source's answer. */
export function answer({ body, error, units }: Reply, shape: (body: JsonObject) => Json): DataSourceAnswer {
  return error ? { result: null, error, capacityUnits: units } : { result: shape(body), capacityUnits: units };
}
