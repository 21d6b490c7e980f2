import type { DataSourceClient } from "../../contracts.ts";
import type { DynamoDbDataSource } from "../../description.ts";
import { createPagination } from "../pagination.ts";
import { RequestRefusal, requiredString } from "../refusal.ts";
import { batchGetItem } from "./batch-get.ts";
import { batchDeleteItem, batchPutItem } from "./batch-write.ts";
import { deleteItem, getItem, putItem, updateItem } from "./item.ts";
import { query, scan } from "./list.ts";
import type { Operation } from "./operation.ts";
import { transactGetItems, transactWriteItems } from "./transact.ts";
import { createWire, type WrapWire } from "./wire.ts";

const OPERATIONS = new Map<string, Operation>([
  ["GetItem", getItem],
  ["PutItem", putItem],
  ["UpdateItem", updateItem],
  ["DeleteItem", deleteItem],
  ["Query", query],
  ["Scan", scan],
  ["BatchGetItem", batchGetItem],
  ["BatchPutItem", batchPutItem],
  ["BatchDeleteItem", batchDeleteItem],
  ["TransactGetItems", transactGetItems],
  ["TransactWriteItems", transactWriteItems],
]);

/**
 * Makes a data source of a DynamoDB table, over any engine that speaks DynamoDB's protocol.
 *
 * @param clock milliseconds since the epoch, for signatures
 */
export function createDynamoDb(
  source: DynamoDbDataSource,
  clock: () => number,
  wrapWire: WrapWire = (wire) => wire,
): DataSourceClient {
  const { tableName } = source;
  const wire = wrapWire(createWire(source, clock));
  const pages = createPagination();
  return {
    async invoke(request, { signal }) {
      const operation = OPERATIONS.get(requiredString(request.operation, "$[operation]"));
      if (!operation) throw new RequestRefusal(unsupported(String(request.operation)));
      return operation(request, { tableName, pages, send: (name, body) => wire.send(name, body, signal) });
    },
    close: () => wire.close(),
  };
}

function unsupported(operation: string): string {
  return operation === "Sync"
    ? "'Sync': the local runtime does not support versioned data sources."
    : `Unsupported operation '${operation}'. Supported are ${[...OPERATIONS.keys()].join(", ")}.`;
}
