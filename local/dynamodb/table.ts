import type { DynamoDbDataSource } from "appsync-local";
import { createWire, type Wire } from "appsync-local/dynamodb";

/** A server that does not answer within this time is no engine. */
export const ANSWER_MILLISECONDS = 1_000;

/** The keys of a table, and where it has them its time to live and its one index. */
export interface TableDefinition {
  partitionKey: string;
  sortKey: string;
  /** The attribute with the epoch seconds after which an item is deleted. */
  timeToLive?: string;
  /** It holds the keys only; its sort key is a number. */
  activeIndex?: { name: string; partitionKey: string; sortKey: string };
}

/** No engine answered, it refused to create the table, or lacks what is needed. */
export class TableRefused extends Error {}

/**
 * Creates a table if it is missing.
 *
 * @param clock epoch milliseconds
 * @throws TableRefused when no engine answers, or it refuses to create the table
 */
export async function createTable(
  source: DynamoDbDataSource,
  definition: TableDefinition,
  clock: () => number,
): Promise<void> {
  const wire = createWire(source, clock);
  const refusal = await createIfMissing(wire, source.tableName, definition).finally(() => wire.close());
  if (refusal === undefined) return;
  throw new TableRefused(
    `the DynamoDB-compatible engine at ${source.endpoint} did not create the table ${source.tableName} (${refusal})`,
  );
}

/** @returns the engine's refusal; undefined when the table exists */
async function createIfMissing(
  wire: Wire,
  TableName: string,
  { partitionKey, sortKey, activeIndex }: TableDefinition,
): Promise<string | undefined> {
  const keys = (hash: string, range: string) => [
    { AttributeName: hash, KeyType: "HASH" },
    { AttributeName: range, KeyType: "RANGE" },
  ];
  const text = (AttributeName: string) => ({ AttributeName, AttributeType: "S" });
  const { error } = await wire.send(
    "CreateTable",
    {
      TableName,
      BillingMode: "PAY_PER_REQUEST",
      KeySchema: keys(partitionKey, sortKey),
      AttributeDefinitions: [
        ...[partitionKey, sortKey].map(text),
        ...(activeIndex
          ? [text(activeIndex.partitionKey), { AttributeName: activeIndex.sortKey, AttributeType: "N" }]
          : []),
      ],
      ...(activeIndex && {
        GlobalSecondaryIndexes: [
          {
            IndexName: activeIndex.name,
            KeySchema: keys(activeIndex.partitionKey, activeIndex.sortKey),
            Projection: { ProjectionType: "KEYS_ONLY" },
          },
        ],
      }),
    },
    AbortSignal.timeout(ANSWER_MILLISECONDS),
  );
  return error?.type === "DynamoDB:ResourceInUseException" ? undefined : error?.message;
}
