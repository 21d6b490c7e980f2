import type { DataSourceAnswer } from "../../contracts.ts";
import { checkFields, type JsonObject, stringAt } from "../refusal.ts";
import { readExpression, readOptional, readProjection } from "./expression.ts";
import { answer, type Body, COMMON, type DynamoDb, type Operation } from "./operation.ts";
import { decodeMap } from "./values.ts";

/** The operations that answer pages, `{items, nextToken, scannedCount}`: Query and Scan. */

const PAGE = { index: false, nextToken: false, limit: false, consistentRead: false, filter: false, projection: false };
const QUERY = { ...COMMON, ...PAGE, query: true, scanIndexForward: false, select: false };
const SCAN = { ...COMMON, ...PAGE, select: false, totalSegments: false, segment: false };

const INVALID_TOKEN = { type: "DynamoDB:UserIllegalArgumentException", message: "Invalid pagination token given." };

export const query: Operation = async (request, dynamo) => {
  checkFields(request, QUERY);
  const body: Body = { ScanIndexForward: request.scanIndexForward ?? undefined };
  body.KeyConditionExpression = readExpression(request.query, "$[query]", body);
  return page("Query", request, body, dynamo);
};

export const scan: Operation = async (request, dynamo) => {
  checkFields(request, SCAN);
  const { totalSegments, segment } = request;
  return page("Scan", request, { TotalSegments: totalSegments ?? undefined, Segment: segment ?? undefined }, dynamo);
};

async function page(operation: string, request: JsonObject, body: Body, dynamo: DynamoDb): Promise<DataSourceAnswer> {
  const { index, limit, consistentRead, select, nextToken } = request;
  const scope = JSON.stringify([operation, dynamo.tableName, index ?? null]);
  if ((nextToken ?? null) !== null) {
    body.ExclusiveStartKey = dynamo.pages.open(scope, stringAt(nextToken, "$[nextToken]"));
    if (body.ExclusiveStartKey === undefined) return { result: null, error: INVALID_TOKEN };
  }
  body.TableName = dynamo.tableName;
  body.IndexName = index ?? undefined;
  body.Limit = limit ?? undefined;
  body.ConsistentRead = consistentRead ?? undefined;
  body.Select = select ?? undefined;
  body.ReturnConsumedCapacity = "TOTAL";
  body.FilterExpression = readOptional(request.filter, "$[filter]", body);
  body.ProjectionExpression = readProjection(request.projection, "$[projection]", body);
  return answer(await dynamo.send(operation, body), ({ Items, ScannedCount, LastEvaluatedKey }) => ({
    // `select: "COUNT"` asks for none.
    items: ((Items ?? []) as JsonObject[]).map(decodeMap),
    nextToken: LastEvaluatedKey === undefined ? null : dynamo.pages.seal(scope, LastEvaluatedKey),
    scannedCount: ScannedCount ?? 0,
  }));
}
