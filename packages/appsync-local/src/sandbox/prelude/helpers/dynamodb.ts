import type * as Helpers from "@aws-appsync/utils/lib/dynamodb-helpers.js";
import { type Fields, listOf, recordOf } from "../arguments.ts";
import { attributesOf } from "../attribute-values.ts";
import { numberedPlaceholders } from "../expressions.ts";
import { operations } from "./operations.ts";
import { filterPart, options, projectionPart, queryPart, tablesPart, updatePart } from "./parts.ts";
import { toBinarySet, toNumberSet, toStringSet } from "./sets.ts";
import { transactGet, transactWrite } from "./transactions.ts";

const VERSIONING = ["customPartitionKey", "populateIndexFields", "_version"];
const PAGING = ["index", "limit", "nextToken", "consistentRead", "select"];

/** `@aws-appsync/utils/dynamodb`: each function gives a request as AppSync's DynamoDB data source takes it. */
export const dynamodbHelpers = {
  get(payload: unknown) {
    const { key, projection, ...rest } = payloadOf(payload);
    const next = numberedPlaceholders();
    return {
      operation: "GetItem",
      key: keyOf(key),
      ...options(rest, ["consistentRead"]),
      ...projectionPart(projection, next()),
    };
  },
  put(payload: unknown) {
    const { key, item, condition, ...rest } = payloadOf(payload);
    const next = numberedPlaceholders();
    return {
      operation: "PutItem",
      key: keyOf(key),
      attributeValues: attributesOf(item, "item"),
      ...filterPart("condition", condition, next()),
      ...options(rest, VERSIONING),
    };
  },
  update(payload: unknown) {
    const { key, update, condition, ...rest } = payloadOf(payload);
    const next = numberedPlaceholders();
    return {
      operation: "UpdateItem",
      key: keyOf(key),
      ...updatePart(update, next()),
      ...filterPart("condition", condition, next()),
      ...options(rest, VERSIONING),
    };
  },
  remove(payload: unknown) {
    const { key, condition, ...rest } = payloadOf(payload);
    const next = numberedPlaceholders();
    return {
      operation: "DeleteItem",
      key: keyOf(key),
      ...filterPart("condition", condition, next()),
      ...options(rest, VERSIONING),
    };
  },
  query(payload: unknown) {
    const { query, filter, projection, ...rest } = payloadOf(payload);
    const next = numberedPlaceholders();
    return {
      operation: "Query",
      ...queryPart(query, next()),
      ...options(rest, [...PAGING, "scanIndexForward"]),
      ...filterPart("filter", filter, next()),
      ...projectionPart(projection, next()),
    };
  },
  scan(payload: unknown) {
    const { filter, projection, ...rest } = payloadOf(payload);
    const next = numberedPlaceholders();
    return {
      operation: "Scan",
      ...options(rest, [...PAGING, "totalSegments", "segment"]),
      ...filterPart("filter", filter, next()),
      ...projectionPart(projection, next()),
    };
  },
  batchGet(payload: unknown) {
    return {
      operation: "BatchGetItem",
      ...tablesPart(payload, (table, name) => {
        const { keys, projection, ...rest } = recordOf(table, name);
        return {
          keys: attributesOfEach(keys, `${name}.keys`),
          ...options(rest, ["consistentRead"]),
          ...projectionPart(projection, numberedPlaceholders()()),
        };
      }),
    };
  },
  batchPut: (payload: unknown) => ({ operation: "BatchPutItem", ...tablesPart(payload, attributesOfEach) }),
  batchDelete: (payload: unknown) => ({ operation: "BatchDeleteItem", ...tablesPart(payload, attributesOfEach) }),
  transactGet,
  transactWrite,
  toStringSet,
  toNumberSet,
  toBinarySet,
  operations,
} satisfies Record<Exclude<keyof typeof Helpers, "sync" | "default">, unknown>;

const payloadOf = (payload: unknown): Fields => recordOf(payload, "the payload");
const keyOf = (key: unknown) => attributesOf(key, "key");

function attributesOfEach(items: unknown, name: string) {
  return listOf(items, name).map((item) => attributesOf(item, `each of ${name}`));
}
