import type { DynamoDbDataSource } from "appsync-local";
import { createWire, type Wire } from "appsync-local/dynamodb";

const SWEEP_MILLISECONDS = 60_000;
/** A server that does not answer within this time is no engine. */
const ANSWER_MILLISECONDS = 1_000;
const never = new AbortController().signal;

/** The keys of a table, and where it has them its time to live and its one index. */
export interface TableDefinition {
  partitionKey: string;
  sortKey: string;
  /** The attribute with the epoch seconds after which an item is deleted. */
  timeToLive?: string;
  /** It holds the keys only; its sort key is a number. */
  activeIndex?: { name: string; partitionKey: string; sortKey: string };
}

/** No engine answered, or it refused to create the table. */
export class TableRefused extends Error {}

/** A table on one machine. A sweeper deletes what DynamoDB would delete by the time to live, if the table has one. */
export interface LocalTable {
  /** Deletes the items past their time to live. @returns how many there were */
  sweep(): Promise<number>;
  close(): Promise<void>;
}

/**
 * Opens a table, creating it if it is missing, and sweeps it every minute.
 *
 * @param clock epoch milliseconds
 * @throws TableRefused when no engine answers, or it refuses to create the table
 */
export async function openTable(
  source: DynamoDbDataSource,
  definition: TableDefinition,
  clock: () => number,
): Promise<LocalTable> {
  const wire = createWire(source, clock);
  const refusal = await createIfMissing(wire, source.tableName, definition);
  if (refusal !== undefined) {
    await wire.close();
    throw new TableRefused(
      `the DynamoDB-compatible engine at ${source.endpoint} did not create the table ${source.tableName} (${refusal})`,
    );
  }
  const { timeToLive } = definition;
  const sweep = async () =>
    timeToLive === undefined
      ? 0
      : sweepTable(wire, source.tableName, { ...definition, timeToLive }, Math.floor(clock() / 1000));
  const timer = setInterval(() => sweep().catch(() => {}), SWEEP_MILLISECONDS).unref();
  return {
    sweep,
    async close() {
      clearInterval(timer);
      await wire.close();
    },
  };
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

async function sweepTable(
  wire: Wire,
  TableName: string,
  { partitionKey, sortKey, timeToLive }: TableDefinition & { timeToLive: string },
  now: number,
): Promise<number> {
  const expired = {
    ExpressionAttributeNames: { "#ttl": timeToLive },
    ExpressionAttributeValues: { ":now": { N: String(now) } },
  };
  let swept = 0;
  let from: unknown;
  do {
    const { body, error } = await wire.send(
      "Scan",
      { TableName, FilterExpression: "#ttl < :now", ExclusiveStartKey: from, ...expired },
      never,
    );
    if (error) throw new Error(error.message);
    for (const item of (body.Items ?? []) as Record<string, object>[]) {
      const Key = { [partitionKey]: item[partitionKey], [sortKey]: item[sortKey] };
      // The condition spares an item that was renewed meanwhile.
      const deletion = { TableName, Key, ConditionExpression: "#ttl < :now", ...expired };
      const { error: refused } = await wire.send("DeleteItem", deletion, never);
      if (!refused) swept += 1;
    }
    from = body.LastEvaluatedKey;
  } while (from);
  return swept;
}
