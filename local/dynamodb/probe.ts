import type { DynamoDbDataSource } from "appsync-local";
import { createWire, type Wire } from "appsync-local/dynamodb";
import { ANSWER_MILLISECONDS, type TableDefinition, TableRefused } from "./table.ts";

/** An item that no request of the service has: its keys are made of longer texts. */
const PROBE = { S: "probe" };

/**
 * Tries what the service needs of an engine beyond reads and writes, on an item that is deleted again: not every engine that calls itself
 * DynamoDB-compatible has it, and each request would fail without.
 *
 * @param clock epoch milliseconds
 * @throws TableRefused when something is missing; the message names it
 */
export async function probeEngine(
  source: DynamoDbDataSource,
  { partitionKey, sortKey }: TableDefinition,
  clock: () => number,
): Promise<void> {
  const wire = createWire(source, clock);
  const Key = { [partitionKey]: PROBE, [sortKey]: PROBE };
  const missing = await findMissing(wire, { TableName: source.tableName, Key }, partitionKey).finally(async () => {
    await send(wire, "DeleteItem", { TableName: source.tableName, Key });
    await wire.close();
  });
  if (missing === undefined) return;
  throw new TableRefused(
    `the DynamoDB-compatible engine at ${source.endpoint} has no ${missing}, which the service needs`,
  );
}

const send = (wire: Wire, operation: string, body: object) =>
  wire.send(operation, body, AbortSignal.timeout(ANSWER_MILLISECONDS));

/** @returns the first thing that is missing; undefined when nothing is */
async function findMissing(
  wire: Wire,
  item: { TableName: string; Key: object },
  partitionKey: string,
): Promise<string | undefined> {
  const failing = {
    ConditionExpression: "attribute_not_exists(#key)",
    ExpressionAttributeNames: { "#key": partitionKey },
    ReturnValuesOnConditionCheckFailure: "ALL_OLD",
  };
  const written = await send(wire, "TransactWriteItems", {
    TransactItems: [{ Put: { TableName: item.TableName, Item: item.Key } }],
  });
  if (written.error) return `transactions (${written.error.message})`;
  const canceled = await send(wire, "TransactWriteItems", {
    TransactItems: [{ ConditionCheck: { ...item, ...failing } }],
  });
  const [reason] = (canceled.body.CancellationReasons ?? []) as { Code?: string; Item?: object }[];
  if (reason?.Code !== "ConditionalCheckFailed" || !reason.Item)
    return "reasons of canceled transactions with their items";
  const refused = await send(wire, "DeleteItem", { ...item, ...failing });
  return refused.body.Item ? undefined : "items in the answers to failed conditions";
}
